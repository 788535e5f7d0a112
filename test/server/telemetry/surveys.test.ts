import { CallId, type ParticipantId, type Quality, type QualityBand, type Survey } from '@earshot/shared';
import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import { scoreOf, Surveys } from '@earshot/server/telemetry/surveys.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeClock, createFakeIds } from '../../support/fake-clock.ts';

const LEG = { callId: 'c', participantId: 'p' };
const none = { good: 0, fair: 0, poor: 0, unknown: 0 };

function setUp(maxLegs?: number) {
  const taken: unknown[] = [];
  const surveys = new Surveys({
    clock: createFakeClock(),
    ids: createFakeIds(),
    taken: (...call) => taken.push(call),
    ...(maxLegs === undefined ? {} : { maxLegs }),
  });
  return { surveys, taken };
}

/** An interval of so many seconds. */
function interval(
  participantId: string,
  seconds: number,
  {
    receive = 'unknown',
    send = 'unknown',
    revision = 0,
  }: { receive?: QualityBand; send?: QualityBand; revision?: number },
): JudgedInterval {
  const quality = (band: QualityBand): Quality => ({ band, factor: 'none', blame: 'none', score: null });
  return {
    callId: CallId.parse('33333333-3333-4333-8333-333333333333'),
    participantId: participantId as ParticipantId,
    ...{ number: 1, revision, startAt: 0, endAt: seconds * 1_000, uncertaintyMs: 0, from: 'report' },
    reception: quality(receive),
    ownReception: quality(receive),
    mosEstimate: undefined,
    sending: quality(send),
    transports: { send: { rttMs: undefined }, receive: { rttMs: undefined } },
    tracks: [],
  };
}

describe('surveys', () => {
  it('count once for each leg, and answer the rest alike', () => {
    const { surveys, taken } = setUp();
    const first = surveys.take(LEG, { overall: { score: 2, issues: ['HadToRejoin', 'HadToRejoin'] } });
    expect(surveys.take(LEG, { overall: { score: 5 } })).toEqual(first);
    expect(surveys.take({ ...LEG, participantId: 'q' }, { audio: { score: 1 } })).not.toEqual(first);
    expect(taken).toHaveLength(2);
    expect(taken[0]).toMatchObject([
      {
        ...LEG,
        ratings: { overall: 2, audio: null, video: null, screenShare: null },
        issues: { overall: ['HadToRejoin'], audio: [] },
      },
      'unknown',
    ]);
  });

  it('rate something', () => {
    const { surveys, taken } = setUp();
    expect(() => surveys.take(LEG, {})).toThrow(expect.objectContaining({ code: 'bad_params' }));
    expect(taken).toEqual([]);
  });

  it('are held against what their own leg was judged to be', () => {
    const { surveys, taken } = setUp();
    const survey: Survey = { overall: { score: 3 } };
    surveys.intervalJudged(interval('p', 80, { receive: 'good' }));
    surveys.intervalJudged(interval('p', 12, { receive: 'poor' }));
    surveys.intervalJudged(interval('q', 100, { receive: 'good' }));
    surveys.take(LEG, survey);
    surveys.take({ ...LEG, participantId: 'q' }, survey);
    expect(taken.map((call) => (call as unknown[])[1])).toEqual(['poor', 'good']);
  });

  it('count each second once, by the worse direction: a listener sends nothing', () => {
    const { surveys, taken } = setUp();
    const survey: Survey = { overall: { score: 3 } };
    surveys.intervalJudged(interval('listener', 85, { receive: 'good' }));
    surveys.intervalJudged(interval('listener', 15, { receive: 'poor' }));
    surveys.intervalJudged(interval('talker', 90, { receive: 'good', send: 'good' }));
    surveys.intervalJudged(interval('talker', 10, { receive: 'poor', send: 'good' }));
    surveys.intervalJudged(interval('revised', 90, { receive: 'good' }));
    surveys.intervalJudged(interval('revised', 90, { receive: 'poor', revision: 1 }));
    for (const participantId of ['listener', 'talker', 'revised'])
      surveys.take({ ...LEG, participantId }, survey);
    expect(taken.map((call) => (call as unknown[])[1])).toEqual(['poor', 'poor', 'good']);
  });

  it('remember a bounded number of legs', () => {
    const { surveys, taken } = setUp(2);
    for (const participantId of ['a', 'b', 'c'])
      surveys.intervalJudged(interval(participantId, 10, { send: 'poor' }));
    for (const participantId of ['c', 'a'])
      surveys.take({ ...LEG, participantId }, { overall: { score: 1 } });
    expect(taken.map((call) => (call as unknown[])[1])).toEqual(['poor', 'unknown']);
  });
});

describe('the score of a leg', () => {
  it.each<[Partial<Record<QualityBand, number>>, QualityBand]>([
    [{}, 'unknown'],
    [{ good: 100 }, 'good'],
    [{ good: 90, poor: 10 }, 'poor'],
    [{ good: 91, poor: 9 }, 'good'],
    [{ good: 90, fair: 5, poor: 5 }, 'fair'],
    [{ good: 50, unknown: 50 }, 'good'],
    [{ good: 49, unknown: 51 }, 'unknown'],
  ])('of %j s is %s', (seconds, band) => {
    expect(scoreOf({ ...none, ...seconds })).toBe(band);
  });

  it('is never better for more harm', () => {
    const order = ['poor', 'fair', 'good'];
    const seconds = fc.nat(1_000);
    fc.assert(
      fc.property(fc.tuple(seconds, seconds, seconds), fc.integer({ min: 1, max: 1_000 }), (parts, more) => {
        const [good, fair, poor] = parts;
        const rank = (harmed: number) => order.indexOf(scoreOf({ good, fair, poor: harmed, unknown: 0 }));
        fc.pre(good + fair + poor > 0);
        expect(rank(poor + more)).toBeLessThanOrEqual(rank(poor));
      }),
    );
  });
});
