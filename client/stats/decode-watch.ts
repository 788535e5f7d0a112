import type { TrackRound, Round } from './sampler.ts';
import { judgeDecoding, UNJUDGED, type DecodeSecond, type VideoSecond } from './decode-capacity.ts';
import { isVideo } from './reading.ts';

/** Follows how many videos this device can decode. */
export class DecodeWatch {
  readonly #changed: (videos: number | null, sharp: boolean) => void;
  #state = UNJUDGED;

  /** `changed` is called when it is another number; `null`: no limit seen. */
  constructor(changed: (videos: number | null, sharp: boolean) => void) {
    this.#changed = changed;
  }

  /** Takes one round. `at`: monotonic ms. */
  handleRound(round: Round, at: number, visible: boolean): void {
    const before = this.#state;
    this.#state = judgeDecoding(before, toDecodeSecond(round, at, visible));
    const { videos, sharp } = this.#state;
    if (videos !== before.videos) this.#changed(videos, sharp);
  }
}

/** What a round of statistics says of the device. */
export function toDecodeSecond(round: Round, at: number, visible: boolean): DecodeSecond {
  const { periodMs, elapsedMs = periodMs, gap, tracks } = round;
  return {
    at,
    seconds: Math.max(1, Math.round(periodMs / 1_000)),
    visible,
    gap,
    lateMs: Math.max(0, elapsedMs - periodMs),
    cpuLimited: tracks.some(isLimitedByProcessor),
    videos: tracks
      .filter(({ track }) => track.direction === 'receive' && isVideo(track.source))
      .map(toVideoSecond),
  };
}

function isLimitedByProcessor({ track, reading }: TrackRound): boolean {
  const { elapsedMs = 0, limitedCpuMs = 0 } = reading?.delta ?? {};
  return track.direction === 'send' && track.source === 'camera' && limitedCpuMs * 2 > elapsedMs;
}

function toVideoSecond({ track, reading }: TrackRound): VideoSecond {
  const { sample, delta } = reading ?? {};
  const { packets = 0, packetsLost = 0, framesDropped, codec, elapsedMs } = delta ?? {};
  const lost = Math.max(0, packetsLost);
  return {
    trackId: track.trackId,
    source: track.source,
    expected: track.expected,
    received: sample?.frameRateReceived,
    decoded: sample?.frameRateDecoded,
    dropped:
      framesDropped === undefined || elapsedMs === undefined
        ? undefined
        : (framesDropped * 1_000) / elapsedMs,
    decodeMs: codec === undefined ? undefined : (codec.total * 1_000) / codec.count,
    lossRatio: lost === 0 ? 0 : lost / (packets + lost),
    resized: delta?.resized === true,
  };
}
