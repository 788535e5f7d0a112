import { LIMITS, type OptimalVideoReason } from '@earshot/shared';
import type { DownlinkReading } from './ports.ts';

/**
 * How many videos can a receiver take now? Of what the worker knows of the path, what the device says of itself, and the
 * caps in force, the smallest counts, with its reason. The worker's estimate says little while nothing is short (it hardly
 * exceeds what is sent), so the path limits only while something is missing; afterwards the limit is raised step by step,
 * each step a probe that waits longer after one that failed. Pure.
 */
export interface OptimalInput {
  /** Videos at most by the call, the form factor and the server's load, shares apart. */
  readonly cap: number;
  /**
   * Running cameras of the others: a limit that holds back none of them was not felt. Not those in view alone: an app that
   * shows as many as it is told would never be seen to want more.
   */
  readonly candidates: number;
  /** What the shares in view cost, bit/s: they come first. */
  readonly shareBitrate: number;
  /** The latest; `undefined` before the first. */
  readonly downlink: DownlinkReading | undefined;
  /** Videos that the device can decode; `null`: no limit seen. */
  readonly decodeCapacity: number | null;
  /** What the app allows for all videos together, bit/s. */
  readonly maxBitrate: number | undefined;
}

/** Opaque but for `optimal`. */
export interface OptimalState {
  /** Measured; `undefined`: no limit. */
  readonly limit: { readonly videos: number; readonly reason: 'bandwidth' | 'performance' } | undefined;
  /** Time of the last full look, ms; `undefined` before the first input. */
  readonly lookedAt: number | undefined;
  /** The largest estimate since then, bit/s. */
  readonly peakBps: number;
  /** Since when something has been missing for want of bandwidth. */
  readonly shortSince: number | undefined;
  readonly raisedAt: number;
  /** How long the next raise must wait after the last change. */
  readonly waitMs: number;
  readonly changedAt: number;
}

/** Nothing was measured. */
export const NO_OPTIMAL_STATE: OptimalState = {
  limit: undefined,
  lookedAt: undefined,
  peakBps: 0,
  shortSince: undefined,
  raisedAt: -Infinity,
  waitMs: 0,
  changedAt: -Infinity,
};

/** Times in ms. */
export const OPTIMAL_VIDEOS = {
  /** Time between looks. */
  intervalMs: LIMITS.optimalVideosIntervalMs,
  /** Something must be missing this long: every path is short while a call begins. */
  shortForMs: 4_000,
  /** An estimate this much below its peak is acted on at once. */
  sharpFall: 0.6,
  /** Share of the estimate that videos may use: audio, retransmissions and the estimate's own error need the rest. */
  usable: 0.85,
  /** A video in its lowest layer when no publisher says, bit/s. */
  videoBitrate: 150_000,
  /** No publisher is believed below it, bit/s. */
  leastVideoBitrate: 50_000,
  /** What a share costs at most in this sum: one that stands still costs far less than its rung allows, bit/s. */
  shareBitrate: 1_500_000,
  /** Loss from which on the estimate is believed, 0..1. */
  loss: 0.1,
  /** Videos in a lower layer than wanted from which on it is the path: one of several may be its publisher's fault. */
  lowered: 2,
  /** Smaller differences are noise. */
  noise: 0.15,
  /** A raise that did not last this long has failed. */
  raiseLastsMs: 25_000,
  maxWaitMs: 60_000,
} as const;

const { intervalMs, maxWaitMs, noise } = OPTIMAL_VIDEOS;

/** The state at `now` (ms, never backwards). `recheckAt`: look again then, even if nothing happens. */
export function nextOptimal(
  before: OptimalState,
  input: OptimalInput,
  now: number,
): {
  readonly state: OptimalState;
  readonly optimal: { readonly videos: number; readonly reason: OptimalVideoReason };
  readonly recheckAt: number | undefined;
} {
  const state = look(fitDevice(observe(before, input, now), input, now), input, now);
  const waits = state.limit !== undefined || input.decodeCapacity !== null || state.shortSince !== undefined;
  const recheckAt = waits && state.lookedAt !== undefined ? state.lookedAt + intervalMs : undefined;
  return { state, optimal: describe(state, input), recheckAt };
}

function isShort({ downlink }: OptimalInput): boolean {
  if (downlink?.availableBps === undefined) return false;
  const { wanted, starved, lowered, wantedBps } = downlink.videos;
  if ((downlink.lossRatio ?? 0) >= OPTIMAL_VIDEOS.loss) return true;
  if (downlink.availableBps >= wantedBps) return false;
  // Of a single one nobody can say whose fault it is, and one is always tried: a wrong guess takes nothing away.
  const isLowered = lowered > 0 && lowered >= Math.min(OPTIMAL_VIDEOS.lowered, wanted);
  return starved > 0 || isLowered;
}

