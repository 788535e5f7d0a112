import {
  blameFor,
  kindOf,
  rateOwnReception,
  rateReception,
  rateSending,
  toQuality,
  UNKNOWN_DIRECTION,
  UNKNOWN_QUALITY,
  type Blame,
  type RatedTrack,
  type Source,
  type TrackInterval,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface Overrides {
  readonly score?: number | null;
  readonly tileHeight?: number | undefined;
  readonly direction?: 'send' | 'receive';
  readonly values?: TrackInterval['values'];
}

/** A received track of 10 s, good and, where it is a voice, speaking. */
function rated(
  source: Source,
  { score = 100, tileHeight, direction = 'receive', values }: Overrides = {},
): RatedTrack {
  return {
    track: {
      trackId: source,
      source,
      direction,
      kind: kindOf(source),
      values: { expectedMs: 10_000, packets: 500, packetsLost: 0, ...values },
    },
    quality: score === null ? UNKNOWN_QUALITY : blameFor(toQuality(score, 'freeze'), 'sfu'),
    tileHeight,
  };
}

const scoreOf = (...tracks: RatedTrack[]) => rateReception(tracks).quality.score;

/** The same, with whose fault it is. */
function blamedOn(track: RatedTrack, blame: Blame): RatedTrack {
  return { ...track, quality: { ...track.quality, blame } };
}

describe('what a participant received without what publishers are at fault for', () => {
  it('is the next worst', () => {
    const all = [
      blamedOn(rated('microphone', { score: 10 }), 'publisherUplink'),
      blamedOn(rated('camera', { score: 20 }), 'publisherDevice'),
      blamedOn(rated('screen', { score: 60 }), 'subscriberDownlink'),
      rated('microphone', { score: 95 }),
    ];
    expect(rateReception(all).quality).toMatchObject({ score: 10, blame: 'publisherUplink' });
    expect(rateOwnReception(all)).toMatchObject({
      quality: { score: 60, blame: 'subscriberDownlink' },
      kind: 'video',
    });
  });

  it('is what it is anyhow where no publisher is at fault, and unknown where nothing else mattered', () => {
    const own = [rated('microphone', { score: 30 }), rated('camera', { score: 90 })];
    expect(rateOwnReception(own)).toEqual(rateReception(own));
    const theirs = own.map((track) => blamedOn(track, 'publisherUplink'));
    expect(rateOwnReception(theirs)).toEqual(UNKNOWN_DIRECTION);
  });

  it('is never worse than all of it', () => {
    const track = fc.record({
      score: fc.integer({ min: 0, max: 79 }),
      blame: fc.constantFrom<Blame>(
        'publisherDevice',
        'publisherUplink',
        'sfu',
        'subscriberDownlink',
        'unknown',
      ),
    });
    fc.assert(
      fc.property(fc.array(track, { maxLength: 6 }), (tracks) => {
        const all = tracks.map(({ score, blame }) => blamedOn(rated('screen', { score }), blame));
        const own = rateOwnReception(all).quality.score;
        expect(own ?? 100).toBeGreaterThanOrEqual(rateReception(all).quality.score ?? 0);
      }),
    );
  });
});

describe('what a participant received', () => {
  it('is the worst of voices that spoke, of shares, and of tall videos', () => {
    const all = [
      rated('microphone', { score: 90 }),
      rated('screen', { score: 70 }),
      rated('camera', { score: 60 }),
    ];
    expect(rateReception(all)).toEqual({
      quality: { band: 'fair', factor: 'freeze', blame: 'sfu', score: 60 },
      kind: 'video',
    });
    expect(scoreOf(...all.slice(0, 2))).toBe(70);
    expect(scoreOf(...all, rated('microphone', { score: 20 }))).toBe(20);
    expect(scoreOf(...all, rated('screenAudio', { score: 10, values: { packets: 25 } }))).toBe(10);
  });

  it('does not mind a voice that was silent', () => {
    const silent = rated('microphone', { score: 0, values: { packets: 25 } });
    expect(scoreOf(rated('microphone'), silent)).toBe(100);
    expect(scoreOf(rated('microphone'), rated('microphone', { score: 0, values: { packets: 50 } }))).toBe(0);
    // What was lost would have been speech too.
    expect(scoreOf(rated('microphone', { score: 0, values: { packets: 25, packetsLost: 25 } }))).toBe(0);
  });

  it('does not mind one voice that is dry, but minds it when nothing comes at all', () => {
    const dry = { score: 0, values: { packets: 0, packetsLost: 0 } };
    expect(scoreOf(rated('microphone'), rated('microphone', dry))).toBe(100);
    expect(scoreOf(rated('microphone', dry))).toBe(0);
    expect(scoreOf(rated('microphone', dry), rated('microphone', dry))).toBe(0);
  });

  it('does not mind videos less than half as tall as the tallest', () => {
    const stage = rated('camera', { score: 95, tileHeight: 720 });
    expect(scoreOf(stage, rated('camera', { score: 0, tileHeight: 359 }))).toBe(95);
    expect(scoreOf(stage, rated('camera', { score: 0, tileHeight: 360 }))).toBe(0);
    expect(
      scoreOf(rated('screen', { tileHeight: 720 }), rated('camera', { score: 0, tileHeight: 180 })),
    ).toBe(100);
    expect(scoreOf(rated('camera', { tileHeight: 180 }), rated('screen', { score: 0, tileHeight: 60 }))).toBe(
      0,
    );
  });

  it('minds a video of which nobody knows how tall it is', () => {
    expect(scoreOf(rated('camera', { tileHeight: 720 }), rated('camera', { score: 0 }))).toBe(0);
  });

  it('leaves out what is sent, and what cannot be judged: also as the tallest', () => {
    const small = rated('camera', { score: 50, tileHeight: 180 });
    expect(scoreOf(small, rated('camera', { score: 0, direction: 'send' }))).toBe(50);
    expect(scoreOf(small, rated('camera', { score: null, tileHeight: 720 }))).toBe(50);
  });

  it('is unknown without anything that matters', () => {
    expect(rateReception([])).toEqual(UNKNOWN_DIRECTION);
    expect(rateReception([rated('microphone', { score: null })])).toEqual(UNKNOWN_DIRECTION);
    expect(rateReception([rated('microphone', { values: { packets: 25 } })])).toEqual(UNKNOWN_DIRECTION);
  });

  it('never rises when a track gets worse, and is that of one of the tracks', () => {
    const track = fc.record({
      source: fc.constantFrom<Source>('microphone', 'camera', 'screen', 'screenAudio'),
      score: fc.integer({ min: 0, max: 100 }),
      tileHeight: fc.constantFrom(undefined, 90, 180, 360, 720),
      packets: fc.constantFrom(0, 25, 500),
    });
    fc.assert(
      fc.property(
        fc.array(track, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat({ max: 100 }),
        (list, at, less) => {
          const rateAll = (change: (score: number, index: number) => number) =>
            rateReception(
              list.map(({ source, score, tileHeight, packets }, index) =>
                rated(source, { score: change(score, index), tileHeight, values: { packets } }),
              ),
            );
          const before = rateAll((score) => score);
          const after = rateAll((score, index) =>
            index === at % list.length ? Math.max(0, score - less) : score,
          );
          expect(after.quality.score ?? 0).toBeLessThanOrEqual(before.quality.score ?? 0);
          if (before.quality.score !== null)
            expect(list.map(({ score }) => score)).toContain(before.quality.score);
        },
      ),
    );
  });
});

describe('what a participant sent', () => {
  it('is the worst of it', () => {
    const sent = [
      rated('microphone', { score: null, direction: 'send' }),
      rated('camera', { score: 55, direction: 'send' }),
    ];
    expect(rateSending([...sent, rated('camera', { score: 0 })])).toMatchObject({ quality: { score: 55 } });
    expect(rateSending([rated('camera', { score: 0 })])).toEqual(UNKNOWN_DIRECTION);
  });
});
