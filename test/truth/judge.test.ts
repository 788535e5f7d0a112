import { describe, expect, it } from 'vitest';
import { judgeRows } from './judge.ts';
import { makeUp, ONSET, type MadeUp } from './made-up.ts';
import type { LossReading, Measured } from './measured.ts';
import { isLossRight, isRttRight } from './rules/network.ts';
import type { RowId } from './rows.ts';

/** Rules that a row broke. */
function wrongs(measured: Measured, others: readonly Measured[] = [], allowsBusy = false): string[] {
  const [judged] = judgeRows([measured, ...others], { allowsBusy });
  expect(judged?.isRight).toBe(judged?.findings.every(({ isRight }) => isRight));
  return judged?.findings.filter(({ isRight }) => !isRight).map(({ rule }) => rule) ?? [];
}

const bad = (blame: 'subscriberDownlink' | 'publisherUplink' | 'unknown', score = 50) =>
  ({ band: score < 40 ? 'poor' : 'fair', factor: 'concealment', blame, score }) as const;

/** A tenth lost on the way down, all told as it was. */
const LOST_DOWN: MadeUp = {
  tracks: {
    subscriber: {
      microphone: { quality: bad('subscriberDownlink'), impairedLeg: 'downlink' },
      camera: { impairedLeg: 'downlink' },
    },
  },
  issues: {
    subscriber: [
      { code: 'networkReceiveQuality', level: 'poor', at: ONSET + 6_000 },
      { code: 'networkReceiveQuality', level: 'good', at: ONSET + 60_000 },
    ],
  },
};

const lost10 = (change: MadeUp = {}) => makeUp('loss10-down', { ...LOST_DOWN, ...change });

describe('rows that are right', () => {
  it.each<[RowId, MadeUp]>([
    ['clean', {}],
    ['loss10-down', LOST_DOWN],
  ])('%s', (id, madeUp) => {
    expect(wrongs(makeUp(id, madeUp), [])).toEqual([]);
  });
});

describe('the measurement', () => {
  it('fails when it failed, and on a machine that had other things to do', () => {
    expect(wrongs(makeUp('clean', { failure: 'the relay did not carry it' }))).toEqual(['measured']);
    const machine = { othersCores: 0.3, relayDelayMs: 1 };
    expect(wrongs(makeUp('clean', { machine }))).toEqual(['measured']);
    expect(wrongs(makeUp('clean', { machine: { othersCores: 0, relayDelayMs: 6 } }))).toEqual(['measured']);
    expect(wrongs(makeUp('clean', { machine }), [], true)).toEqual([]);
  });

  it('fails when nothing was judged', () => {
    expect(wrongs({ ...makeUp('clean'), judged: [] })).toEqual([
      'audio judged',
      'video judged',
      'judged at all',
    ]);
  });
});

describe('loss', () => {
  const reading = (lost: number, realised = 0.1): LossReading => ({
    kind: 'audio',
    at: 'subscriber',
    realised,
    expected: 1_000,
    lost,
  });

  it.each([
    { lost: 100, realised: 0.1, isRight: true },
    { lost: 131, realised: 0.1, isRight: true },
    { lost: 135, realised: 0.1, isRight: false },
    { lost: 60, realised: 0.1, isRight: false },
    { lost: 3, realised: 0, isRight: true },
    { lost: 4, realised: 0, isRight: false },
  ])('$lost of 1,000 where $realised were lost: $isRight', ({ lost, realised, isRight }) => {
    expect(isLossRight(reading(lost, realised))).toBe(isRight);
  });

  it('is wrong where nothing was counted', () => {
    expect(isLossRight({ ...reading(0, 0), expected: 0 })).toBe(false);
  });

  it('names where it is wrong', () => {
    expect(wrongs(lost10({ losses: [reading(0)] }))).toEqual(['audio loss at the subscriber']);
  });
});

describe('round trips', () => {
  const rtt = (toldMs: number | undefined, realisedMs: number) =>
    ({ who: 'subscriber', transport: 'receive', toldMs, realisedMs }) as const;

  it('may be off by 20 ms, and by 40 % where delay changes', () => {
    expect(isRttRight(rtt(419, 400), false)).toBe(true);
    expect(isRttRight(rtt(421, 400), false)).toBe(false);
    expect(isRttRight(rtt(130, 100), true)).toBe(true);
    expect(isRttRight(rtt(50, 100), true)).toBe(false);
    expect(isRttRight(rtt(undefined, 0), true)).toBe(false);
  });

  it('name whose is wrong', () => {
    expect(wrongs(makeUp('clean', { rtts: [rtt(60, 2)] }))).toEqual(['round trip of the subscriber']);
  });
});

describe('blame', () => {
  it('must name the right one', () => {
    const told = lost10({
      tracks: {
        subscriber: {
          microphone: { quality: bad('unknown'), impairedLeg: 'downlink' },
          camera: { impairedLeg: 'downlink' },
        },
      },
    });
    expect(wrongs(told)).toEqual(['blame', 'blame of affected tracks']);
  });

  it('must not accuse somebody else, for any time', () => {
    const base = lost10();
    const judged = base.judged.map((interval, index) => ({
      ...interval,
      tracks: interval.tracks.map((track) =>
        index === 2 && track.source === 'camera'
          ? { ...track, blame: 'publisherUplink' as const, quality: bad('publisherUplink') }
          : track,
      ),
    }));
    expect(wrongs({ ...base, judged })).toContain('nobody else accused');
  });

  it('must not fall on whoever receives without harm', () => {
    const tracks = { ...LOST_DOWN.tracks, witness: { microphone: { quality: bad('subscriberDownlink') } } };
    expect(wrongs(lost10({ tracks }))).toEqual(['nobody else accused']);
  });

  it('must find the leg', () => {
    const tracks = {
      subscriber: { microphone: { quality: bad('subscriberDownlink'), impairedLeg: 'both' } },
    } as const;
    expect(wrongs(lost10({ tracks }))).toEqual(['impaired leg']);
  });
});

