import {
  perSecond,
  shareOf,
  type Measured,
  type ReportInterval,
  type SentSide,
  type TrackId,
  type TrackInterval,
} from '@earshot/shared';

/** A publisher that has said nothing for this long says nothing: three of its reports are missing. */
const FRESH_MS = 30_000;

/** A bandwidth estimate starts low and climbs: for so long after it is first told of, every camera is held back, ms. */
const CLIMBING_MS = 15_000;

/** What holds a publisher's picture back, as it says: shares of the time, 0..1. */
export interface SentLimits {
  readonly cpuLimited: Measured;
  readonly bandwidthLimited: Measured;
}

interface Noted {
  readonly said: SentSide;
  readonly limits: SentLimits;
  /** The lower of it and of what was said before. */
  readonly held: SentSide;
  /** Monotonic ms, of this report and of the first one. */
  readonly at: number;
  readonly since: number;
}

/**
 * How each track is sent, as its publisher last reported it: receivers' reports are judged against it. Reports of both
 * sides never cover the same seconds, so of two that follow each other a receiver is held to the lower.
 */
export class SentTracks {
  /** In the order of their publishers' last report; what is no longer fresh is removed as others come. */
  readonly #tracks = new Map<string, Noted>();

  /** Notes what a publisher says of its own tracks (`owned`), and of no others. `now`: monotonic ms. */
  note(interval: ReportInterval, owned: readonly { readonly trackId: TrackId }[], now: number): void {
    this.#dropStale(now);
    const sent = interval.tracks.filter(({ direction }) => direction === 'send');
    for (const { trackId, kind, values } of sent) {
      if (!owned.some((track) => track.trackId === trackId)) continue;
      const known = this.#find(trackId, now);
      const since = known?.since ?? now;
      const told = kind === 'video' ? limitsOf(values) : limitsBeside(sent);
      const limits = now - since < CLIMBING_MS ? { ...told, bandwidthLimited: undefined } : told;
      const said = {
        frameRate: perSecond(values.frames, values.expectedMs),
        frameHeight: values.frameHeight,
        rttMs: interval.rttMs.send,
      };
      this.#tracks.delete(trackId);
      this.#tracks.set(trackId, { said, limits, held: lowerOf(known?.said, said), at: now, since });
    }
  }

  /** `undefined` when its publisher has not said it lately. */
  get(trackId: string, now: number): SentSide | undefined {
    return this.#find(trackId, now)?.held;
  }

  /** What held it back in the interval that its publisher reported last. */
  limits(trackId: string, now: number): SentLimits | undefined {
    return this.#find(trackId, now)?.limits;
  }

  #find(trackId: string, now: number): Noted | undefined {
    const noted = this.#tracks.get(trackId);
    return noted === undefined || now - noted.at > FRESH_MS ? undefined : noted;
  }

  #dropStale(now: number): void {
    for (const [trackId, { at }] of this.#tracks) {
      if (now - at <= FRESH_MS) return;
      this.#tracks.delete(trackId);
    }
  }
}

/** What an encoder says of itself. Pure. */
export function limitsOf(values: TrackInterval['values']): SentLimits {
  return {
    cpuLimited: shareOf(values.limitedCpuMs, values.expectedMs),
    bandwidthLimited: shareOf(values.limitedBandwidthMs, values.expectedMs),
  };
}

/** Sound has no encoder that gives way, but the path that holds a picture back is its own, too. */
function limitsBeside(sent: readonly TrackInterval[]): SentLimits {
  const shares = sent
    .map(({ values }) => limitsOf(values).bandwidthLimited)
    .filter((one) => one !== undefined);
  return { cpuLimited: undefined, bandwidthLimited: shares.length === 0 ? undefined : Math.max(...shares) };
}

function lowerOf(before: SentSide | undefined, now: SentSide): SentSide {
  return {
    frameRate: lower(before?.frameRate, now.frameRate),
    frameHeight: lower(before?.frameHeight, now.frameHeight),
    rttMs: lower(before?.rttMs, now.rttMs),
  };
}

function lower(before: Measured, now: Measured): Measured {
  return before === undefined || now === undefined ? now : Math.min(before, now);
}
