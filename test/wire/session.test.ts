import { FRAME, type EventFrame } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';
import { connect, join, type Joined, type WireClient } from '../support/wire-client.ts';
import { sees } from '../support/wire-roster.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

function lastSeq(client: WireClient): number {
  return client.events.at(-1)?.seq ?? 0;
}

async function resume(client: Joined, from = lastSeq(client)) {
  const next = await connect(app);
  const { sessionId, resumeToken } = client.joined;
  const answer = await next.request('resume', { sessionId, resumeToken, lastSeq: from });
  return { ...next, answer };
}

const seqs = (frames: readonly EventFrame[]) => frames.map(({ seq }) => seq);

describe('events', () => {
  it('S1: are numbered from 1 without gaps', async () => {
    const ann = await join(app, { room: 's1', identity: 'ann' });
    const bob = await join(app, { room: 's1', identity: 'bob' });
    for (const text of ['a', 'b', 'c']) await bob.request('chat', { text });
    await ann.event('chat', ({ text }) => text === 'c');
    expect(seqs(ann.events)).toEqual(ann.events.map((_, index) => index + 1));
    ann.close();
    bob.close();
  });

  it('E2, S10: end with callEnded, whose leg is over for everybody once leave is answered', async () => {
    const ann = await join(app, { room: 's10', identity: 'ann' });
    const bob = await join(app, { room: 's10', identity: 'bob' });
    await sees(bob, 'ann');
    expect(await ann.request('leave', {})).toEqual({});
    await ann.closed();
    expect(ann.events.at(-1)).toMatchObject({ name: 'callEnded', data: { reason: 'hangup', by: null } });
    expect(ann.closes).toEqual(['io server disconnect']);
    const { participants } = await bob.event('participantLeft');
    expect(participants).toEqual([{ participantId: ann.joined.participantId, reason: 'hangup' }]);
    bob.close();
  });
});

