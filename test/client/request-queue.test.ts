import { EarshotError, LIMITS, type RequestFrame } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { RequestQueue } from '../../client/request-queue.ts';
import { createFakeClock, createFakeIds } from '../support/fake-clock.ts';

function setUp() {
  const clock = createFakeClock();
  const ids = createFakeIds();
  const queue = new RequestQueue(clock, () => ids.uuid());
  const sent: { frame: RequestFrame; answer: (answer: unknown) => void }[] = [];
  const attach = () => {
    queue.attach((frame, answer) => sent.push({ frame, answer }));
  };
  return { clock, queue, sent, attach };
}

describe('requests over one socket after another', () => {
  test('wait for a socket and go out in order', async () => {
    const { queue, sent, attach } = setUp();
    const first = queue.request('chat', { text: 'a' });
    const second = queue.request('chat', { text: 'b' });
    expect(sent).toEqual([]);
    attach();
    expect(sent.map(({ frame }) => frame.params)).toEqual([{ text: 'a' }, { text: 'b' }]);
    sent[1]?.answer({ ok: true, result: 2 });
    sent[0]?.answer({ ok: true, result: 1 });
    await expect(Promise.all([first, second])).resolves.toEqual([1, 2]);
    expect(queue.size).toBe(0);
  });

  test('go out again with the same id when the socket was lost before the answer', async () => {
    const { queue, sent, attach } = setUp();
    attach();
    const answered = queue.request('chat', { text: 'a' });
    const unanswered = queue.request('chat', { text: 'b' });
    sent[0]?.answer({ ok: true, result: 'a' });
    await answered;
    queue.detach();
    attach();
    expect(sent.map(({ frame }) => frame.id)).toEqual([
      sent[0]?.frame.id,
      sent[1]?.frame.id,
      sent[1]?.frame.id,
    ]);
    sent[2]?.answer({ ok: true, result: 'once' });
    // The first socket's late answer finds nothing to settle.
    sent[1]?.answer({ ok: true, result: 'twice' });
    await expect(unanswered).resolves.toBe('once');
  });

  test('time out by the time they spent on a socket, not by the time without one', async () => {
    const { clock, queue, attach } = setUp();
    attach();
    const request = queue.request('setView', {});
    clock.advance(LIMITS.requestTimeoutMs - 1);
    queue.detach();
    clock.advance(60_000);
    expect(queue.size).toBe(1);
    attach();
    clock.advance(LIMITS.requestTimeoutMs);
    await expect(request).rejects.toMatchObject({ code: 'timeout' });
    expect(clock.pending).toBe(0);
  });

  test('are refused before they are sent when they are too large', async () => {
    const { queue, sent, attach } = setUp();
    attach();
    const request = queue.request('data.send', { payload: 'ü'.repeat(LIMITS.maxFrameBytes / 2) });
    await expect(request).rejects.toMatchObject({ code: 'message_too_large' });
    expect(sent).toEqual([]);
  });

  test('leave out the largest after the server closed the socket over its size', async () => {
    const { queue, sent, attach } = setUp();
    attach();
    const small = queue.request('chat', { text: 'a' });
    const large = queue.request('chat', { text: 'a'.repeat(1_000) });
    queue.detach();
    queue.rejectLargest(new EarshotError('message_too_large'));
    await expect(large).rejects.toMatchObject({ code: 'message_too_large' });
    attach();
    expect(sent.at(-1)?.frame.params).toEqual({ text: 'a' });
    sent.at(-1)?.answer({ ok: true, result: 'done' });
    await expect(small).resolves.toBe('done');
  });

  test('are out at most as many at a time as the server takes', async () => {
    const { queue, sent, attach } = setUp();
    attach();
    const all = Array.from({ length: LIMITS.maxPendingRequests + 5 }, () => queue.request('setView', {}));
    expect(sent).toHaveLength(LIMITS.maxPendingRequests);
    for (let at = 0; at < all.length; at += 1) sent[at]?.answer({ ok: true, result: at });
    await expect(Promise.all(all)).resolves.toHaveLength(all.length);
  });

  test('are refused when a hundred wait already', async () => {
    const { queue } = setUp();
    const waiting = Array.from({ length: 100 }, () => queue.request('setView', {}));
    await expect(queue.request('setView', {})).rejects.toMatchObject({ code: 'too_many_requests_pending' });
    queue.rejectAll(new EarshotError('ended'));
    const results = await Promise.allSettled(waiting);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  });

  test.each([
    [{ ok: false, error: { code: 'room_full', message: 'Full.' } }, 'room_full'],
    [{ ok: false, error: { code: 'a code of tomorrow', message: '' } }, 'internal'],
    [{ ok: 'yes' }, 'bad_frame'],
    [null, 'bad_frame'],
  ])('reject with the code of the answer %j', async (answer, code) => {
    const { queue, sent, attach } = setUp();
    attach();
    const request = queue.request('chat', { text: 'a' });
    sent[0]?.answer(answer);
    await expect(request).rejects.toMatchObject({ code });
  });
});
