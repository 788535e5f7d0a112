import { expect, it } from 'vitest';
import { CALL_START, idOf } from '../../../support/call-rows.ts';
import { ANN, type StoreFixture } from './fixture.ts';

/** What goes with time and size. */
export function describeRetention(at: StoreFixture): void {
  it('removes intervals after days and calls after months', async () => {
    await at.tellOneCall();
    await at.endOneCall();
    at.clock.moveTo(CALL_START + 8 * 86_400_000);
    await at.reopen();
    await expect
      .poll(
        async () =>
          (await at.store.calls.reader.series({ callId: idOf(1), participantId: ANN.participantId }, {}))
            .intervals,
      )
      .toEqual([]);
    expect((await at.store.calls.reader.leg(idOf(1), ANN.participantId)).leg.seconds.poor).toBe(10);
    at.clock.moveTo(CALL_START + 91 * 86_400_000);
    await at.reopen();
    await expect.poll(async () => (await at.list()).calls).toEqual([]);
  });

  it('gives the oldest intervals away when there is more than it may hold', async () => {
    await at.tellOneCall();
    await at.reopen({ retention: { detailMs: 1e12, summaryMs: 1e12, maxBytes: 1 } });
    await expect.poll(() => at.store.counted.evicted).toBe(3);
    expect(at.store.counted.bytes).toBeGreaterThan(1);
    expect((await at.list()).calls).toHaveLength(1);
  });
}