describe('resume', () => {
  it('S3, S2: replays what was missed, each event once and in order, and shows the participant as reconnecting', async () => {
    const ann = await join(app, { room: 's3', identity: 'ann' });
    const bob = await join(app, { room: 's3', identity: 'bob' });
    await ann.event('participantJoined');
    ann.close();
    const { participantId } = ann.joined;
    const isState =
      (state: string) => (data: { updates: { participantId: string; connection?: string }[] }) =>
        data.updates.some((update) => update.participantId === participantId && update.connection === state);
    await bob.event('participantUpdated', isState('reconnecting'));
    for (const text of ['a', 'b', 'c']) await bob.request('chat', { text });
    const again = await resume(ann);
    expect(again.answer.mode).toBe('replay');
    await again.event('chat', ({ text }) => text === 'c');
    expect(again.eventsOf('chat').map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(again.events[0]?.seq).toBe(lastSeq(ann) + 1);
    expect(seqs(again.events)).toEqual(again.events.map((_, index) => lastSeq(ann) + 1 + index));
    expect(again.answer.missed).toBeGreaterThanOrEqual(3);
    await bob.event('participantUpdated', isState('connected'));
    expect(await again.send('chat', { text: 'back' })).toMatchObject({ ok: true });
    again.close();
    bob.close();
  });

  it('S3: answers first, then replays', async () => {
    const ann = await join(app, { room: 's3b', identity: 'ann' });
    await ann.request('chat', { text: 'a' });
    ann.close();
    const next = await connect(app);
    const order: string[] = [];
    next.socket.on(FRAME.event, () => order.push('event'));
    const { sessionId, resumeToken } = ann.joined;
    next.socket.emit(
      FRAME.request,
      { id: '1', name: 'resume', params: { sessionId, resumeToken, lastSeq: 0 } },
      () => order.push('answer'),
    );
    await until(() => (order.length > 1 ? undefined : order.join()));
    expect(order[0]).toBe('answer');
    next.close();
  });

  it('S4: sends the whole picture when the client is ahead of all that was sent', async () => {
    const ann = await join(app, { room: 's4', identity: 'ann' });
    ann.close();
    const again = await resume(ann, 1_000);
    expect(again.answer.mode).toBe('snapshot');
    const part = await again.event('snapshot', ({ last }) => last);
    expect(part.participants).toEqual([expect.objectContaining({ identity: 'ann' })]);
    again.close();
  });

  it('S4: sends the whole picture when too much was missed, and goes on from there without gaps', async () => {
    const ann = await join(app, { room: 's4b', identity: 'ann' });
    const bob = await join(app, { room: 's4b', identity: 'bob' });
    ann.close();
    await sees(bob, 'ann', ({ connection }) => connection === 'reconnecting');
    const payload = 'x'.repeat(16 * 1024);
    // 1 MiB is kept: 70 messages of 16 KiB are more. The bucket of one participant gives them in about two seconds.
    for (let sent = 0; sent < 70; sent += 1) {
      await until(async () => {
        const answer = await bob.send('data.send', { topic: 't', payload, encoding: 'text' });
        return answer.ok ? undefined : answer.error.code;
      });
    }
    await bob.request('chat', { text: 'said meanwhile' });
    const again = await resume(ann);
    expect(again.answer).toMatchObject({ mode: 'snapshot' });
    const part = await again.event('snapshot', ({ last }) => last);
    expect(part.chat.map(({ text }) => text)).toEqual(['said meanwhile']);
    expect(part.participants.map(({ identity }) => identity).toSorted()).toEqual(['ann', 'bob']);
    expect(again.eventsOf('data')).toEqual([]);
    await bob.request('chat', { text: 'after' });
    await again.event('chat', ({ text }) => text === 'after');
    const [first = 0] = seqs(again.events);
    expect(seqs(again.events)).toEqual(again.events.map((_, index) => first + index));
    again.close();
    bob.close();
  });

  it('S9: keeps no event that an answered heartbeat has acknowledged', async () => {
    const ann = await join(app, { room: 's9', identity: 'ann' });
    await ann.request('chat', { text: 'before' });
    await new Promise<void>((resolve) => ann.socket.io.engine.once('ping', resolve));
    // The answer to the heartbeat was sent before this, on the same ordered stream.
    await ann.request('raiseHand', { raised: true });
    ann.close();
    const first = await resume(ann);
    expect(first.answer.mode).toBe('replay');
    first.close();
    expect((await resume(ann, 0)).answer.mode).toBe('snapshot');
  });

  it('S5: refuses an unknown session and a wrong token alike', async () => {
    const ann = await join(app, { room: 's5', identity: 'ann' });
    const { sessionId, resumeToken } = ann.joined;
    const next = await connect(app);
    const wrong = { sessionId, resumeToken: `x${resumeToken.slice(1)}y`, lastSeq: 0 };
    await expect(next.request('resume', wrong)).rejects.toMatchObject({
      code: 'session_unknown',
      retry: 'rejoin',
    });
    const unknown = '00000000-0000-4000-8000-000000000000' as typeof sessionId;
    await expect(
      next.request('resume', { sessionId: unknown, resumeToken, lastSeq: 0 }),
    ).rejects.toMatchObject({
      code: 'session_unknown',
    });
    expect(ann.socket.connected).toBe(true);
    next.close();
    ann.close();
  });

  it('S6: tells a client that was away why its leg ended', async () => {
    const ann = await join(app, { room: 's6', identity: 'ann' });
    const bob = await join(app, { room: 's6', identity: 'bob' });
    ann.close();
    await bob.request('admin.remove', { participantId: ann.joined.participantId });
    await expect(resume(ann)).rejects.toMatchObject({ code: 'ended', details: { reason: 'removed' } });
    bob.close();
  });

  it('S7: moves the session to the second connection and closes the first', async () => {
    const ann = await join(app, { room: 's7', identity: 'ann' });
    const bob = await join(app, { room: 's7', identity: 'bob' });
    const second = await resume(ann);
    await ann.closed();
    await bob.request('chat', { text: 'one' });
    await second.event('chat');
    expect(bob.eventsOf('participantLeft')).toEqual([]);
    expect(bob.eventsOf('participantUpdated').flatMap(({ updates }) => updates)).not.toContainEqual(
      expect.objectContaining({ connection: 'reconnecting' }),
    );
    second.close();
    bob.close();
  });

  it('F9: does a request once that is sent again on the next connection', async () => {
    const ann = await join(app, { room: 'f9', identity: 'ann' });
    const first = await ann.request('chat', { text: 'once' }, 'same-id');
    ann.close();
    const again = await resume(ann);
    expect(await again.request('chat', { text: 'once' }, 'same-id')).toEqual(first);
    await again.request('chat', { text: 'twice' });
    await again.event('chat', ({ text }) => text === 'twice');
    const texts = [...ann.eventsOf('chat'), ...again.eventsOf('chat')].map(({ text }) => text);
    expect(texts.filter((text) => text === 'once')).toHaveLength(1);
    again.close();
  });

  it('F10: refuses an id that belonged to another request', async () => {
    const ann = await join(app, { room: 'f10', identity: 'ann' });
    await ann.request('chat', { text: 'a' }, 'taken');
    expect(await ann.send('raiseHand', { raised: true }, 'taken')).toMatchObject({
      error: { code: 'bad_params' },
    });
    ann.close();
  });
});

describe('a lost connection', () => {
  it('S2, S6: keeps the place for the grace, then frees it and knows the session no more', async () => {
    const short = await startApp({ env: { EARSHOT_RESUME_SECONDS: '1' } });
    try {
      const ann = await join(short, { room: 's2', identity: 'ann' });
      const bob = await join(short, { room: 's2', identity: 'bob' });
      expect(ann.joined.resumeGraceMs).toBe(1_000);
      ann.close();
      await sees(bob, 'ann', ({ connection }) => connection === 'reconnecting');
      const { participants } = await bob.event('participantLeft');
      expect(participants).toEqual([{ participantId: ann.joined.participantId, reason: 'connection_lost' }]);
      const late = await connect(short);
      const { sessionId, resumeToken } = ann.joined;
      await expect(late.request('resume', { sessionId, resumeToken, lastSeq: 0 })).rejects.toMatchObject({
        code: 'session_unknown',
      });
    } finally {
      await short.close();
    }
  });
});
