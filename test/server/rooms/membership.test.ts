import { LIMITS, resolveGrants } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, publish, ROOM } from './stage.ts';

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

describe('a place in a call', () => {
  it('is held from the join on, and shown to others as joining, then connected', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const bob = stage.join('bob');
    stage.tell();
    expect(ann.client.all('participantJoined')[0]?.participants[0]?.connection).toBe('joining');
    bob.member.setConnection('connected');
    stage.tell();
    bob.member.setConnection('reconnecting');
    stage.tell();
    expect(ann.client.all('participantUpdated').map(({ updates }) => updates[0]?.connection)).toEqual([
      'connected',
      'reconnecting',
    ]);
    expect(new Set(bob.client.roster.keys())).toEqual(new Set([ann.id, bob.id]));
  });

  it('ends for all at once: nobody is told of each of the others', async () => {
    const stage = createStage();
    const guests = await Promise.all(['ann', 'bob', 'eve'].map((name) => stage.enter(name)));
    await Promise.all(guests.map((guest) => publish(guest, 'microphone')));
    const before = guests.map(({ client }) => client.events.length);
    stage.rooms.closeRoom(ROOM, 'call_ended');
    expect(
      guests.map(({ client }, index) => client.events.slice(before[index]).map(({ name }) => name)),
    ).toEqual(guests.map(() => ['callEnded']));
    expect(guests.map(({ client }) => client.ended)).toEqual(guests.map(() => 'call_ended'));
    expect(stage.counts).toMatchObject({ joined: 3, left: 3, closed: 1 });
    expect(stage.call.legs.size).toBe(0);
  });

  it('is refused when all are held, by whomever: joining, reconnecting, hidden', () => {
    const stage = createStage({ maxParticipants: 3 });
    stage.join('ann');
    stage.join('bob').member.setConnection('reconnecting');
    stage.join('eve', { grants: { hidden: true } });
    expect(() => stage.join('dan')).toThrow(code('room_full'));
    expect(stage.counts).toMatchObject({ joined: 3, refused: 1 });
    expect(stage.rooms.get(ROOM).participants).toBe(3);
  });

  it('passes to the same identity at once in a full room, without a ghost', async () => {
    const stage = createStage({ maxParticipants: 2 });
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    await publish(bob, 'camera');
    const again = await stage.enter('bob');
    stage.tell();
    expect(bob.client.all('callEnded')).toMatchObject([{ reason: 'replaced', by: null }]);
    expect(bob.client.ended).toBe('replaced');
    expect([...ann.client.roster.keys()]).toEqual([ann.id, again.id]);
    expect([stage.call.legs.size, stage.call.tracks.size]).toEqual([2, 0]);
  });

  it('stays with both legs of one identity where that is allowed, unless the page was reloaded', () => {
    const stage = createStage({ duplicateIdentity: 'allow' });
    const first = stage.join('ann');
    const second = stage.join('ann');
    expect(stage.rooms.participants(ROOM)).toHaveLength(2);
    const third = stage.join('ann', { replaces: second.id });
    expect(stage.rooms.participants(ROOM).map(({ participantId }) => participantId)).toEqual([
      first.id,
      third.id,
    ]);
  });

  it('is given up once, whatever comes later; a leg that is over answers `ended`', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = stage.join('bob');
    stage.tell();
    ann.member.leave('hangup');
    ann.member.leave('connection_lost');
    stage.tell();
    expect(bob.client.all('participantLeft')).toEqual([
      { participants: [{ participantId: ann.id, reason: 'hangup' }] },
    ]);
    expect(ann.client.all('callEnded')).toHaveLength(1);
    expect(() => ann.member.chat('x')).toThrow(code('ended'));
    await expect(ann.member.openMedia()).rejects.toMatchObject({
      code: 'ended',
      details: { reason: 'hangup' },
    });
    expect(stage.counts.left).toBe(1);
  });
});

describe('a hidden participant', () => {
  it('is in nobody’s roster but its own, and is heard of by nobody', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const eve = await stage.enter('eve', { grants: { hidden: true } });
    stage.tell();
    expect([...eve.client.roster.keys()].sort()).toEqual([ann.id, eve.id].sort());
    expect(ann.client.roster.has(eve.id)).toBe(false);
    eve.member.leave('hangup');
    stage.tell();
    expect(ann.client.all('participantLeft')).toEqual([]);
  });

  it('can publish nothing, and is not found by those who would remove it', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const eve = await stage.enter('eve', { grants: { hidden: true } });
    await expect(publish(eve, 'microphone')).rejects.toMatchObject({ code: 'not_allowed' });
    expect(() => {
      ann.member.remove(eve.id);
    }).toThrow(code('participant_not_found'));
    stage.rooms.removeParticipant(ROOM, eve.id);
    expect(eve.client.ended).toBe('removed');
  });

  it('appears and disappears when its grants change', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const eve = stage.join('eve');
    stage.tell();
    expect(ann.client.roster.has(eve.id)).toBe(true);
    eve.member.updateGrants('presenter', resolveGrants('presenter', { hidden: true }));
    stage.tell();
    expect(ann.client.roster.has(eve.id)).toBe(false);
    eve.member.updateGrants('presenter', resolveGrants('presenter'));
    stage.tell();
    expect(ann.client.roster.has(eve.id)).toBe(true);
  });
});

