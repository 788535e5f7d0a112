/** What one encoding of a camera or share is sent with. */
export interface Encoding {
  scaleResolutionDownBy?: number;
  maxBitrate?: number;
  maxFramerate?: number;
  scalabilityMode?: string;
}

/** What decides the encodings. */
export interface EncodingWish {
  /** Height that the device really gives, px. */
  readonly height: number;
  /** fps. */
  readonly frameRate: number;
  /** Upper bound of all encodings together, bit/s. */
  readonly maxBitrate: number | undefined;
  /** `simulcast`, or an SVC mode such as `L3T3_KEY`. */
  readonly mode: string;
}

/** Height, px -> bit/s at 30 fps; between rungs it is interpolated. */
const LADDER: readonly (readonly [number, number])[] = [
  [90, 100_000],
  [180, 250_000],
  [240, 450_000],
  [360, 900_000],
  [540, 1_700_000],
  [720, 2_500_000],
  [1080, 4_000_000],
];
/** An encoding below this is not worth its header bytes, bit/s. */
const MIN_LAYER_BITRATE = 60_000;
/** Every simulcast picture can also be had at half and a quarter of its frames: small tiles and thrifty apps take those. */
const FRAME_LAYERS = 'L1T3';
/** From this height on there are three layers; below two, so that a receiver in trouble always has a smaller one. */
const THREE_LAYERS_FROM = 540;

/** Bit/s that a picture of this height deserves. */
export function bitrateFor(height: number, frameRate: number): number {
  const at = LADDER.findIndex(([rung]) => rung >= height);
  const upper = LADDER[at === -1 ? LADDER.length - 1 : at] ?? [1080, 4_000_000];
  const lower = at > 0 ? (LADDER[at - 1] ?? upper) : upper;
  const span = upper[0] - lower[0];
  const full = span === 0 ? upper[1] : lower[1] + ((upper[1] - lower[1]) * (height - lower[0])) / span;
  // Half the frames cost more than half the bits, because each is further from the one before.
  return Math.round(full * (frameRate >= 30 ? Math.min(1.5, frameRate / 30) : 0.4 + (0.6 * frameRate) / 30));
}

/** Encodings of a camera, smallest first. Simulcast has always two at least. */
export function computeCameraEncodings(wish: EncodingWish): Encoding[] {
  const rate = { maxFramerate: wish.frameRate };
  if (wish.mode !== 'simulcast') {
    const full = bitrateFor(wish.height, wish.frameRate);
    return [{ ...rate, scalabilityMode: wish.mode, maxBitrate: Math.min(full, wish.maxBitrate ?? full) }];
  }
  const scales = wish.height >= THREE_LAYERS_FROM ? [4, 2, 1] : [2, 1];
  const layers = scales.map((scale) => ({
    ...rate,
    scalabilityMode: FRAME_LAYERS,
    scaleResolutionDownBy: scale,
    maxBitrate: bitrateFor(wish.height / scale, wish.frameRate),
  }));
  return limitTotal(layers, wish.maxBitrate);
}

/** Encodings of a share: a readable small copy, and the full one. Text matters, so the small one gives up frames. */
export function computeScreenEncodings(wish: EncodingWish): Encoding[] {
  const { height, frameRate } = wish;
  if (wish.mode !== 'simulcast')
    return [
      { maxFramerate: frameRate, scalabilityMode: wish.mode, maxBitrate: bitrateFor(height, frameRate) },
    ];
  const small = Math.min(frameRate, 5);
  return limitTotal(
    [
      { scaleResolutionDownBy: 2, maxFramerate: small, maxBitrate: bitrateFor(height / 2, small) },
      { scaleResolutionDownBy: 1, maxFramerate: frameRate, maxBitrate: bitrateFor(height, frameRate) },
    ],
    wish.maxBitrate,
  );
}

/** Shares a bound in proportion. */
function limitTotal<E extends { maxBitrate: number }>(layers: readonly E[], bound: number | undefined): E[] {
  const total = layers.reduce((sum, layer) => sum + layer.maxBitrate, 0);
  const factor = bound === undefined ? 1 : Math.min(1, bound / total);
  return layers.map((layer) => ({
    ...layer,
    maxBitrate: Math.max(MIN_LAYER_BITRATE, Math.round(layer.maxBitrate * factor)),
  }));
}

/** Which encodings are sent when `maxSpatialLayer` is the highest that anybody watches (-1: nobody watches). */
export function computeActive(count: number, maxSpatialLayer: number): boolean[] {
  // One encoding holds all layers (SVC) or is all there is: on for any viewer.
  if (count === 1) return [maxSpatialLayer >= 0];
  return Array.from({ length: count }, (_, index) => index <= maxSpatialLayer);
}

/** What decides the codec. */
export interface CodecChoice<C extends { readonly mimeType: string }> {
  /** MIME types in the order that the room wants. */
  readonly preferred: readonly string[];
  /** What this browser can send to this router. */
  readonly sendable: readonly C[];
  readonly mode: string;
  /** Firefox sends simulcast in VP8 and H.264 only. */
  readonly simulcastOnlyClassic: boolean;
}

/** The codec to publish a video with; `undefined` leaves it to the browser. */
export function selectVideoCodec<C extends { readonly mimeType: string }>(
  choice: CodecChoice<C>,
): C | undefined {
  const fits = (mimeType: string): boolean => {
    const classic = /\/(?:VP8|H264)$/iu.test(mimeType);
    if (choice.mode !== 'simulcast') return !classic;
    return classic || !choice.simulcastOnlyClassic;
  };
  for (const mimeType of choice.preferred.filter(fits)) {
    const found = choice.sendable.find((codec) => codec.mimeType.toLowerCase() === mimeType.toLowerCase());
    if (found !== undefined) return found;
  }
  return undefined;
}