describe('bands', () => {
  it('are never good for a voice of which a tenth is lost', () => {
    const tracks = {
      subscriber: { microphone: { impairedLeg: 'downlink' }, camera: { impairedLeg: 'downlink' } },
    } as const;
    expect(wrongs(lost10({ tracks }))).toEqual(['audio judged']);
  });

  it('are good in the clean row', () => {
    const tracks = {
      witness: { camera: { quality: { band: 'fair', factor: 'freeze', score: 70 } as const } },
    };
    expect(wrongs(makeUp('clean', { tracks }))).toEqual(['video judged']);
  });

  it('have a factor that can be', () => {
    const tracks = {
      subscriber: {
        microphone: { quality: { ...bad('subscriberDownlink'), factor: 'layer' }, impairedLeg: 'downlink' },
        camera: { impairedLeg: 'downlink' },
      },
    } as const;
    expect(wrongs(lost10({ tracks }))).toEqual(['audio judged']);
  });
});

describe('issues', () => {
  const raise = (seconds: number, clearedSeconds?: number): MadeUp['issues'] => ({
    subscriber: [
      { code: 'networkReceiveQuality', level: 'bad', at: ONSET + seconds * 1_000 },
      ...(clearedSeconds === undefined
        ? []
        : [{ code: 'networkReceiveQuality', level: 'good', at: ONSET + clearedSeconds * 1_000 } as const]),
    ],
  });
  const required = 'networkReceiveQuality raised on the subscriber';

  it.each([
    { issues: {}, broken: [required], when: 'not raised' },
    { issues: raise(16, 60), broken: [required], when: 'raised too late' },
    { issues: raise(5), broken: ['cleared'], when: 'not cleared' },
    { issues: raise(5, 76), broken: ['cleared'], when: 'cleared too late' },
    { issues: raise(5, 74), broken: [], when: 'raised and cleared in time' },
  ])('are wrong when $when: $broken', ({ issues, broken }) => {
    expect(wrongs(lost10({ issues: issues ?? {} }))).toEqual(broken);
  });

  it('must not come where nothing is wrong', () => {
    const told = [
      { code: 'networkReceiveQuality', level: 'poor', at: ONSET + 1_000 },
      { code: 'networkReceiveQuality', level: 'good', at: ONSET + 9_000 },
    ] as const;
    expect(wrongs(lost10({ issues: { ...LOST_DOWN.issues, witness: told } }))).toEqual([
      'nothing else raised',
    ]);
    expect(wrongs(makeUp('clean', { issues: { subscriber: told } }))).toEqual(['nothing else raised']);
  });

  it('from before the onset are not counted', () => {
    const told = [{ code: 'congestion', level: 'bad', at: ONSET - 1_000 }] as const;
    expect(wrongs(makeUp('clean', { issues: { publisher: told } }))).toEqual([]);
  });
});

describe('a fault that passes', () => {
  const frozen = { values: { freezeMs: 1_600, concealedMs: 1_600 }, impairedLeg: 'downlink' } as const;
  const told = [
    { code: 'videoFreeze', level: 'bad', at: ONSET + 2_000 },
    { code: 'videoFreeze', level: 'good', at: ONSET + 6_000 },
  ] as const;
  const blackout = (change: MadeUp = {}) =>
    makeUp('blackout-down', {
      tracks: { subscriber: { microphone: frozen, camera: frozen } },
      issues: { subscriber: told },
      ...change,
    });

  it('harms each track for as long as it lasted', () => {
    expect(wrongs(blackout())).toEqual([]);
    const short = { ...frozen, values: { freezeMs: 100 } };
    expect(wrongs(blackout({ tracks: { subscriber: { microphone: frozen, camera: short } } }))).toEqual([
      'harmed seconds of the camera at the subscriber',
    ]);
  });

  it('lets nobody come anew', () => {
    expect(wrongs(blackout({ newConnections: 1 }))).toEqual(['no rejoin']);
    expect(wrongs(blackout({ states: ['reconnecting', 'connected'] }))).toEqual(['no rejoin']);
  });
});

describe('order', () => {
  const scored = (id: RowId, score: number, concealedMs = 500) =>
    makeUp(id, {
      ...LOST_DOWN,
      tracks: {
        subscriber: {
          microphone: {
            quality: bad('subscriberDownlink', score),
            impairedLeg: 'downlink',
            values: { concealedMs },
          },
          camera: { impairedLeg: 'downlink' },
        },
      },
    });

  it('wants the clean row above each that is harmed', () => {
    const clean = makeUp('clean');
    expect(wrongs(lost10(), [clean])).toEqual([]);
    const good = { microphone: { quality: { score: 100 } } };
    expect(wrongs(makeUp('loss2-down', { tracks: { subscriber: good } }), [clean])).toContain(
      'clean scores no lower',
    );
  });

  it('wants a fiftieth lost to score no lower than a tenth', () => {
    expect(wrongs(scored('loss10-down', 60), [scored('loss2-down', 50)])).toContain(
      'loss2-down scores no lower',
    );
    expect(wrongs(scored('loss10-down', 50), [scored('loss2-down', 60)])).toEqual([]);
  });

  it('lets a row that is harmed more score no higher', () => {
    const broken = wrongs(scored('loss20-down', 70, 900), [scored('loss5-down', 50, 500)]);
    expect(broken).toEqual(['harmed more than loss5-down, scores no higher']);
    expect(wrongs(scored('loss20-down', 70, 400), [scored('loss5-down', 50, 500)])).toEqual([]);
  });
});