describe('a room', () => {
  it('is kept 20 s after the last leave, as the same call, and closed then', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    ann.member.leave('hangup');
    stage.clock.advance(19_999);
    const again = stage.join('ann');
    expect(again.member.callId).toBe(ann.member.callId);
    again.member.leave('hangup');
    stage.clock.advance(20_000);
    expect(stage.rooms.list()).toEqual([]);
    expect(() => stage.rooms.get(ROOM)).toThrow(code('room_not_found'));
    expect([stage.call.closed, stage.clock.pending, stage.counts.closed]).toEqual([true, 0, 1]);
    expect(stage.join('ann').member.callId).not.toBe(ann.member.callId);
  });

  it('announces its longest duration 5 minutes before and ends then', () => {
    const stage = createStage({ maxCallMs: 3_600_000 });
    const ann = stage.join('ann');
    stage.clock.advance(3_600_000 - LIMITS.maxCallWarningMs);
    expect(ann.client.all('callState')).toMatchObject([{ endingInMs: LIMITS.maxCallWarningMs }]);
    expect(ann.client.all('callState')[0]?.call.endsAt).toBe(stage.clock.now() + LIMITS.maxCallWarningMs);
    stage.clock.advance(LIMITS.maxCallWarningMs);
    expect(ann.client.ended).toBe('max_duration');
    expect([stage.rooms.list(), stage.clock.pending]).toEqual([[], 0]);
  });

  it('is ended for all by one who may, and is gone at once', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const bob = stage.join('bob', { role: 'attendee' });
    expect(() => {
      bob.member.endCall();
    }).toThrow(code('not_allowed'));
    // Something that waits must not outlive the call.
    bob.member.react('like');
    ann.member.endCall();
    expect(bob.client.all('callEnded')).toMatchObject([{ reason: 'call_ended', by: ann.id }]);
    expect([stage.rooms.list(), stage.clock.pending]).toEqual([[], 0]);
  });

  it('is closed by the API with its reason', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    stage.rooms.closeRoom(ROOM, 'room_closed');
    expect(ann.client.ended).toBe('room_closed');
  });
});

describe('draining', () => {
  it('tells everybody, takes nobody in, and is over when the last has left', async () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const bob = stage.join('bob', { room: 'other' });
    const { whenEmpty } = stage.rooms.drain();
    expect(ann.client.all('reconnectNeeded')).toEqual([
      { what: 'session', reason: 'draining', delayMs: 100 },
    ]);
    expect(() => stage.join('cat')).toThrow(code('draining'));
    expect(() => stage.join('cat', { room: 'third' })).toThrow(code('draining'));
    // The session that is there may still come back.
    ann.member.setConnection('reconnecting');
    ann.member.setConnection('connected');
    ann.member.leave('hangup');
    expect(stage.rooms.list()).toHaveLength(1);
    bob.member.leave('hangup');
    await whenEmpty;
    expect(stage.clock.pending).toBe(0);
  });

  it('is over at once without calls, and closing ends all calls', async () => {
    const idle = createStage();
    await idle.rooms.drain().whenEmpty;
    const stage = createStage();
    const ann = stage.join('ann');
    await stage.rooms.close('server_shutdown');
    expect(ann.client.ended).toBe('server_shutdown');
    expect(stage.call.closed).toBe(true);
  });
});

describe('new grants', () => {
  it('end what they no longer allow, and are told with their capabilities', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const screen = await publish(bob, 'screen');
    const microphone = await publish(bob, 'microphone');
    stage.tell();
    const capabilities = bob.member.updateGrants('attendee', resolveGrants('attendee'));
    stage.tell();
    expect(capabilities.screen).toEqual({ allowed: false, reason: 'role_restricted' });
    expect(ann.client.all('trackUnpublished')).toEqual([
      { tracks: [{ participantId: bob.id, trackId: screen }] },
    ]);
    expect(ann.client.roster.get(bob.id)).toMatchObject({ role: 'attendee' });
    expect(bob.client.all('capabilities')).toMatchObject([{ role: 'attendee', cause: 'token_refreshed' }]);
    expect([...stage.call.tracks.keys()]).toEqual([microphone]);
  });

  it('are told once: the same again changes nothing', () => {
    const stage = createStage();
    const ann = stage.join('ann', { role: 'attendee' });
    ann.member.updateGrants('attendee', resolveGrants('attendee'));
    stage.tell();
    expect(ann.client.events).toEqual([]);
  });
});
