import { CallDetail, CallList, LegDetail, LegSeries } from '@earshot/shared/calls-api.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  CALL_START,
  callOf,
  idOf,
  intervalOf,
  legOf,
  LOST_DOWNLINK,
  poorIntervalOf,
  trackIdOf,
  trackOf,
} from '../../support/call-rows.ts';
import { clockAt, openStore, untilWritten, type TestStore } from '../../support/call-store.ts';

/** What every store must do, whatever database is behind it. `makeUrl` gives an empty one each time. */
export function describeCallStore(makeUrl: () => Promise<string>): void {
  let url = '';
  let store: TestStore;
  const clock = clockAt();
  const ann = legOf(1, 11, 'ann');
  const bob = legOf(1, 12, 'bob');

  beforeEach(async () => {
    clock.moveTo(CALL_START);
    url = await makeUrl();
    store = await openStore(url, { clock });
  });
  afterEach(async () => {
    await store.calls.close();
  });

  const reopen = async (options: Parameters<typeof openStore>[1] = {}) => {
    await store.calls.close();
    store = await openStore(url, { clock, ...options });
  };
  const list = (query: Parameters<TestStore['calls']['reader']['list']>[0] = {}) =>
    store.calls.reader.list(query);
  const idsOf = ({ calls }: { calls: readonly { callId: string }[] }) => calls.map(({ callId }) => callId);

  /** A call of two, of whom one receives badly for a while. */
  async function tellOneCall(): Promise<void> {
    const { recorder } = store.calls;
    recorder.callStarted(callOf(1, 'daily'));
    recorder.legStarted(ann);
    recorder.legStarted(bob);
    recorder.trackStarted({ ...bob, trackId: trackIdOf(900), source: 'microphone' });
    recorder.milestone({ ...ann, stage: 'firstAudio', ms: 812 });
    recorder.event({ ...ann, name: 'operation', detail: 'publish', result: 'ok', ms: 14 });
    recorder.intervalJudged(intervalOf(ann, 0));
    recorder.intervalJudged(poorIntervalOf(ann, 1));
    recorder.intervalJudged(intervalOf(bob, 0));
    recorder.issue({ ...ann, code: 'networkReceiveQuality', level: 'poor', at: CALL_START + 12_000 });
    recorder.issue({ ...ann, code: 'networkReceiveQuality', level: 'bad', at: CALL_START + 15_000 });
    recorder.issue({ ...ann, code: 'networkReceiveQuality', level: 'good', at: CALL_START + 19_000 });
    recorder.survey({
      ...ann,
      at: CALL_START + 30_000,
      ratings: { overall: 2, audio: 1, video: null, screenShare: null },
      issues: { overall: [], audio: ['DistortedSpeech'], video: [], screenShare: [] },
    });
    await untilWritten(store);
  }

  async function endOneCall(): Promise<void> {
    const { recorder } = store.calls;
    recorder.legEnded({ ...ann, reason: 'hangup', at: CALL_START + 25_000 });
    recorder.legEnded({ ...bob, reason: 'hangup', at: CALL_START + 30_000 });
    recorder.callEnded({ callId: ann.callId, at: CALL_START + 30_000 });
    await untilWritten(store);
  }

  it('lists a call while it goes on, and afterwards, with what harmed it', async () => {
    await tellOneCall();
    const live = CallList.parse(await list());
    expect(live.calls[0]).toMatchObject({
      callId: idOf(1),
      room: 'daily',
      live: true,
      endedAt: null,
      legs: 2,
      seconds: { good: 20, fair: 0, poor: 10, unknown: 0 },
      harmSeconds: 10,
      worst: { band: 'poor', factor: 'concealment', blame: 'subscriberDownlink', seconds: 10 },
      issues: 1,
    });
    await endOneCall();
    const [ended] = (await list()).calls;
    expect(ended).toMatchObject({ live: false, interrupted: false, endedAt: CALL_START + 30_000 });
    expect(store.counted.dropped).toEqual({ full: 0, failed: 0, removed: 0 });
  });

  it('answers with a call, a leg and its intervals', async () => {
    await tellOneCall();
    await endOneCall();
    const { reader } = store.calls;
    const call = CallDetail.parse(await reader.call(idOf(1)));
    expect(call.legs.map(({ identity }) => identity)).toEqual(['ann', 'bob']);
    expect(call.legs[0]).toMatchObject({
      browser: 'chromium',
      browserVersion: 140,
      tags: ['blue', 'team-ann'],
      endReason: 'hangup',
      lowestScore: 22,
      live: false,
    });
    expect(call.causes).toEqual([
      { band: 'poor', factor: 'concealment', blame: 'subscriberDownlink', seconds: 10, legs: 1 },
    ]);
    expect(call.issues).toEqual([{ code: 'networkReceiveQuality', raised: 1, legs: 1 }]);

    const leg = LegDetail.parse(await reader.leg(idOf(1), ann.participantId));
    expect(leg.issues).toEqual([
      {
        code: 'networkReceiveQuality',
        level: 'bad',
        raisedAt: CALL_START + 12_000,
        clearedAt: CALL_START + 19_000,
      },
    ]);
    expect(leg.events.map(({ name, detail }) => [name, detail])).toEqual([
      ['milestone', 'firstAudio'],
      ['operation', 'publish'],
    ]);
    expect(leg.survey).toMatchObject({ overall: 2, audio: 1, video: null, audioIssues: ['DistortedSpeech'] });
    const bad = leg.tracks.find(({ trackId }) => trackId === trackIdOf(900));
    expect(bad).toMatchObject({ direction: 'receive', intervals: 2, lossMax: 0.12, packets: 1_000 });

    const series = LegSeries.parse(
      await reader.series({ callId: idOf(1), participantId: ann.participantId }, {}),
    );
    expect(series.next).toBeNull();
    expect(series.intervals.map(({ number }) => number)).toEqual([1, 2]);
    const [good, poor] = series.intervals;
    expect(good).toMatchObject({ tracks: [], folded: [{ tracks: 1, source: 'microphone' }] });
    expect(poor).toMatchObject({
      downlinkLoss: 0.12,
      uplinkLoss: null,
      rttMs: { send: 31, receive: 29 },
      folded: [{ tracks: 1 }],
      tracks: [{ impairedLeg: 'downlink', quality: { blame: 'subscriberDownlink' } }],
    });
  });

  it('says of a call, leg or cursor that it does not know it', async () => {
    const { reader } = store.calls;
    await expect(reader.call(idOf(77))).rejects.toMatchObject({ code: 'call_not_found' });
    await tellOneCall();
    await expect(reader.leg(idOf(1), idOf(77))).rejects.toMatchObject({ code: 'participant_not_found' });
    await expect(
      reader.series({ callId: idOf(77), participantId: ann.participantId }, {}),
    ).rejects.toMatchObject({ code: 'participant_not_found' });
    await expect(list({ cursor: 'no' })).rejects.toMatchObject({ code: 'bad_params' });
  });

  it('finds calls by each of the conditions, and by none that does not hold', async () => {
    await tellOneCall();
    store.calls.recorder.callStarted(callOf(2, 'other', CALL_START + 100_000));
    store.calls.recorder.legStarted(legOf(2, 21, 'cleo'));
    await untilWritten(store);
    const found = async (query: Parameters<typeof list>[0]) => idsOf(await list(query));
    const one = [idOf(1)];
    expect(await found({ room: ann.callId as never })).toEqual([]);
    expect(await found({ room: callOf(1, 'daily').room })).toEqual(one);
    expect(await found({ participant: ann.identity })).toEqual(one);
    expect(await found({ participant: bob.participantId as never })).toEqual(one);
    expect(await found({ issue: 'networkReceiveQuality' })).toEqual(one);
    expect(await found({ issue: 'cameraFreeze' })).toEqual([]);
    expect(await found({ tag: 'team-ann' })).toEqual(one);
    expect(await found({ band: 'poor' })).toEqual(one);
    expect(await found({ band: 'fair' })).toEqual([]);
    expect(await found({ band: 'good' })).toEqual(one);
    expect(await found({ factor: 'concealment', blame: 'subscriberDownlink' })).toEqual(one);
    expect(await found({ factor: 'freeze', blame: 'subscriberDownlink' })).toEqual([]);
    expect(await found({ to: CALL_START + 50_000 })).toEqual(one);
    expect(await found({ from: CALL_START + 50_000 })).toEqual([idOf(2)]);
    expect(await found({ sort: 'newest' })).toEqual([idOf(2), idOf(1)]);
    expect(await found({ sort: 'worst' })).toEqual([idOf(1), idOf(2)]);
  });

  it('gives every call once over its pages, also where many are alike', async () => {
    const { recorder } = store.calls;
    const total = 25;
    for (let number = 1; number <= total; number += 1) {
      const leg = legOf(number, 100 + number, 'ann');
      recorder.callStarted(callOf(number, 'daily', CALL_START + (number % 3) * 1_000));
      recorder.legStarted(leg);
      recorder.intervalJudged(number % 2 === 0 ? poorIntervalOf(leg, 0) : intervalOf(leg, 0));
    }
    await untilWritten(store);
    for (const sort of ['worst', 'newest'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({
          sort,
          limit: 7,
          ...(cursor === undefined ? {} : { cursor }),
        });
        expect(page.calls.length).toBeLessThanOrEqual(7);
        seen.push(...idsOf(page));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(total);
      expect(seen).toHaveLength(total);
    }
  });

  it('keeps the highest revision of an interval, and counts its time once', async () => {
    await tellOneCall();
    const { recorder, reader } = store.calls;
    recorder.intervalJudged(intervalOf(ann, 1, { revision: 2 }));
    recorder.intervalJudged(poorIntervalOf(ann, 1, { revision: 1 }));
    recorder.intervalJudged(poorIntervalOf(ann, 1));
    await untilWritten(store);
    const { leg, causes } = await reader.leg(idOf(1), ann.participantId);
    expect(leg.seconds).toEqual({ good: 20, fair: 0, poor: 0, unknown: 0 });
    expect(causes).toEqual([]);
    const { intervals } = await reader.series({ callId: idOf(1), participantId: ann.participantId }, {});
    expect(intervals.map(({ number, revision }) => [number, revision])).toEqual([
      [1, 0],
      [2, 2],
    ]);
  });

  it('takes rows of a leg of whose beginning it was never told', async () => {
    store.calls.recorder.intervalJudged(poorIntervalOf(ann, 3));
    await untilWritten(store);
    const { call, leg } = await store.calls.reader.leg(idOf(1), ann.participantId);
    expect(call).toMatchObject({ room: 'unknown', legs: 1 });
    expect(leg).toMatchObject({ identity: null, seconds: { poor: 10 } });
  });

  it('has all of it after a restart, and goes on adding to the same leg', async () => {
    await tellOneCall();
    await reopen();
    store.calls.recorder.intervalJudged(poorIntervalOf(ann, 2));
    await untilWritten(store);
    const { leg, tracks } = await store.calls.reader.leg(idOf(1), ann.participantId);
    expect(leg).toMatchObject({ identity: 'ann', seconds: { good: 10, poor: 20 } });
    expect(tracks.find(({ trackId }) => trackId === trackIdOf(900))).toMatchObject({
      intervals: 3,
      packets: 1_500,
    });
  });

  it('removes all of a person, tells how much, and lets nothing of it come back', async () => {
    await tellOneCall();
    const { reader } = store.calls;
    // On its way when the removal is asked for.
    store.calls.recorder.intervalJudged(poorIntervalOf(ann, 2));
    expect(await reader.remove('ann')).toEqual({
      legs: 1,
      tracks: 2,
      intervals: 3,
      events: 2,
      issues: 1,
      surveys: 1,
    });
    store.calls.recorder.intervalJudged(poorIntervalOf(ann, 3));
    store.calls.recorder.legEnded({ ...ann, reason: 'hangup', at: CALL_START + 25_000 });
    await untilWritten(store);
    await expect(reader.leg(idOf(1), ann.participantId)).rejects.toMatchObject({
      code: 'participant_not_found',
    });
    // A restart forgets what the process knew; late rows of the same leg come from another one.
    await reopen();
    store.calls.recorder.intervalJudged(poorIntervalOf(ann, 4));
    await untilWritten(store);
    expect(store.counted.dropped.removed).toBe(1);
    const { legs } = await store.calls.reader.call(idOf(1));
    expect(legs.map(({ identity }) => identity)).toEqual(['bob']);
    expect(idsOf(await list({ participant: ann.identity }))).toEqual([]);
    expect(idsOf(await list({ tag: 'team-ann' }))).toEqual([]);
    expect(await store.calls.reader.remove('ann')).toMatchObject({ legs: 0, intervals: 0 });
  });

  it('does not name a removed person in the rows of others', async () => {
    await tellOneCall();
    const heard = trackOf({ ...LOST_DOWNLINK, publisherId: ann.participantId, trackId: trackIdOf(7) });
    store.calls.recorder.intervalJudged(poorIntervalOf(bob, 1, { tracks: [heard] }));
    await untilWritten(store);
    await store.calls.reader.remove(ann.participantId);
    store.calls.recorder.intervalJudged(poorIntervalOf(bob, 2, { tracks: [heard] }));
    await untilWritten(store);
    const of = { callId: idOf(1), participantId: bob.participantId };
    const told = [
      await store.calls.reader.leg(of.callId, of.participantId),
      await store.calls.reader.series(of, {}),
    ];
    expect(JSON.stringify(told)).toContain(trackIdOf(7));
    expect(JSON.stringify(told)).not.toContain(ann.participantId);
  });

  it('removes intervals after days and calls after months', async () => {
    await tellOneCall();
    await endOneCall();
    clock.moveTo(CALL_START + 8 * 86_400_000);
    await reopen();
    await expect
      .poll(
        async () =>
          (await store.calls.reader.series({ callId: idOf(1), participantId: ann.participantId }, {}))
            .intervals,
      )
      .toEqual([]);
    expect((await store.calls.reader.leg(idOf(1), ann.participantId)).leg.seconds.poor).toBe(10);
    clock.moveTo(CALL_START + 91 * 86_400_000);
    await reopen();
    await expect.poll(async () => (await list()).calls).toEqual([]);
  });

  it('gives the oldest intervals away when there is more than it may hold', async () => {
    await tellOneCall();
    await reopen({ retention: { detailMs: 1e12, summaryMs: 1e12, maxBytes: 1 } });
    await expect.poll(() => store.counted.evicted).toBe(3);
    expect(store.counted.bytes).toBeGreaterThan(1);
    expect((await list()).calls).toHaveLength(1);
  });

  it('exports every family with every key in every row', async () => {
    await tellOneCall();
    await endOneCall();
    const whole = { from: 0, to: CALL_START * 2, callId: null, after: null };
    const rowsOf = async (family: Parameters<TestStore['calls']['reader']['export']>[0]['family']) =>
      (await store.calls.reader.export({ ...whole, family })).rows;
    const [summary] = await rowsOf('summary');
    expect(summary).toMatchObject({
      callId: idOf(1),
      identity: 'ann',
      legDurationMs: 25_000,
      result: 'ok',
      worstBlame: 'subscriberDownlink',
      poorSeconds: 10,
    });
    expect(await rowsOf('streams')).toHaveLength(4);
    expect((await rowsOf('operations')).map(({ operation, durationMs }) => [operation, durationMs])).toEqual([
      ['join.firstAudio', 812],
      ['publish', 14],
    ]);
    const series = await rowsOf('timeseries');
    expect(series.filter(({ metric }) => metric === 'downlinkLoss').map(({ value }) => value)).toContain(
      0.12,
    );
    expect(
      series.filter(({ metric }) => metric === 'packets').map(({ aggregation }) => aggregation),
    ).toContain('sum');
    expect(await rowsOf('reliability')).toHaveLength(2);
    expect(await rowsOf('issues')).toEqual([
      expect.objectContaining({ code: 'networkReceiveQuality', level: 'bad', durationMs: 7_000 }),
    ]);
    expect(await rowsOf('surveys')).toEqual([
      expect.objectContaining({ overall: 2, audioIssues: 'DistortedSpeech', video: null }),
    ]);
    for (const family of ['summary', 'streams', 'operations', 'timeseries', 'reliability'] as const) {
      const rows = await rowsOf(family);
      expect(new Set(rows.map((row) => Object.keys(row).join())).size, family).toBe(1);
    }
  });

  it('exports in pages, each row once', async () => {
    const { recorder, reader } = store.calls;
    for (let number = 0; number < 450; number += 1) recorder.intervalJudged(intervalOf(ann, number));
    await untilWritten(store);
    const numbers: unknown[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof reader.export>> = await reader.export({
        family: 'timeseries',
        from: 0,
        to: CALL_START * 2,
        callId: idOf(1),
        after,
      });
      numbers.push(
        ...page.rows.filter(({ metric }) => metric === 'receptionScore').map((row) => row['number']),
      );
      after = page.next;
    } while (after !== null);
    expect(numbers).toEqual(Array.from({ length: 450 }, (_, number) => number + 1));
  });

  it('stores nothing of people that is not to be kept', async () => {
    await reopen({ kept: { identity: false, browser: false, tags: false } });
    await tellOneCall();
    const { leg } = await store.calls.reader.leg(idOf(1), ann.participantId);
    expect(leg).toMatchObject({ identity: null, browser: null, browserVersion: null, os: null, tags: [] });
    // A person who is there is still found by the identity that the process knows.
    expect(await store.calls.reader.remove('ann')).toMatchObject({ legs: 1 });
  });
}
