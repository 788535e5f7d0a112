import { CallDetail, CallList, LegDetail, LegSeries } from '@earshot/shared/calls-api.ts';
import type { CallReader } from '@earshot/server/calls/calls.ts';
import { expect, it } from 'vitest';
import {
  callOf,
  CALL_START,
  idOf,
  intervalOf,
  legOf,
  poorIntervalOf,
  trackIdOf,
} from '../../../support/call-rows.ts';
import { ANN, BOB, idsOf, type StoreFixture } from './fixture.ts';

/** What operators are answered. */
export function describeReading(at: StoreFixture): void {
  it('lists a call while it goes on, and afterwards, with what harmed it', async () => {
    await at.tellOneCall();
    const live = CallList.parse(await at.list());
    expect(live.calls[0]).toMatchObject({
      callId: idOf(1),
      room: 'daily',
      live: true,
      endedAt: null,
      legs: 2,
      seconds: { good: 20, fair: 0, poor: 10, unknown: 0 },
      harmSeconds: 10,
      worst: { band: 'poor', factor: 'concealment', blame: 'subscriberDownlink', seconds: 10 },
      issues: 2,
    });
    await at.endOneCall();
    const [ended] = (await at.list()).calls;
    expect(ended).toMatchObject({ live: false, interrupted: false, endedAt: CALL_START + 30_000 });
    expect(at.store.counted.dropped).toEqual({ full: 0, failed: 0, removed: 0 });
  });

  it('answers with a call, a leg and its intervals', async () => {
    await at.tellOneCall();
    await at.endOneCall();
    const { reader } = at.store.calls;
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
    expect(call.issues).toEqual([
      { code: 'audioConcealment', raised: 1, legs: 1 },
      { code: 'networkReceiveQuality', raised: 1, legs: 1 },
    ]);

    const leg = LegDetail.parse(await reader.leg(idOf(1), ANN.participantId));
    expect(leg.issues).toEqual([
      {
        code: 'audioConcealment',
        level: 'bad',
        raisedAt: CALL_START + 12_000,
        clearedAt: CALL_START + 19_000,
      },
      {
        code: 'networkReceiveQuality',
        level: 'bad',
        raisedAt: CALL_START + 20_000,
        clearedAt: CALL_START + 25_000,
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
      await reader.series({ callId: idOf(1), participantId: ANN.participantId }, {}),
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
    const { reader } = at.store.calls;
    await expect(reader.call(idOf(77))).rejects.toMatchObject({ code: 'call_not_found' });
    await at.tellOneCall();
    await expect(reader.leg(idOf(1), idOf(77))).rejects.toMatchObject({ code: 'participant_not_found' });
    await expect(
      reader.series({ callId: idOf(77), participantId: ANN.participantId }, {}),
    ).rejects.toMatchObject({ code: 'participant_not_found' });
    await expect(at.list({ cursor: 'no' })).rejects.toMatchObject({ code: 'bad_params' });
  });

  it('finds calls by each of the conditions, and by none that does not hold', async () => {
    await at.tellOneCall();
    at.store.calls.recorder.callStarted(callOf(2, 'other', CALL_START + 100_000));
    at.store.calls.recorder.legStarted(legOf(2, 21, 'cleo'));
    await at.written();
    const found = async (query: Parameters<CallReader['list']>[0]) => idsOf(await at.list(query));
    const one = [idOf(1)];
    expect(await found({ room: ANN.callId as never })).toEqual([]);
    expect(await found({ room: callOf(1, 'daily').room })).toEqual(one);
    expect(await found({ participant: ANN.identity })).toEqual(one);
    expect(await found({ participant: BOB.participantId as never })).toEqual(one);
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

  it('gives calls that are on first, then the worst of those that are over', async () => {
    const { recorder } = at.store.calls;
    for (const number of [1, 2, 3]) {
      const leg = legOf(number, 100 + number, 'ann');
      recorder.callStarted(callOf(number, 'daily', CALL_START));
      recorder.legStarted(leg);
      recorder.intervalJudged(number === 2 ? poorIntervalOf(leg, 0) : intervalOf(leg, 0));
      if (number < 3)
        recorder.callEnded({ callId: callOf(number, 'daily', CALL_START).callId, at: CALL_START + 30_000 });
    }
    await at.written();
    expect(idsOf(await at.list({}))).toEqual([idOf(3), idOf(2), idOf(1)]);
    expect(idsOf(await at.list({ sort: 'worst' }))).toEqual([idOf(3), idOf(2), idOf(1)]);
  });

  it('gives every call once over its pages, also where many are alike', async () => {
    const { recorder } = at.store.calls;
    const total = 25;
    for (let number = 1; number <= total; number += 1) {
      const leg = legOf(number, 100 + number, 'ann');
      recorder.callStarted(callOf(number, 'daily', CALL_START + (number % 3) * 1_000));
      recorder.legStarted(leg);
      recorder.intervalJudged(number % 2 === 0 ? poorIntervalOf(leg, 0) : intervalOf(leg, 0));
    }
    await at.written();
    for (const sort of ['worst', 'newest'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page: Awaited<ReturnType<CallReader['list']>> = await at.list({
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
}
