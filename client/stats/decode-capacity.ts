import type { Source } from '../wire-types.ts';

/**
 * How many videos this device can decode, judged from what becomes of the frames that arrive. Only frames that came whole and
 * were not decoded or not shown in time speak against the device; what looks alike is left out: hidden pages (nothing is
 * shown there), streams that have just begun or changed size, lossy ones (frames that wait for a repair), paused ones, and
 * shares (they send a burst and then nothing).
 */

/** One received video in one second. */
export interface VideoSecond {
  readonly trackId: string;
  readonly source: Source;
  /** Pictures should come. */
  readonly expected: boolean;
  /** Frames per second that came whole, were decoded, were dropped; `undefined` where it was not measured. */
  readonly received: number | undefined;
  readonly decoded: number | undefined;
  readonly dropped: number | undefined;
  /** ms for one frame; `undefined` where it was not measured. */
  readonly decodeMs: number | undefined;
  /** 0..1. */
  readonly lossRatio: number;
  /** Frames have another size than the second before. */
  readonly resized: boolean;
}

/** What is known of the device in one second, or in the few that one sample is of. */
export interface DecodeSecond {
  /** Monotonic ms. */
  readonly at: number;
  /** Whole seconds that it is of, 1 or more: it counts as so many. */
  readonly seconds: number;
  readonly visible: boolean;
  /** Time stood still before it: conclude nothing. */
  readonly gap: boolean;
  /** How much later than wished the page came to look, ms. */
  readonly lateMs: number;
  /** The browser sends the own camera smaller because the processor is busy. */
  readonly cpuLimited: boolean;
  readonly videos: readonly VideoSecond[];
}

/** What is remembered from second to second. */
export interface DecodeState {
  /** Videos that can be decoded; `null`: no limit seen. */
  readonly videos: number | null;
  /** The last change was a sharp fall. */
  readonly sharp: boolean;
  /** When each video began, or changed last, monotonic ms. */
  readonly since: ReadonlyMap<string, number>;
  /** Weights of the last judged seconds, newest last. */
  readonly troubles: readonly Trouble[];
  /** Videos that were shown when the device could not keep up. */
  readonly troubledAt: number;
  /** Good seconds since the last change or trouble. */
  readonly goodSeconds: number;
  /** Good seconds that it takes to try more. */
  readonly patience: number;
  /** When more was tried last, monotonic ms. */
  readonly triedAt: number;
}

/** How much a second speaks against the device. */
interface Trouble {
  /** 1: frames are lost; 0.5: only the processor is said to be busy; 0: all is well or nearly. */
  readonly weight: number;
  /** Frames that were not shown / frames that came, 0..1. */
  readonly missed: number;
}

/** A video is judged from this age on: decoders start slowly. */
const SETTLE_MS = 3_000;
/** Fewer frames say nothing. */
const MIN_FPS = 5;
/** From here on it is the network that keeps frames from being decoded. */
const MAX_LOSS = 0.02;
/** Missed frames: fine below, trouble above, a sharp fall far above. Counting over one second is off by a frame or two. */
const MISSED = { fine: 0.05, trouble: 0.15, sharp: 0.5 };
/** A decoder that is busy for this share of the time falls behind with the next large frame. */
const BUSY = 0.85;
/** The page itself comes late by this, ms. */
const LATE_MS = 200;
/** Seconds looked at, and the weight that makes a decision. */
const WINDOW = 8;
const DECISION = 4;
/** Good seconds until more is tried; doubled when that went wrong, up to the longest. */
const PATIENCE = { first: 20, longest: 300 };
/** Trouble this soon after more was tried means that it was too much, ms. */
const TRIAL_MS = 60_000;

/** Nothing is known yet. */
export const UNJUDGED: DecodeState = {
  videos: null,
  sharp: false,
  since: new Map(),
  troubles: [],
  troubledAt: 0,
  goodSeconds: 0,
  patience: PATIENCE.first,
  triedAt: -Infinity,
};