function observe(before: OptimalState, input: OptimalInput, now: number): OptimalState {
  return {
    ...before,
    lookedAt: before.lookedAt ?? now,
    peakBps: Math.max(before.peakBps, input.downlink?.availableBps ?? 0),
    shortSince: isShort(input) ? (before.shortSince ?? now) : undefined,
  };
}

/** A device knows what it can decode: believed at once when that is less. */
function fitDevice(state: OptimalState, { decodeCapacity }: OptimalInput, now: number): OptimalState {
  const videos = decodeCapacity ?? Infinity;
  if (videos >= (state.limit?.videos ?? Infinity)) return state;
  return { ...state, limit: { videos, reason: 'performance' }, changedAt: now, waitMs: intervalMs };
}

/** What the path carries; Infinity: nothing says that it is short. */
function measurePath(input: OptimalInput): number {
  const { availableBps, videos } = input.downlink ?? {};
  if (availableBps === undefined || videos === undefined || !isShort(input)) return Infinity;
  const each = Math.max(OPTIMAL_VIDEOS.leastVideoBitrate, videos.lowestBps ?? OPTIMAL_VIDEOS.videoBitrate);
  const affordable = countVideos(availableBps * OPTIMAL_VIDEOS.usable, input.shareBitrate, each);
  // Whoever gets no layer at all is too much, whatever the estimate says.
  const carried = videos.starved > 0 ? videos.wanted - videos.starved : Infinity;
  // One is always tried: it costs nothing when it does not fit.
  return Math.max(1, Math.min(affordable, carried));
}

function countVideos(bitrate: number, shareBitrate: number, each: number): number {
  const share = Math.min(shareBitrate, OPTIMAL_VIDEOS.shareBitrate);
  return Math.max(0, Math.floor((bitrate - share) / each));
}

function look(state: OptimalState, input: OptimalInput, now: number): OptimalState {
  const estimate = input.downlink?.availableBps;
  const sharp =
    state.shortSince !== undefined && (estimate ?? Infinity) < state.peakBps * OPTIMAL_VIDEOS.sharpFall;
  if (!sharp && now - (state.lookedAt ?? now) < intervalMs) return state;
  const looked = { ...state, lookedAt: now, peakBps: estimate ?? 0 };
  const path = measurePath(input);
  if (path < (state.limit?.videos ?? Infinity)) return fall(looked, { path, input, sharp }, now);
  return sharp ? looked : raise(looked, { path, input }, now);
}

function fall(
  state: OptimalState,
  { path, input, sharp }: { path: number; input: OptimalInput; sharp: boolean },
  now: number,
): OptimalState {
  // It holds back nothing that there could be: no limit worth telling.
  if (state.limit === undefined && path >= input.cap) return state;
  if (!sharp) {
    const lasting = state.shortSince !== undefined && now - state.shortSince >= OPTIMAL_VIDEOS.shortForMs;
    const starved = (input.downlink?.videos.starved ?? 0) > 0;
    const small = state.limit !== undefined && path >= state.limit.videos * (1 - noise);
    if (!lasting || (small && !starved)) return state;
  }
  const failed = now - state.raisedAt < OPTIMAL_VIDEOS.raiseLastsMs;
  const waitMs = failed ? Math.min(maxWaitMs, Math.max(intervalMs, state.waitMs * 2)) : intervalMs;
  return { ...state, limit: { videos: path, reason: 'bandwidth' }, changedAt: now, waitMs };
}

function raise(
  state: OptimalState,
  { path, input }: { path: number; input: OptimalInput },
  now: number,
): OptimalState {
  const { limit } = state;
  if (limit === undefined) return state;
  const device = input.decodeCapacity ?? Infinity;
  // It held back nothing and nothing is short any more.
  if (path === Infinity && device === Infinity && limit.videos >= input.candidates) {
    return { ...state, limit: undefined, raisedAt: now, changedAt: now };
  }
  if (now - state.changedAt < state.waitMs || path < limit.videos * (1 + noise)) return state;
  const step = Math.max(1, Math.floor(limit.videos / 4));
  const videos = Math.min(path, device, limit.videos + step);
  if (videos === limit.videos) return state;
  const raised = { ...state, raisedAt: now, changedAt: now };
  if (videos >= input.cap) return { ...raised, limit: undefined };
  return { ...raised, limit: { videos, reason: videos === device ? 'performance' : limit.reason } };
}

function describe(
  { limit }: OptimalState,
  { cap, downlink, decodeCapacity, maxBitrate, shareBitrate }: OptimalInput,
): { videos: number; reason: OptimalVideoReason } {
  const allowed =
    maxBitrate === undefined ? Infinity : countVideos(maxBitrate, shareBitrate, OPTIMAL_VIDEOS.videoBitrate);
  const external = Math.min(cap, allowed);
  if (limit !== undefined && limit.videos < external) return { videos: limit.videos, reason: limit.reason };
  const measured = downlink?.availableBps !== undefined || decodeCapacity !== null || allowed < cap;
  return { videos: external, reason: measured ? 'externalLimit' : 'unknown' };
}
