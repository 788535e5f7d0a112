import { chartsOf, harmedOf, summarise, worstTrack } from '@earshot/pages/quality/model/series.ts';
import type { SeriesInterval } from '@earshot/shared/calls-api.ts';
import { describe, expect, it } from 'vitest';
import { TRACK_IDS } from '../../support/reports.ts';

const GOOD = { band: 'good', score: 95, factor: 'none', blame: 'none' } as const;
const POOR = { band: 'poor', score: 20, factor: 'freeze', blame: 'subscriberDownlink' } as const;
const [FIRST, SECOND] = TRACK_IDS;
if (FIRST === undefined || SECOND === undefined) throw new Error('no test ids');

/** The interval of that number, 10 s long, of a leg that began at 0. */
function interval(number: number, overrides: Partial<SeriesInterval> = {}): SeriesInterval {
  return {
    number,
    revision: 0,
    startAt: (number - 1) * 10_000,
    endAt: number * 10_000,
    uncertaintyMs: 5,
    from: 'report',
    reception: GOOD,
    ownReception: GOOD,
    sending: GOOD,
    mosEstimate: 4.2,
    rttMs: { send: 20, receive: 22 },
    uplinkLoss: 0.01,
    downlinkLoss: null,
    folded: [],
    tracks: [],
    ...overrides,
  };
}

function track(
  trackId: SeriesInterval['tracks'][number]['trackId'],
  score: number,
): SeriesInterval['tracks'][number] {
  return {
    trackId,
    publisherId: null,
    direction: 'receive',
    source: 'camera',
    quality: { ...POOR, score },
    impairedLeg: 'downlink',
    measuredBy: 'client',
    evidence: { downlinkLoss: 0.1 },
    values: { frameHeight: score },
  };
}

describe('the charts of a leg', () => {
  it('have a point in the middle of each interval, and percent for loss', () => {
    const charts = chartsOf([interval(1), interval(2, { uplinkLoss: null, downlinkLoss: 0.1 })]);
    expect(charts.at).toEqual([5, 15]);
    expect(charts.score.received).toEqual([95, 95]);
    expect(charts.loss).toEqual({ uplink: [1, null], downlink: [null, 10] });
    expect(charts.rtt).toEqual({ send: [20, 20], receive: [22, 22] });
  });

  it('break where intervals are missing', () => {
    const charts = chartsOf([interval(1), interval(4)]);
    expect(charts.at).toEqual([5, 20, 35]);
    expect(charts.rtt.send).toEqual([20, null, 20]);
  });

  it('show the tallest picture that was received, remarkable or not', () => {
    const charts = chartsOf([
      interval(1),
      interval(2, { tracks: [track(FIRST, 180), track(SECOND, 360)] }),
      interval(3, {
        folded: [{ direction: 'receive', source: 'camera', tracks: 2, values: { frameHeight: 720 } }],
      }),
    ]);
    expect(charts.height).toEqual([null, 360, 720]);
  });

  it('are put into words without what is not known', () => {
    expect(summarise([null, 10, 30])).toEqual({ mean: 20, most: 30 });
    expect(summarise([null])).toBeUndefined();
  });
});

describe('harmed intervals', () => {
  it('come newest first, as received and as sent, without good and unknown ones', () => {
    const unknown = { band: 'unknown', score: null, factor: 'none', blame: 'none' } as const;
    const harmed = harmedOf([
      interval(1, { reception: POOR }),
      interval(2, { reception: unknown }),
      interval(3, { reception: POOR, sending: POOR }),
    ]);
    expect(harmed.map(({ key }) => key)).toEqual(['20000r', '20000s', '0r']);
  });

  it('are explained by the worst track of their direction', () => {
    const tracks = [track(FIRST, 30), track(SECOND, 10), { ...track(FIRST, 5), direction: 'send' as const }];
    const [harmed] = harmedOf([interval(1, { reception: POOR, tracks })]);
    if (harmed === undefined) throw new Error('not harmed');
    expect(worstTrack(harmed)?.quality.score).toBe(10);
    expect(worstTrack({ ...harmed, interval: interval(1) })).toBeUndefined();
  });
});
