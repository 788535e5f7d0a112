import { LIMITS, type LimitsInfo } from '@earshot/shared';
import { getShedLevel, type ShedStep } from './ports.ts';
import { computeShedding } from './shed.ts';

/** Caps on videos per receiver. */
export interface CapsConfig {
  /** Videos of one desktop below `largeCallParticipants`. */
  readonly desktopVideos: number;
  /** Videos of one phone below `largeCallParticipants`. */
  readonly mobileVideos: number;
  /** From this many visible participants on a call is large. */
  readonly largeCallParticipants: number;
  /** Videos of each receiver in a large call. */
  readonly largeCallVideos: number;
  /** How long a call must have been smaller before it counts as such, ms. */
  readonly largeCallReleaseMs: number;
  /** Packets/s that a call's audio may cost. */
  readonly audioPacketBudget: number;
}

/** The protocol's own values. */
export const DEFAULT_CAPS: CapsConfig = {
  desktopVideos: LIMITS.desktopVideos,
  mobileVideos: LIMITS.mobileVideos,
  largeCallParticipants: LIMITS.largeCallParticipants,
  largeCallVideos: LIMITS.largeCallVideos,
  largeCallReleaseMs: LIMITS.largeCallReleaseMs,
  audioPacketBudget: LIMITS.audioPacketBudget,
};

/** Whether a call counts as large. */
export interface CallSize {
  readonly large: boolean;
  /** While large: since when it has been smaller. */
  readonly belowSince: number | undefined;
}

/** Nobody is there. */
export const SMALL_CALL: CallSize = { large: false, belowSince: undefined };

/**
 * The call's size at `now` with `visible` participants: large at once, small again only after it has been smaller for
 * `largeCallReleaseMs`. `recheckAt`: look again then, even if nothing happens.
 */
export function nextCallSize(
  size: CallSize,
  { visible, now }: { visible: number; now: number },
  config: CapsConfig,
): { readonly size: CallSize; readonly recheckAt: number | undefined } {
  if (visible >= config.largeCallParticipants) {
    return { size: { large: true, belowSince: undefined }, recheckAt: undefined };
  }
  if (!size.large) return { size: SMALL_CALL, recheckAt: undefined };
  const belowSince = size.belowSince ?? now;
  const releaseAt = belowSince + config.largeCallReleaseMs;
  return now >= releaseAt
    ? { size: SMALL_CALL, recheckAt: undefined }
    : { size: { large: true, belowSince }, recheckAt: releaseAt };
}

/**
 * How many videos a receiver may have, shares apart, and why not more. While its worker sheds load that is the reason,
 * whether or not another cap is as low.
 */
export function computeVideoCap(
  receiver: { formFactor: 'desktop' | 'mobile'; large: boolean; shed: ShedStep },
  config: CapsConfig,
): Pick<LimitsInfo, 'videos' | 'reason' | 'shedLevel'> {
  const cap = computeCallCap(receiver, config);
  if (receiver.shed === 'none') return { ...cap, shedLevel: 0 };
  const videos = Math.min(cap.videos, computeShedding(receiver.shed).videos);
  return { videos, reason: 'serverLoad', shedLevel: getShedLevel(receiver.shed) };
}

function computeCallCap(
  receiver: { formFactor: 'desktop' | 'mobile'; large: boolean },
  config: CapsConfig,
): Pick<LimitsInfo, 'videos' | 'reason'> {
  const own = receiver.formFactor === 'mobile' ? config.mobileVideos : config.desktopVideos;
  if (receiver.large && config.largeCallVideos <= own) {
    return { videos: config.largeCallVideos, reason: 'largeCall' };
  }
  return { videos: own, reason: own < config.desktopVideos ? 'formFactor' : 'normal' };
}
