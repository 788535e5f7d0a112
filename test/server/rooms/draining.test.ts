import { describe, expect, it } from 'vitest';
import { createStage } from './stage.ts';

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

describe('a server that drains', () => {
  it('lets those of a living room come back after a reload, and tells them too', async () => {
    const stage = createStage({ duplicateIdentity: 'allow' });
    const ann = stage.join('ann');
    const bob = stage.join('bob');
    const { whenEmpty } = stage.rooms.drain();
    const again = stage.join('ann', { replaces: ann.id });
    expect(ann.client.ended).toBe('replaced');
    stage.tell();
    expect(bob.client.roster.has(again.id)).toBe(true);
    expect(again.client.all('reconnectNeeded')).toMatchObject([{ what: 'session', reason: 'draining' }]);
    expect(() => stage.join('bob')).toThrow(code('draining'));
    expect(() => stage.join('bob', { room: 'other', replaces: bob.id })).toThrow(code('draining'));
    for (const { member } of [again, bob]) member.leave('hangup');
    await whenEmpty;
    expect(() => stage.join('bob', { replaces: bob.id })).toThrow(code('draining'));
  });

  it('lets an identity take its own place over, but not one that looks for another server', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    stage.rooms.drain();
    expect(() => stage.join('ann', { moving: true })).toThrow(code('draining'));
    expect(() => stage.join('ann', { replaces: ann.id, moving: true })).toThrow(code('draining'));
    expect(ann.client.ended).toBeUndefined();
    stage.join('ann');
    expect(ann.client.ended).toBe('replaced');
  });
});
