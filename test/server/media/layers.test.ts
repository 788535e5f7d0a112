import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  computeTrackLayers,
  selectLadderTemporalLayer,
  selectTemporalLayer,
  LAYER_DOWN_MS,
  nextWantedLayer,
  selectSpatialLayer,
  type WantedLayer,
} from '../../../server/media/layers.ts';

const simulcast = (height: number | undefined, count = 3) =>
  computeTrackLayers(
    Array.from({ length: count }, () => ({ scalabilityMode: 'L1T3' })),
    height,
  );

describe('a track’s layers', () => {
  it('are its encodings in simulcast and its mode’s spatial layers in SVC', () => {
    expect(simulcast(720).spatial).toBe(3);
    expect(computeTrackLayers([{ scalabilityMode: 'L3T3_KEY' }], 720).spatial).toBe(3);
    expect(computeTrackLayers([{ scalabilityMode: 'S2T1' }], 720).spatial).toBe(2);
    expect(computeTrackLayers([{}], 720).spatial).toBe(1);
    expect(computeTrackLayers([], undefined).spatial).toBe(1);
  });

  it('halve upward unless the publisher says otherwise', () => {
    expect(simulcast(720).scales).toEqual([4, 2, 1]);
    expect(
      computeTrackLayers([{ scaleResolutionDownBy: 3 }, { scaleResolutionDownBy: 1 }], 720).scales,
    ).toEqual([3, 1]);
  });
});

describe('the layer for a tile', () => {
  it.each([
    [90, 0],
    [180, 0],
    [188, 0],
    [190, 1],
    [360, 1],
    [400, 2],
    [720, 2],
    [2_160, 2],
  ])('of %i px is %i when the track has 720', (tile, layer) => {
    expect(selectSpatialLayer(simulcast(720), tile)).toBe(layer);
  });

  it('is the highest when the track’s height is unknown', () => {
    expect(selectSpatialLayer(simulcast(undefined), 90)).toBe(2);
  });

  it.each([
    [720, 720, 2],
    [720, 500, 1],
    [720, 360, 1],
    [720, 300, 0],
    [720, 90, 0],
    [180, 720, 0],
  ])('for a tile of %i px of which %i are allowed is layer %i', (tile, allowed, layer) => {
    expect(selectSpatialLayer(simulcast(720), tile, allowed)).toBe(layer);
  });

  it('is the only one of a track without layers', () => {
    expect(selectSpatialLayer(simulcast(1_080, 1), 90)).toBe(0);
  });

  it('never gets lower when the tile gets higher', () => {
    fc.assert(
      fc.property(
        fc.record({
          count: fc.integer({ min: 1, max: 4 }),
          height: fc.integer({ min: 1, max: 4_320 }),
          tile: fc.integer({ min: 1, max: 8_640 }),
          more: fc.integer({ min: 0, max: 8_640 }),
        }),
        ({ count, height, tile, more }) => {
          const track = simulcast(height, count);
          const low = selectSpatialLayer(track, tile);
          const high = selectSpatialLayer(track, tile + more);
          expect(high).toBeGreaterThanOrEqual(low);
          expect(high).toBeLessThan(count);
        },
      ),
    );
  });
});

describe('the layer a publisher should send', () => {
  const start: WantedLayer = { told: 2, lowerSince: undefined };

  it('goes up at once', () => {
    const { state, checkAt } = nextWantedLayer({ told: -1, lowerSince: undefined }, 1, 10);
    expect(state.told).toBe(1);
    expect(checkAt).toBeUndefined();
  });

  it('goes down only when lower was enough for the whole time', () => {
    const first = nextWantedLayer(start, 0, 1_000);
    expect(first).toEqual({ state: { told: 2, lowerSince: 1_000 }, checkAt: 1_000 + LAYER_DOWN_MS });
    const early = nextWantedLayer(first.state, 1, 1_000 + LAYER_DOWN_MS - 1);
    expect(early.state.told).toBe(2);
    expect(nextWantedLayer(early.state, 0, 1_000 + LAYER_DOWN_MS).state).toEqual({
      told: 0,
      lowerSince: undefined,
    });
  });

  it('starts to wait anew when the layer was wanted in between', () => {
    const down = nextWantedLayer(start, -1, 0).state;
    const back = nextWantedLayer(down, 2, 4_000).state;
    expect(nextWantedLayer(back, -1, 5_000).state.told).toBe(2);
  });
});

describe('what layers cost', () => {
  const encodings = [
    { maxBitrate: 150_000, maxFramerate: 15, scalabilityMode: 'L1T3' },
    { maxBitrate: 500_000, scalabilityMode: 'L1T3' },
    { scalabilityMode: 'L1T3' },
  ];

  it('is what the publisher said, else what its size is worth', () => {
    expect(computeTrackLayers(encodings, 720).bitrates).toEqual([150_000, 500_000, 2_500_000]);
    expect(computeTrackLayers([{ maxBitrate: 1_800_000 }], 1_080).bitrates).toEqual([1_800_000]);
    const svc = computeTrackLayers([{ scalabilityMode: 'L3T3_KEY', maxBitrate: 1_250_000 }], 720);
    expect(svc.bitrates).toEqual([175_000, 500_000, 1_250_000]);
  });

  it('is never believed to be far above what its size is worth', () => {
    const boast = { maxBitrate: 4_000_000_000 };
    expect(computeTrackLayers([boast, boast], 720).bitrates).toEqual([2_000_000, 5_000_000]);
    const svc = computeTrackLayers([{ ...boast, scalabilityMode: 'L3T3_KEY' }], 720);
    expect(svc.bitrates).toEqual([700_000, 2_000_000, 5_000_000]);
  });

  it('falls with the frame rate that the receiver wants at most', () => {
    const layers = computeTrackLayers(encodings, 720);
    expect(selectTemporalLayer(layers, 2, undefined)).toBeUndefined();
    expect(selectTemporalLayer(layers, 2, 30)).toBeUndefined();
    expect(selectTemporalLayer(layers, 2, 15)).toBe(1);
    expect(selectTemporalLayer(layers, 2, 5)).toBe(0);
    expect(selectTemporalLayer(layers, 0, 15)).toBeUndefined();
    expect(selectTemporalLayer(computeTrackLayers([{}], 720), 0, 5)).toBeUndefined();
  });

  it('falls with the size of the tile, but never far below what the size is worth', () => {
    const at = (maxFramerate: number) =>
      computeTrackLayers(
        Array.from({ length: 3 }, () => ({ maxFramerate, scalabilityMode: 'L1T3' })),
        720,
      );
    expect(selectLadderTemporalLayer(at(30), 0, 180)).toBe(1);
    expect(selectLadderTemporalLayer(at(30), 1, 240)).toBe(1);
    expect(selectLadderTemporalLayer(at(30), 1, 360)).toBeUndefined();
    // Half of 20 frames is too few, and 15 need no halving.
    expect(selectLadderTemporalLayer(at(20), 0, 180)).toBeUndefined();
    expect(selectLadderTemporalLayer(at(15), 0, 180)).toBeUndefined();
    expect(selectLadderTemporalLayer(at(60), 0, 180)).toBe(0);
    expect(selectLadderTemporalLayer(computeTrackLayers([{}, {}], 720), 0, 180)).toBeUndefined();
  });
});
