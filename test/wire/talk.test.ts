import { LIMITS, type ParticipantId, type RequestInput } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';
import { join } from '../support/wire-client.ts';
import { sees } from '../support/wire-roster.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

async function pair(room: string) {
  return {
    ann: await join(app, { room, identity: 'ann', name: 'Ann' }),
    bob: await join(app, { room, identity: 'bob' }),
  };
}

describe('chat', () => {
  it('T1: reaches everybody, the sender included, and those who come later', async () => {
    const { ann, bob } = await pair('t1');
    const { messageId, at } = await ann.request('chat', { text: '  hello ' });
    const expected = { messageId, at, participantId: ann.joined.participantId, name: 'Ann', text: 'hello' };
    expect(await bob.event('chat')).toEqual(expected);
    expect(await ann.event('chat')).toEqual(expected);
    const eve = await join(app, { room: 't1', identity: 'eve' });
    expect(eve.joined.snapshot.chat).toEqual([expected]);
    for (const client of [ann, bob, eve]) client.close();
  });

  it('T1: takes 2,000 characters and no more, nor only spaces', async () => {
    const ann = await join(app, { room: 't1b', identity: 'ann' });
    expect(await ann.send('chat', { text: 'ä'.repeat(LIMITS.maxChatCharacters) })).toMatchObject({
      ok: true,
    });
    for (const text of ['ä'.repeat(LIMITS.maxChatCharacters + 1), '   '])
      expect(await ann.send('chat', { text })).toMatchObject({ error: { code: 'bad_params' } });
    ann.close();
  });

  it('S8: comes in a snapshot of parts of at most 64 KiB when it is long, the last one marked', async () => {
    const speakers = await Promise.all(
      Array.from({ length: 4 }, (_, index) => join(app, { room: 's8', identity: `p${String(index)}` })),
    );
    const text = 'ä'.repeat(LIMITS.maxChatCharacters);
    for (const speaker of speakers)
      for (let count = 0; count < 10; count += 1) await speaker.request('chat', { text });
    const eve = await join(app, { room: 's8', identity: 'eve' });
    const last = await eve.event('snapshot', (part) => part.last);
    const parts = [eve.joined.snapshot, ...eve.eventsOf('snapshot')];
    expect(parts.map(({ index }) => index)).toEqual(parts.map((_, index) => index));
    expect(parts.filter((part) => part.last)).toEqual([last]);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts)
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(LIMITS.snapshotChunkBytes);
    expect(parts.flatMap(({ chat }) => chat)).toHaveLength(40);
    expect(parts.flatMap(({ participants }) => participants)).toHaveLength(5);
    expect(eve.events[0]).toMatchObject({ seq: 1, name: 'snapshot' });
    for (const client of [...speakers, eve]) client.close();
  });
});

describe('hands and reactions', () => {
  it('T2: a raised hand carries its time, and only those who may lower another’s', async () => {
    const ann = await join(app, { room: 't2', identity: 'ann', role: 'attendee' });
    const bob = await join(app, { room: 't2', identity: 'bob', role: 'presenter' });
    const { participantId } = ann.joined;
    await ann.request('raiseHand', { raised: true });
    await sees(bob, 'ann', ({ handRaisedAt }) => handRaisedAt !== null);
    await expect(
      ann.request('raiseHand', { raised: false, participantId: bob.joined.participantId }),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(bob.request('raiseHand', { raised: true, participantId })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    await bob.request('raiseHand', { raised: false, participantId });
    await ann.event('participantUpdated', ({ updates }) => updates[0]?.handRaisedAt === null);
    ann.close();
    bob.close();
  });

  it('T3: reactions are counted and told together', async () => {
    const { ann, bob } = await pair('t3');
    await Promise.all([
      ann.request('react', { reaction: 'like' }),
      ann.request('react', { reaction: 'like' }),
      bob.request('react', { reaction: 'heart' }),
    ]);
    await until(() => {
      const counts = bob.eventsOf('reactions').map((event) => event.counts);
      const sum = (name: 'like' | 'heart') => counts.reduce((total, one) => total + (one[name] ?? 0), 0);
      return sum('like') === 2 && sum('heart') === 1 ? undefined : JSON.stringify(counts);
    });
    expect(bob.eventsOf('reactions').length).toBeLessThan(3);
    ann.close();
    bob.close();
  });
});

describe('data', () => {
  it('T4: reaches all others, or those named', async () => {
    const { ann, bob } = await pair('t4');
    const eve = await join(app, { room: 't4', identity: 'eve' });
    const all: RequestInput<'data.send'> = { topic: 'cursor', payload: '{}', encoding: 'text' };
    expect(await ann.request('data.send', all)).toEqual({ recipients: 2 });
    expect(await bob.event('data')).toEqual({ from: ann.joined.participantId, ...all });
    await eve.event('data');
    expect(ann.eventsOf('data')).toEqual([]);
    const toBob = { ...all, payload: 'for Bob', to: [bob.joined.participantId] };
    expect(await ann.request('data.send', toBob)).toEqual({ recipients: 1 });
    await bob.event('data', ({ payload }) => payload === 'for Bob');
    await ann.request('data.send', { ...all, payload: 'last' });
    await eve.event('data', ({ payload }) => payload === 'last');
    expect(eve.eventsOf('data').map(({ payload }) => payload)).toEqual(['{}', 'last']);
    for (const client of [ann, bob, eve]) client.close();
  });

  it('T4: holds 16 KiB at most, as text or as base64, and names 64 at most', async () => {
    const ann = await join(app, { room: 't4b', identity: 'ann' });
    const send = (payload: string, encoding = 'text') =>
      ann.send('data.send', { topic: 't', payload, encoding });
    const largest = Buffer.alloc(LIMITS.maxDataBytes);
    expect(await send('x'.repeat(LIMITS.maxDataBytes))).toMatchObject({ ok: true });
    expect(await send(largest.toString('base64'), 'base64')).toMatchObject({ ok: true });
    expect(await send('ä'.repeat(LIMITS.maxDataBytes / 2 + 1))).toMatchObject({
      error: { code: 'message_too_large' },
    });
    const larger = Buffer.concat([largest, Buffer.alloc(1)]).toString('base64');
    expect(await send(larger, 'base64')).toMatchObject({ error: { code: 'message_too_large' } });
    expect(await send('not base64!', 'base64')).toMatchObject({ error: { code: 'bad_params' } });
    const to = Array.from(
      { length: 65 },
      (_, index) => `00000000-0000-4000-8000-0000000000${String(index + 10)}`,
    );
    expect(await ann.send('data.send', { topic: 't', payload: '', encoding: 'text', to })).toMatchObject({
      error: { code: 'bad_params' },
    });
    ann.close();
  });

  it('T5: is bounded for the room as a whole', async () => {
    const people = await Promise.all(
      Array.from({ length: 8 }, (_, index) => join(app, { room: 't5', identity: `p${String(index)}` })),
    );
    const answers = await Promise.all(
      people.flatMap((person) =>
        Array.from({ length: 10 }, () => person.send('chat', { text: 'all at once' })),
      ),
    );
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error.code]));
    expect(refused.length).toBeGreaterThan(20);
    expect(new Set(refused)).toEqual(new Set(['rate_limited']));
    for (const person of people) person.close();
  });
});

