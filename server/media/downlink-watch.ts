import type { Clock } from '../clock.ts';
import type { DownlinkReading } from '../rooms/ports.ts';
import { SpellLog } from '../spell-log.ts';
import { STARTING_MS } from './subscription.ts';

/** A fall of the estimate by so much within so many ms is told at once: people see it in that moment. */
const SHARP_FALL = 0.4;
const FALL_MS = 1_000;

interface Layers {
  readonly spatialLayer: number;
  readonly temporalLayer?: number;
}

/** A video on its way to the receiver; mediasoup's consumers fit. */
export interface WatchedVideo {
  readonly kind: 'audio' | 'video';
  /** Preferred layers; `temporal` absent: all. */
  readonly spatial: number;
  readonly temporal: number | undefined;
  /** The highest temporal layer that has come so far: not every publisher has several. */
  readonly bestTemporal: number;
  /** What the preferred layer and the lowest one cost at most, bit/s. */
  readonly bitrates: { readonly preferred: number; readonly lowest: number };
  readonly isShare: boolean;
  /** Monotonic ms when it was started; `undefined` = not yet. */
  readonly startedAt: number | undefined;
  readonly consumer: {
    readonly type: string;
    readonly producerPaused: boolean;
    readonly currentLayers?: Layers | undefined;
    /** 0 = the publisher does not send that encoding. */
    readonly score: { readonly producerScores: readonly number[] };
  };
}

/** What a transport's statistics say of its path. */
export interface PathStats {
  readonly availableOutgoingBitrate?: number;
  readonly rtpPacketLossSent?: number;
}

/** How the running videos do at `now` (monotonic ms). Pure. */
export function countVideos(videos: Iterable<WatchedVideo>, now: number): DownlinkReading['videos'] {
  let [wanted, starved, lowered, wantedBps] = [0, 0, 0, 0];
  const lowest: number[] = [];
  for (const video of videos) {
    const { kind, startedAt, consumer } = video;
    if (kind !== 'video' || startedAt === undefined || consumer.producerPaused) continue;
    wanted += 1;
    wantedBps += video.bitrates.preferred;
    if (!video.isShare) lowest.push(video.bitrates.lowest);
    if (consumer.type === 'simple' || now - startedAt < STARTING_MS) continue;
    const { currentLayers } = consumer;
    const { producerScores } = consumer.score;
    if (currentLayers === undefined) {
      if (producerScores.some((score) => score > 0)) starved += 1;
    } else if (isLowered(video, currentLayers)) lowered += 1;
  }
  const lowestBps = lowest.length === 0 ? undefined : lowest.reduce((sum, bps) => sum + bps) / lowest.length;
  return { wanted, starved, lowered, wantedBps, lowestBps };
}

/** Smaller or slower than wanted: before it takes a smaller picture, the worker leaves frames out. */
export function isLowered({ spatial, temporal, bestTemporal, consumer }: WatchedVideo, now: Layers): boolean {
  if (now.spatialLayer < findSent(consumer.score.producerScores, spatial)) return true;
  return (now.temporalLayer ?? 0) < Math.min(temporal ?? bestTemporal, bestTemporal);
}

/** The highest layer up to this one that the publisher sends; one encoding with several layers has one score. */
export function findSent(producerScores: readonly number[], spatial: number): number {
  if (producerScores.length <= 1) return spatial;
  for (let layer = Math.min(spatial, producerScores.length - 1); layer > 0; layer -= 1) {
    if ((producerScores[layer] ?? 0) > 0) return layer;
  }
  return 0;
}

/** What the estimate was: its largest value in the last second. */
export interface EstimateState {
  readonly peak: number;
  /** Monotonic ms. */
  readonly peakAt: number;
}

/** Takes a new estimate, bit/s, and says whether it fell sharply. Pure. */
export function nextEstimate(
  state: EstimateState | undefined,
  bps: number,
  now: number,
): { readonly state: EstimateState; readonly isSharp: boolean } {
  const fresh = { state: { peak: bps, peakAt: now }, isSharp: false };
  // The worker tells about once a second, so the value before is a little older than that.
  if (state === undefined || now - state.peakAt > 1.5 * FALL_MS || bps >= state.peak) return fresh;
  if (bps <= state.peak * (1 - SHARP_FALL)) return { ...fresh, isSharp: true };
  return { state, isSharp: false };
}

/** Tells how one receiver's path does: with every reading of its statistics, and at once when the estimate falls sharply. */
export class DownlinkWatch {
  readonly #clock: Clock;
  readonly #initialBps: number;
  readonly #videos: () => Iterable<WatchedVideo>;
  readonly #tell: (reading: DownlinkReading) => void;
  /** While some video came lower than was wanted, or not at all, though its publisher sent it. */
  readonly narrow = new SpellLog();
  #estimate: EstimateState | undefined;
  #availableBps: number | undefined;
  #lossRatio: number | undefined;

  /** `initialBps`: what the worker was told to begin with; it stays there while the receiver gives no feedback. */
  constructor(options: {
    readonly clock: Clock;
    readonly initialBps: number;
    readonly videos: () => Iterable<WatchedVideo>;
    readonly tell: (reading: DownlinkReading) => void;
  }) {
    this.#clock = options.clock;
    this.#initialBps = options.initialBps;
    this.#videos = options.videos;
    this.#tell = options.tell;
  }

  /** The last estimate, bit/s; `undefined` before the first. */
  get availableBps(): number | undefined {
    return this.#availableBps;
  }

  /** Packets lost on this path alone by the receiver's feedback, 0..1; only packets of running videos bring any. */
  get lossRatio(): number | undefined {
    const { wanted } = countVideos(this.#videos(), this.#clock.monotonic());
    return wanted === 0 ? undefined : this.#lossRatio;
  }

  /** The worker's estimate changed, bit/s. */
  handleEstimate(bps: number): void {
    this.#take(bps);
    if (this.#availableBps === undefined) return;
    const { state, isSharp } = nextEstimate(this.#estimate, bps, this.#clock.monotonic());
    this.#estimate = state;
    if (isSharp) this.#send();
  }

  /** A reading of the transport, once in a period. */
  handleStats({ availableOutgoingBitrate, rtpPacketLossSent }: PathStats): void {
    if (availableOutgoingBitrate !== undefined) this.#take(availableOutgoingBitrate);
    // Without video there is no feedback, and 0 says nothing.
    this.#lossRatio = this.#availableBps === undefined ? undefined : rtpPacketLossSent;
    this.#send();
  }

  #take(bps: number): void {
    if (bps > 0 && (bps !== this.#initialBps || this.#availableBps !== undefined)) this.#availableBps = bps;
  }

  #send(): void {
    const now = this.#clock.monotonic();
    const videos = countVideos(this.#videos(), now);
    // What a publisher holds back comes smaller, too, however wide the way from here is.
    const isShort = this.#availableBps !== undefined && this.#availableBps < videos.wantedBps;
    if (isShort && videos.lowered + videos.starved > 0) this.narrow.begin(now);
    else this.narrow.end(now);
    this.#tell({ availableBps: this.#availableBps, lossRatio: this.#lossRatio, videos });
  }
}
