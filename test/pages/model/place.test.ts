import { describe, expect, it } from 'vitest';
import { inviteLink, parsePlace } from '../../../client/pages/model/place.ts';

describe('what the address says', () => {
  it('takes the room from the query or from a bare fragment', () => {
    expect(parsePlace('?room=standup', '').room).toBe('standup');
    expect(parsePlace('', '#standup').room).toBe('standup');
    expect(parsePlace('?room=one', '#two').room).toBe('one');
    expect(parsePlace('', '').room).toBeUndefined();
  });

  it('takes secrets from the fragment only', () => {
    expect(parsePlace('?token=secret&invite=secret', '')).toMatchObject({
      token: undefined,
      invite: undefined,
    });
    expect(parsePlace('', '#token=a.b.c&room=standup&name=Ada')).toMatchObject({
      token: 'a.b.c',
      room: 'standup',
      name: 'Ada',
    });
    expect(parsePlace('?room=standup', '#invite=x.y.z')).toMatchObject({ invite: 'x.y.z', room: 'standup' });
  });

  it('survives a fragment that is no valid encoding', () => {
    expect(parsePlace('', '#%E0%A4%A').room).toBe('%E0%A4%A');
  });

  it('makes links that it can read again', () => {
    const page = { origin: 'https://calls.example.org', pathname: '/' };
    expect(inviteLink(page, 'standup')).toBe('https://calls.example.org/?room=standup');
    const link = new URL(inviteLink(page, 'standup', 'a.b-c_d'));
    expect(parsePlace(link.search, link.hash)).toMatchObject({ room: 'standup', invite: 'a.b-c_d' });
  });
});
