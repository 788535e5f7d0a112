import { expect, it } from 'vitest';
import {
  CALL_START,
  idOf,
  LOST_DOWNLINK,
  poorIntervalOf,
  trackIdOf,
  trackOf,
} from '../../../support/call-rows.ts';
import { ANN, BOB, idsOf, type StoreFixture } from './fixture.ts';

/** What is not kept of people, and what is removed. */
export function describePrivacy(at: StoreFixture): void {
  it('removes all of a person, tells how much, and lets nothing of it come back', async () => {
    await at.tellOneCall();
    const { reader } = at.store.calls;
    // On its way when the removal is asked for.
    at.store.calls.recorder.intervalJudged(poorIntervalOf(ANN, 2));
    expect(await reader.remove('ann')).toEqual({
      legs: 1,
      tracks: 2,
      intervals: 3,
      events: 2,
      issues: 2,
      surveys: 1,
    });
    at.store.calls.recorder.intervalJudged(poorIntervalOf(ANN, 3));
    at.store.calls.recorder.legEnded({ ...ANN, reason: 'hangup', at: CALL_START + 25_000 });
    await at.written();
    await expect(reader.leg(idOf(1), ANN.participantId)).rejects.toMatchObject({
      code: 'participant_not_found',
    });
    // A restart forgets what the process knew; late rows of the same leg come from another one.
    await at.reopen();
    at.store.calls.recorder.intervalJudged(poorIntervalOf(ANN, 4));
    await at.written();
    // The interval, and the issue that the server concludes from it.
    expect(at.store.counted.dropped.removed).toBe(2);
    const { legs } = await at.store.calls.reader.call(idOf(1));
    expect(legs.map(({ identity }) => identity)).toEqual(['bob']);
    expect(idsOf(await at.list({ participant: ANN.identity }))).toEqual([]);
    expect(idsOf(await at.list({ tag: 'team-ann' }))).toEqual([]);
    expect(await at.store.calls.reader.remove('ann')).toMatchObject({ legs: 0, intervals: 0 });
  });

  it('does not name a removed person in the rows of others', async () => {
    await at.tellOneCall();
    const heard = trackOf({ ...LOST_DOWNLINK, publisherId: ANN.participantId, trackId: trackIdOf(7) });
    at.store.calls.recorder.intervalJudged(poorIntervalOf(BOB, 1, { tracks: [heard] }));
    await at.written();
    await at.store.calls.reader.remove(ANN.participantId);
    at.store.calls.recorder.intervalJudged(poorIntervalOf(BOB, 2, { tracks: [heard] }));
    await at.written();
    const of = { callId: idOf(1), participantId: BOB.participantId };
    const told = [
      await at.store.calls.reader.leg(of.callId, of.participantId),
      await at.store.calls.reader.series(of, {}),
    ];
    expect(JSON.stringify(told)).toContain(trackIdOf(7));
    expect(JSON.stringify(told)).not.toContain(ANN.participantId);
  });

  it('stores nothing of people that is not to be kept', async () => {
    await at.reopen({ kept: { identity: false, browser: false, tags: false } });
    await at.tellOneCall();
    const { leg } = await at.store.calls.reader.leg(idOf(1), ANN.participantId);
    expect(leg).toMatchObject({ identity: null, browser: null, browserVersion: null, os: null, tags: [] });
    // A person who is there is still found by the identity that the process knows.
    expect(await at.store.calls.reader.remove('ann')).toMatchObject({ legs: 1 });
  });
}
