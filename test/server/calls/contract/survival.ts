import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { CALL_START, idOf } from '../../../support/call-rows.ts';
import { ANN, type StoreFixture } from './fixture.ts';

const WRITER = path.join(import.meta.dirname, '../../../support/store-writer-main.ts');
/** Batches that the writer has been told of when it is killed. */
const BATCHES = 3;

/** What is left by a process that was killed. */
export function describeSurvival(at: StoreFixture): void {
  it('has all that was taken when the server is killed while it writes, whole, and the call as interrupted', async () => {
    await at.store.calls.close();
    const writer = spawn(process.execPath, ['--conditions=earshot-source', WRITER, at.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(writer, 'exit');
    let [taken, batches] = [0, 0];
    for await (const line of createInterface({ input: writer.stdout })) {
      taken = Number(line);
      batches += 1;
      if (batches === BATCHES) writer.kill('SIGKILL');
    }
    expect(await gone).toEqual([null, 'SIGKILL']);

    at.clock.moveTo(CALL_START + 180_000);
    await at.reopen();
    const ref = { callId: idOf(1), participantId: ANN.participantId };
    const { call, leg } = await at.store.calls.reader.leg(ref.callId, ref.participantId);
    expect(call).toMatchObject({ live: false, interrupted: true });
    expect(leg.live).toBe(false);
    // The first of its rows are the call and the leg; all others are intervals.
    const { rows } = await at.store.calls.reader.export({
      family: 'summary',
      from: 0,
      to: 9e15,
      callId: null,
      after: null,
    });
    const seconds = Number(rows[0]?.['goodSeconds']);
    expect(seconds / 10).toBeGreaterThanOrEqual(taken - 2);
    expect(seconds / 10).toBe(await countIntervals(at));
  });
}

/** Sums and what they are sums of were written together. */
async function countIntervals(at: StoreFixture): Promise<number> {
  const { reader } = at.store.calls;
  let [count, after]: [number, string | undefined] = [0, undefined];
  do {
    const query: { after?: string } = after === undefined ? {} : { after };
    const page: Awaited<ReturnType<typeof reader.series>> = await reader.series(ANN, query);
    count += page.intervals.length;
    after = page.next ?? undefined;
  } while (after !== undefined);
  return count;
}
