import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackDelta } from '../../../client/stats/reading.ts';
import { TrackGathering } from '../../../client/stats/track-gathering.ts';
import { makeTrack } from '../../support/stats.ts';

const voice = makeTrack('receive', 'microphone');
const camera = makeTrack('receive', 'camera');
const share = makeTrack('receive', 'screen');

/** What some seconds of a track come to. */
function gather(track: typeof voice, deltas: readonly Partial<TrackDelta>[]) {
  const gathering = new TrackGathering(track);
  for (const delta of deltas) gathering.add(track, { elapsedMs: 1_000, ...delta });
  return gathering.take();
}

describe('the seconds of a track', () => {
  it('are summed, with the worst second where harm needs it', () => {
    const values = gather(voice, [
      { packets: 50, packetsLost: 0, concealedMs: 0, jitterMs: 3 },
      { packets: 40, packetsLost: 10, concealedMs: 120, jitterMs: 30 },
      { packets: 52, packetsLost: -2, concealedMs: 20, jitterMs: 8 },
    ]);
    expect(values).toEqual({
      expectedMs: 3_000,
      packets: 142,
      packetsLost: 8,
      dryMs: 0,
      concealedMs: 140,
      concealedMaxMs: 120,
      jitterMaxMs: 30,
    });
  });

  it('say a second’s worst by what it would be in a whole second', () => {
    const values = gather(voice, [{ elapsedMs: 2_000, concealedMs: 120 }]);
    expect(values).toMatchObject({ concealedMs: 120, concealedMaxMs: 60 });
  });

  it('give means over what was counted, not over seconds', () => {
    const values = gather(camera, [
      { buffer: { total: 1, count: 10 }, qp: { total: 300, count: 10 } },
      { buffer: { total: 0.1, count: 10 } },
      {},
    ]);
    expect(values.jitterBufferMs).toBeCloseTo(55, 6);
    expect(values.qp).toBe(30);
  });

  it('are dry without a packet; a share may stand still', () => {
    const silence = [{ packets: 0 }, { packets: 0 }, { packets: 50 }];
    expect(gather(voice, silence).dryMs).toBe(2_000);
    expect(gather(share, silence)).not.toHaveProperty('dryMs');
  });

  it('know the fewest frames of a second, and the last height', () => {
    const values = gather(camera, [
      { frames: 25, frameHeight: 360 },
      { frames: 11, frameHeight: 720 },
      { frames: 24 },
    ]);
    expect(values).toMatchObject({ frames: 60, framesMin: 11, frameHeight: 720 });
  });

  it('count a freeze while it lasts, and not again when the browser tells of it', () => {
    const values = gather(camera, [{ frames: 0 }, { frames: 0 }, { frames: 20, freezeMs: 2_300 }]);
    expect(values.freezeMs).toBe(2_300);
  });

  it('leave out what nobody measured: absent, never 0', () => {
    const measured = fc.record(
      { packets: fc.nat(100), concealedMs: fc.nat(1_000), frames: fc.nat(60), nack: fc.nat(9) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(measured, { minLength: 1, maxLength: 10 }), (deltas) => {
        const values = gather(camera, deltas);
        for (const name of ['packets', 'concealedMs', 'frames', 'nack'] as const)
          expect(name in values).toBe(deltas.some((delta) => name in delta));
        expect(values.expectedMs).toBe(deltas.length * 1_000);
      }),
    );
  });

  it('begin anew with each interval', () => {
    const gathering = new TrackGathering(voice);
    gathering.add(voice, { elapsedMs: 1_000, packets: 50, jitterMs: 40 });
    gathering.take();
    expect(gathering.expectedMs).toBe(0);
    gathering.add(voice, { elapsedMs: 1_000, packets: 0, jitterMs: 2 });
    expect(gathering.take()).toEqual({ expectedMs: 1_000, packets: 0, dryMs: 1_000, jitterMaxMs: 2 });
  });

  it('are dry before the first packet, and open when the browser is only late with an answer', () => {
    const gathering = new TrackGathering(voice);
    gathering.addNothing(voice, 5_000);
    expect(gathering.take()).toEqual({ expectedMs: 5_000, dryMs: 5_000 });
    gathering.add(voice, { elapsedMs: 1_000, packets: 50 });
    gathering.addNothing(voice, 1_000);
    expect(gathering.take()).toEqual({ expectedMs: 2_000, packets: 50, dryMs: 0 });
    gathering.addNothing(voice, 1_000);
    expect(gathering.take()).toEqual({ expectedMs: 1_000 });
  });
});
