import { describe, expect, it } from 'vitest';
import { enter, type AddressBar } from '../../../client/pages/session/entry.ts';
import { memoryStore } from './memory-store.ts';

const payload = (claims: Record<string, string>) => `h.${btoa(JSON.stringify(claims))}.s`;

function bar(search: string, hash: string): AddressBar & { readonly shown: () => string | undefined } {
  let url: string | undefined;
  return {
    location: { search, hash, pathname: '/' },
    history: {
      replaceState: (_state, _unused, next) => {
        url = next;
      },
    },
    shown: () => url,
  };
}

describe('entering the page', () => {
  it('takes a token out of the address bar and finds it again after a reload', () => {
    const secrets = memoryStore();
    const token = payload({ room: 'standup', name: 'Ada' });
    const first = bar('', `#token=${token}`);
    expect(enter(first, secrets)).toMatchObject({ token, room: 'standup', name: 'Ada', roomFixed: true });
    expect(first.shown()).toBe('/?room=standup');
    expect(enter(bar('?room=standup', ''), secrets)).toMatchObject({ token, roomFixed: true });
  });

  it('does not use one room’s secret for another room', () => {
    const secrets = memoryStore();
    enter(bar('', `#token=${payload({ room: 'one' })}`), secrets);
    expect(enter(bar('?room=two', ''), secrets)).toMatchObject({
      token: undefined,
      room: 'two',
      roomFixed: false,
    });
  });

  it('lets a new invite take the place of an old token', () => {
    const secrets = memoryStore({ token: payload({ room: 'one' }), room: 'one' });
    const invite = payload({ room: 'two' });
    expect(enter(bar('', `#invite=${invite}`), secrets)).toMatchObject({
      token: undefined,
      invite,
      room: 'two',
    });
    expect(secrets.get('token')).toBeUndefined();
  });

  it('leaves an address without secrets as it is', () => {
    const address = bar('?room=standup&role=attendee', '');
    expect(enter(address, memoryStore())).toMatchObject({
      room: 'standup',
      role: 'attendee',
      roomFixed: false,
    });
    expect(address.shown()).toBeUndefined();
  });
});
