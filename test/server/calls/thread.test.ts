import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { callOf, idOf, legOf } from '../../support/call-rows.ts';
import { openStore, untilWritten } from '../../support/call-store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'earshot-store-thread-'));
const threads: Worker[] = [];
const seen = (worker: Worker) => threads.push(worker);
process.on('worker', seen);
afterEach(() => {
  process.off('worker', seen);
  rmSync(folder, { recursive: true, force: true });
});

describe('a thread of the store that dies', () => {
  it('is counted and replaced, and what it was writing is there once', async () => {
    const lines: unknown[] = [];
    const logger = {
      info: () => undefined,
      warn: () => undefined,
      error: (_of: unknown, text?: unknown) => void lines.push(text),
    };
    const store = await openStore(`sqlite:${path.join(folder, 'calls.db')}`, { logger });
    const ann = legOf(1, 11, 'ann');
    const { recorder, reader } = store.calls;
    recorder.callStarted(callOf(1, 'daily'));
    recorder.legStarted(ann);
    const say = (from: number, to: number) => {
      for (let ms = from; ms < to; ms += 1)
        recorder.event({ ...ann, name: 'operation', detail: 'publish', result: 'ok', ms });
    };
    say(0, 900);
    await untilWritten(store);
    say(900, 1_800);
    // It dies with a batch in its hands.
    await expect.poll(() => store.calls.waiting()).toBeGreaterThan(0);
    const [first] = threads;
    await first?.terminate();
    await untilWritten(store);

    expect(store.counted).toMatchObject({ threadsEnded: 1, reachable: true });
    expect(store.counted.dropped).toEqual({ full: 0, failed: 0, removed: 0 });
    expect(threads).toHaveLength(2);
    expect(lines).toEqual(['the thread of the call store ended; another one takes its place']);
    const { events } = await reader.leg(idOf(1), ann.participantId);
    expect(events.map(({ ms }) => ms)).toEqual(Array.from({ length: 1_800 }, (_, ms) => ms));
    await store.calls.close();
  });
});
