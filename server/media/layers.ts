import { computeLadderBitrate, findRung } from '@earshot/shared';

/** Layers as numbers: which one a tile needs, which one a publisher should still send. Pure. */

/** What is known of a video track's layers. */
export interface TrackLayers {
  /** Spatial layers, 1..4. */
  readonly spatial: number;
  /** Height of the largest, px; `undefined` when the publisher did not say. */
  readonly height: number | undefined;
  /** How much each is scaled down, lowest layer first; halves upward when not said. */
  readonly scales: readonly number[];
  /** What each costs at most, with those below it that it needs, bit/s. */
  readonly bitrates: readonly number[];
  /** Frames per second of each at most. */
  readonly frameRates: readonly number[];
  /** Temporal layers of each, 1..3. */
  readonly temporal: number;
}

interface Encoding {
  readonly scalabilityMode?: string;
  readonly scaleResolutionDownBy?: number;
  readonly maxBitrate?: number;
  readonly maxFramerate?: number;
}

/** What is assumed of a publisher that does not say: a camera of today. */
const USUAL_HEIGHT = 720;
const USUAL_FRAME_RATE = 30;

/** Layers of a track by its encodings: simulcast counts encodings, SVC reads the mode (`L3T3_KEY`; `S` modes too). */
export function computeTrackLayers(encodings: readonly Encoding[], height: number | undefined): TrackLayers {
  const spatial = encodings.length > 1 ? encodings.length : countSpatial(encodings[0]?.scalabilityMode);
  const scales = Array.from({ length: spatial }, (_, layer) => {
    const said = encodings.length > 1 ? encodings[layer]?.scaleResolutionDownBy : undefined;
    return said ?? 2 ** (spatial - 1 - layer);
  });
  const ladder = scales.map((scale) => computeLadderBitrate((height ?? USUAL_HEIGHT) / scale));
  // One encoding with several layers has one bitrate for all of them.
  const top = ladder.at(-1) ?? 1;
  const share = believe(encodings[0]?.maxBitrate, top) / top;
  return {
    spatial,
    height,
    scales,
    bitrates: ladder.map((bitrate, layer) =>
      encodings.length > 1 ? believe(encodings[layer]?.maxBitrate, bitrate) : Math.round(bitrate * share),
    ),
    frameRates: scales.map(
      (_, layer) => (encodings[layer] ?? encodings[0])?.maxFramerate ?? USUAL_FRAME_RATE,
    ),
    temporal: Math.min(...encodings.map(({ scalabilityMode }) => countTemporal(scalabilityMode)), 3),
  };
}

/** A bitrate that a publisher says, up to this many times what its size is worth: else one could crowd out all others. */
const BELIEVED = 2;

function believe(said: number | undefined, worth: number): number {
  return Math.min(said ?? worth, worth * BELIEVED);
}

/**
 * The temporal layer (0..) of a spatial one that gives no more than so many frames per second, the lowest when none does;
 * `undefined` = all of them. Each one less halves the rate.
 */
export function selectTemporalLayer(
  track: TrackLayers,
  spatial: number,
  maxFrameRate: number | undefined,
): number | undefined {
  if (maxFrameRate === undefined) return undefined;
  const top = track.temporal - 1;
  const full = track.frameRates[spatial] ?? USUAL_FRAME_RATE;
  for (let layer = top; layer > 0; layer -= 1) {
    if (full / 2 ** (top - layer) <= maxFrameRate * TOLERANCE) return layer === top ? undefined : layer;
  }
  return top === 0 ? undefined : 0;
}

/** A layer this much slower than its size is worth is too slow to be taken unasked. */
const NEARLY_AS_FAST = 0.8;

/**
 * The temporal layer (0..) whose rate is what a picture shown at this height (px) is worth by the ladder: small tiles need
 * no 30 frames. `undefined` = all of them; also where no layer comes near, since nobody asked for fewer frames.
 */
export function selectLadderTemporalLayer(
  track: TrackLayers,
  spatial: number,
  tileHeight: number,
): number | undefined {
  const worth = findRung(tileHeight).maxFrameRate;
  const layer = selectTemporalLayer(track, spatial, worth);
  if (layer === undefined) return undefined;
  const full = track.frameRates[spatial] ?? USUAL_FRAME_RATE;
  return full / 2 ** (track.temporal - 1 - layer) >= worth * NEARLY_AS_FAST ? layer : undefined;
}

function countTemporal(scalabilityMode: string | undefined): number {
  const digits = /^[LS][1-9]T([1-9])/u.exec(scalabilityMode ?? '')?.[1];
  return digits === undefined ? 1 : Number(digits);
}

function countSpatial(scalabilityMode: string | undefined): number {
  const digits = /^[LS]([1-9])T[1-9]/u.exec(scalabilityMode ?? '')?.[1];
  return digits === undefined ? 1 : Number(digits);
}

/**
 * The lowest spatial layer (0..) that is at least as high as the tile (px), the highest when none is or when the
 * track's height is unknown; none above `maxHeight`, the lowest excepted. A small tolerance keeps a tile of 182 px on the
 * layer of 180.
 */
export function selectSpatialLayer(track: TrackLayers, tileHeight: number, maxHeight = Infinity): number {
  const top = track.spatial - 1;
  if (track.height === undefined) return top;
  for (let layer = 0; layer < top; layer += 1) {
    const height = track.height / (track.scales[layer] ?? 1);
    if (height * TOLERANCE >= tileHeight) return layer;
    const next = track.height / (track.scales[layer + 1] ?? 1);
    if (next > maxHeight * TOLERANCE) return layer;
  }
  return top;
}

/** 5 %: nobody sees it, and it saves three quarters of the pixels. */
const TOLERANCE = 1.05;

/** Which layer a publisher was told to send at most, and a lower one that may follow. */
export interface WantedLayer {
  /** Told last; -1 = nothing. */
  readonly told: number;
  /** When a lower one was first enough, ms; `undefined` = it is not. */
  readonly lowerSince: number | undefined;
}

/** How long a layer must be unwatched before its publisher stops it: a glance away must not cost a key frame. */
export const LAYER_DOWN_MS = 5_000;

/**
 * Up at once, down only after `LAYER_DOWN_MS`. `wanted` is the highest layer that anybody watches (-1 = nobody) at
 * `now` (ms); call again at `checkAt` when it is given.
 */
export function nextWantedLayer(
  state: WantedLayer,
  wanted: number,
  now: number,
): { readonly state: WantedLayer; readonly checkAt: number | undefined } {
  if (wanted >= state.told) return { state: { told: wanted, lowerSince: undefined }, checkAt: undefined };
  const since = state.lowerSince ?? now;
  if (now - since >= LAYER_DOWN_MS) {
    return { state: { told: wanted, lowerSince: undefined }, checkAt: undefined };
  }
  return { state: { told: state.told, lowerSince: since }, checkAt: since + LAYER_DOWN_MS };
}