/** The state after one more second. Pure. */
export function judgeDecoding(before: DecodeState, second: DecodeSecond): DecodeState {
  const shown = second.videos.filter(({ source, expected }) => source === 'camera' && expected);
  const since = new Map(
    shown.map(({ trackId, resized }) => [
      trackId,
      resized ? second.at : (before.since.get(trackId) ?? second.at),
    ]),
  );
  const state = { ...before, since };
  // Nothing that was seen before a gap, or behind another tab, is held against what comes after it.
  if (second.gap || !second.visible) return { ...state, since: new Map(), troubles: [] };
  const judged = shown.filter((video) => isJudged(video, second.at - (since.get(video.trackId) ?? 0)));
  if (judged.length === 0) return state;
  const trouble = weigh(judged, second);
  const troubles = [...state.troubles, ...Array<Trouble>(second.seconds).fill(trouble)].slice(-WINDOW);
  const lastTwo = troubles.slice(-2);
  if (lastTwo.length === 2 && lastTwo.every(({ missed }) => missed >= MISSED.sharp))
    return lower(state, { shown: shown.length, at: second.at, keep: 0.5, sharp: true });
  if (troubles.reduce((sum, { weight }) => sum + weight, 0) >= DECISION) {
    const missed = troubles.reduce((sum, one) => sum + one.missed, 0) / troubles.length;
    return lower(state, { shown: shown.length, at: second.at, keep: 1 - missed, sharp: false });
  }
  if (trouble.weight > 0 || trouble.missed >= MISSED.fine) return { ...state, troubles, goodSeconds: 0 };
  const good = { ...state, troubles, goodSeconds: state.goodSeconds + second.seconds };
  return good.goodSeconds >= good.patience ? raise(good, shown.length, second.at) : good;
}

function isJudged(video: VideoSecond, ageMs: number): boolean {
  const { received, decoded, lossRatio } = video;
  return (
    ageMs >= SETTLE_MS &&
    received !== undefined &&
    received >= MIN_FPS &&
    decoded !== undefined &&
    lossRatio <= MAX_LOSS
  );
}

function weigh(videos: readonly VideoSecond[], { cpuLimited, lateMs }: DecodeSecond): Trouble {
  let came = 0;
  let lost = 0;
  let busy = 0;
  for (const { received = 0, decoded = 0, dropped = 0, decodeMs = 0 } of videos) {
    came += received;
    // Browsers count a frame that was not decoded among the dropped ones too.
    lost += Math.min(received, Math.max(received - decoded, dropped));
    if (decodeMs * received >= BUSY * 1_000) busy += 1;
  }
  const missed = lost / came;
  const strained = missed >= MISSED.fine && (cpuLimited || lateMs >= LATE_MS);
  if (missed >= MISSED.trouble || strained || busy * 2 > videos.length) return { weight: 1, missed };
  return { weight: cpuLimited ? 0.5 : 0, missed };
}

function lower(
  state: DecodeState,
  fall: { readonly shown: number; readonly at: number; readonly keep: number; readonly sharp: boolean },
): DecodeState {
  const share = Math.min(0.9, Math.max(0.5, fall.keep));
  const fewer = Math.max(1, Math.min(fall.shown - 1, Math.floor(fall.shown * share)));
  const tooSoon = fall.at - state.triedAt < TRIAL_MS;
  return {
    ...state,
    videos: Math.min(state.videos ?? fewer, fewer),
    sharp: fall.sharp,
    troubles: [],
    troubledAt: Math.max(fall.shown, 1),
    goodSeconds: 0,
    // What falls again before the server has followed is the same mishap.
    triedAt: -Infinity,
    patience: tooSoon ? Math.min(PATIENCE.longest, state.patience * 2) : state.patience,
  };
}

/** More is tried only where the limit is what keeps it from being more. */
function raise(state: DecodeState, shown: number, at: number): DecodeState {
  const { videos, troubledAt } = state;
  const rested = { ...state, sharp: false, goodSeconds: 0 };
  if (videos === null) return { ...rested, patience: PATIENCE.first };
  if (shown < videos) return rested;
  if (videos >= troubledAt) return { ...rested, videos: null, triedAt: at };
  return {
    ...rested,
    videos: Math.min(troubledAt, videos + Math.max(1, Math.floor(videos / 4))),
    triedAt: at,
  };
}