describe('rights over others', () => {
  it('A2: removing ends the other’s leg', async () => {
    const { ann, bob } = await pair('a2');
    const { participantId } = bob.joined;
    await ann.request('admin.remove', { participantId });
    expect(await bob.event('callEnded')).toMatchObject({ reason: 'removed', by: ann.joined.participantId });
    await bob.closed();
    expect(await ann.send('admin.remove', { participantId })).toMatchObject({
      error: { code: 'participant_not_found' },
    });
    ann.close();
  });

  it('A3: muting asks, or pauses at once; the person may unmute again', async () => {
    const { ann, bob } = await pair('a3');
    const { participantId } = bob.joined;
    const { opusParameters } = await import('../media/fixtures.ts');
    const { trackId } = await bob.request('publish', {
      source: 'microphone',
      rtpParameters: opusParameters(),
      paused: false,
    });
    const mute = { participantId, sources: ['microphone' as const] };
    await ann.request('admin.mute', { ...mute, mode: 'request' });
    expect(await bob.event('muteRequested')).toEqual({
      sources: ['microphone'],
      by: ann.joined.participantId,
    });
    expect(bob.eventsOf('trackUpdated')).toEqual([]);
    await ann.request('admin.mute', { ...mute, mode: 'force' });
    expect(await bob.event('trackUpdated')).toMatchObject({
      updates: [{ trackId, paused: true, pauseReason: 'admin' }],
    });
    await bob.request('setPublished', { trackId, paused: false });
    await sees(ann, 'bob', ({ tracks }) => tracks[0]?.paused === false);
    ann.close();
    bob.close();
  });

  it('A4: ending the call ends all legs', async () => {
    const { ann, bob } = await pair('a4');
    await ann.request('admin.endCall', {});
    for (const client of [ann, bob]) {
      expect((await client.event('callEnded')).reason).toBe('call_ended');
      await client.closed();
    }
    const next = await join(app, { room: 'a4', identity: 'ann' });
    expect(next.joined.callId).not.toBe(ann.joined.callId);
    next.close();
  });

  it('A5: makes and revokes invites where guests are let in, and says so where they are not', async () => {
    const ann = await join(app, { room: 'a5', identity: 'ann' });
    expect(await ann.send('admin.createInvite', { role: 'attendee' })).toMatchObject({
      ok: false,
      error: { code: expect.stringMatching(/^(?:guest_access_off|not_allowed)$/u) as string },
    });
    ann.close();
    const open = await startApp({ env: { EARSHOT_GUEST_ACCESS: 'link' } });
    try {
      const bob = await join(open, { room: 'a5', identity: 'bob' });
      const { invite, inviteId } = await bob.request('admin.createInvite', { role: 'attendee' });
      const exchange = () =>
        fetch(`${open.url}/v1/invites/exchange`, {
          method: 'POST',
          body: JSON.stringify({ invite, name: 'Guest' }),
        });
      const { token } = (await (await exchange()).json()) as { token: string };
      const guest = await join(open, { room: 'a5', identity: 'ignored', token });
      expect(guest.joined.snapshot.head?.self.role).toBe('attendee');
      expect(await guest.send('admin.createInvite', { role: 'presenter' })).toMatchObject({
        error: { code: 'not_allowed' },
      });
      await bob.request('admin.revokeInvite', { inviteId });
      expect(await (await exchange()).json()).toMatchObject({ code: 'invite_revoked' });
    } finally {
      await open.close();
    }
  });

  it('A2: a participant that does not exist cannot be removed or muted', async () => {
    const ann = await join(app, { room: 'a2b', identity: 'ann' });
    const participantId = '00000000-0000-4000-8000-000000000001' as ParticipantId;
    for (const [name, more] of [
      ['admin.remove', {}],
      ['admin.mute', { sources: ['camera'], mode: 'request' }],
    ] as const)
      expect(await ann.send(name, { participantId, ...more })).toMatchObject({
        error: { code: 'participant_not_found' },
      });
    ann.close();
  });
});
