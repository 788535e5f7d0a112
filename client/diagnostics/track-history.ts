import { kindOf } from '@earshot/shared';
import type { StatsSample, StreamSample } from '../stats/api.ts';
import type { TrackFacts } from './inputs.ts';

/** One sample of one track. */
export interface TrackSecond {
  /** When it was taken in, monotonic ms. */
  readonly at: number;
  /** Seconds that it is of. */
  readonly seconds: number;
  readonly stream: StreamSample;
}

/** A track with what came of it since it has been steady: not paused, not resized, looked at. */
export interface TrackWindow {
  readonly track: TrackFacts;
  /** Since when it has been steady, monotonic ms. */
  readonly since: number;
  /** Without the first seconds. Newest last, at most `MAX_SECONDS` old. */
  readonly past: readonly TrackSecond[];
  /** How long no packet has come or left that should, ms; `undefined` where that was not measured. */
  readonly dryMs: number | undefined;
}

/** The first seconds of a stream are those of its beginning: decoders start, buffers fill. ms. */
const SETTLE_MS = 3_000;
/** Longest time that a detector looks back, ms. */
const MAX_AGE_MS = 20_000;

/** Follows each track, so that no detector has to know what interrupts one. */
export class TrackHistory {
  #windows: readonly TrackWindow[] = [];

  get windows(): readonly TrackWindow[] {
    return this.#windows;
  }

  /** Time passed that nobody saw. */
  forget(): void {
    this.#windows = [];
  }

  /** Takes a sample with what is known of its tracks. */
  add(sample: StatsSample, tracks: readonly TrackFacts[], time: { at: number; visible: boolean }): void {
    const before = new Map(this.#windows.map((one) => [keyOf(one.track), one]));
    this.#windows = tracks
      .filter((track) => isFollowed(track, time.visible))
      .map((track) => this.#next(before.get(keyOf(track)), { track, sample, at: time.at }));
  }

  #next(
    before: TrackWindow | undefined,
    { track, sample, at }: { readonly track: TrackFacts; readonly sample: StatsSample; readonly at: number },
  ): TrackWindow {
    const seconds = (sample.intervalMs ?? 1_000) / 1_000;
    const stream = sample.streams.find(
      (one) => one.trackId === track.trackId && one.direction === track.direction,
    );
    const steady = before !== undefined && !track.resized;
    const since = steady ? before.since : at;
    const kept = steady ? before.past.filter((one) => at - one.at < MAX_AGE_MS) : [];
    const counts = stream !== undefined && at - since >= SETTLE_MS;
    return {
      track,
      since,
      past: counts ? [...kept, { at, seconds, stream }] : kept,
      dryMs: dryMs(before?.dryMs, { track, stream, elapsedMs: before === undefined ? 0 : seconds * 1_000 }),
    };
  }
}

/** What is paused, hidden or not there is forgotten: it begins anew when it comes back. */
function isFollowed({ expected, away, source, direction }: TrackFacts, visible: boolean): boolean {
  const isSeen = visible || direction === 'send' || kindOf(source) === 'audio';
  return expected && !away && isSeen;
}

function dryMs(
  before: number | undefined,
  now: {
    readonly track: TrackFacts;
    readonly stream: StreamSample | undefined;
    readonly elapsedMs: number;
  },
): number | undefined {
  // A transport that gave no answer says nothing of its tracks.
  if (!now.track.answered) return before;
  if ((now.stream?.packetsPerSecond ?? 0) > 0) return 0;
  // The first sight of a stream has no rate: it came.
  if (now.stream !== undefined && now.stream.packetsPerSecond === undefined) return before;
  return (before ?? 0) + now.elapsedMs;
}

function keyOf({ direction, trackId }: TrackFacts): string {
  return `${direction}:${trackId}`;
}
