import { expect, it } from 'vitest';
import { idOf, intervalOf, poorIntervalOf, trackIdOf } from '../../../support/call-rows.ts';
import { ANN, type StoreFixture } from './fixture.ts';

/** What becomes of rows. */
export function describeWriting(at: StoreFixture): void {
  it('keeps the highest revision of an interval, and counts its time once', async () => {
    await at.tellOneCall();
    const { recorder, reader } = at.store.calls;
    recorder.intervalJudged(intervalOf(ANN, 1, { revision: 2 }));
    recorder.intervalJudged(poorIntervalOf(ANN, 1, { revision: 1 }));
    recorder.intervalJudged(poorIntervalOf(ANN, 1));
    await at.written();
    const { leg, causes } = await reader.leg(idOf(1), ANN.participantId);
    expect(leg.seconds).toEqual({ good: 20, fair: 0, poor: 0, unknown: 0 });
    expect(causes).toEqual([]);
    const { intervals } = await reader.series({ callId: idOf(1), participantId: ANN.participantId }, {});
    expect(intervals.map(({ number, revision }) => [number, revision])).toEqual([
      [1, 0],
      [2, 2],
    ]);
  });

  it('takes rows of a leg of whose beginning it was never told', async () => {
    at.store.calls.recorder.intervalJudged(poorIntervalOf(ANN, 3));
    await at.written();
    const { call, leg } = await at.store.calls.reader.leg(idOf(1), ANN.participantId);
    expect(call).toMatchObject({ room: 'unknown', legs: 1 });
    expect(leg).toMatchObject({ identity: null, seconds: { poor: 10 } });
  });

  it('has all of it after a restart, and goes on adding to the same leg', async () => {
    await at.tellOneCall();
    await at.reopen();
    at.store.calls.recorder.intervalJudged(poorIntervalOf(ANN, 2));
    await at.written();
    const { leg, tracks } = await at.store.calls.reader.leg(idOf(1), ANN.participantId);
    expect(leg).toMatchObject({ identity: 'ann', seconds: { good: 10, poor: 20 } });
    expect(tracks.find(({ trackId }) => trackId === trackIdOf(900))).toMatchObject({
      intervals: 3,
      packets: 1_500,
    });
  });
}
