import type { DiagnosticInfo, DiagnosticsTable, IssueCode, IssueLevel } from '@earshot/shared';
import type { StatsSample } from '../stats/api.ts';
import type { DiagnosticsFacts } from './inputs.ts';
import type { TrackWindow } from './track-history.ts';

/** Numbers and words behind a judgement. */
export type Evidence = Readonly<Record<string, number | string>>;

/** A statistics sample and when it was taken in, monotonic ms. */
export interface SeenSample {
  readonly sample: StatsSample;
  readonly at: number;
  /** How much later than wished the page came to look, ms; 0 while it was hidden. */
  readonly lateMs: number;
}

/** How loud it was, here and from others, at one look. */
export interface LevelSecond {
  /** Monotonic ms. */
  readonly at: number;
  /** RMS of the own microphone, 0..1; `undefined` where it was not measured. */
  readonly own: number | undefined;
  /** Loudest of what others say, 0..1. */
  readonly heard: number | undefined;
}

/** What a detector looks at. */
export interface FactsWindow {
  /** Monotonic ms: a wall clock that is set must neither raise nor clear anything. */
  readonly now: number;
  readonly facts: DiagnosticsFacts;
  /** Bounds of this deployment. */
  readonly table: DiagnosticsTable;
  /** Samples since the last gap, newest last; at most `WINDOW_SAMPLES`. */
  readonly samples: readonly SeenSample[];
  /** Tracks that are expected to flow, each with its steady past. Says nothing while there are no `samples`. */
  readonly tracks: readonly TrackWindow[];
  /** The microphone's level in each of the last seconds in which it was muted by the person, newest last. */
  readonly mutedLevels: readonly (number | undefined)[];
  /** Levels of the last seconds, newest last. */
  readonly levels: readonly LevelSecond[];
}

/** What a detector says of this moment. */
export interface Judgement {
  readonly level: IssueLevel;
  readonly evidence: Evidence;
  /** Which of several causes it is. */
  readonly reason?: string;
  /** How long it must hold, where that is not the time of the table. */
  readonly holdMs?: number;
}

/**
 * Decides about one issue. `judge` is pure and says how things are now; time is the engine's part: a worse level must
 * hold for the table's `enterMs`, a better one for `leaveMs`, and the same level is not raised twice within `repeatMs`.
 * `unknown` = nothing can be said: the issue stays as it is, and what was building up is forgotten.
 */
export interface Detector {
  readonly code: IssueCode;
  judge(window: FactsWindow, current: IssueLevel): Judgement | 'unknown';
}

/** Where an issue stands. */
export interface IssueState {
  readonly level: IssueLevel;
  /** When that began, monotonic ms. */
  readonly since: number;
  readonly evidence: Evidence;
  readonly reason?: string | undefined;
  /** A change that has not held long enough. */
  readonly candidate: Candidate | undefined;
  /** When each level was last raised from a better one, monotonic ms. */
  readonly raisedAt: Readonly<Partial<Record<IssueLevel, number>>>;
}

interface Candidate {
  readonly direction: 'worse' | 'better';
  readonly since: number;
  /** On the way down the mildest level seen, on the way up the worst: what held all the time. */
  readonly level: IssueLevel;
}

const SEVERITY: Readonly<Record<IssueLevel, number>> = { good: 0, poor: 1, bad: 2 };

/** Samples kept: the longest window of a detector is 15 s. */
export const WINDOW_SAMPLES = 30;

/** The state of an issue that was never raised. */
export const NOT_RAISED: IssueState = {
  level: 'good',
  since: 0,
  evidence: {},
  candidate: undefined,
  raisedAt: {},
};

/** All is well. */
export const GOOD: Judgement = { level: 'good', evidence: {} };

/** Times of an issue, of its row in the table. */
export type IssueTimes = Pick<DiagnosticInfo, 'enterMs' | 'leaveMs' | 'repeatMs'>;

/** The next state of an issue. Pure. */
export function advance(
  state: IssueState,
  judgement: Judgement | 'unknown',
  { now, times }: { readonly now: number; readonly times: IssueTimes },
): IssueState {
  if (judgement === 'unknown') return { ...state, candidate: undefined };
  const { evidence, reason } = judgement;
  if (judgement.level === state.level) {
    const last = state.level === 'good' ? state : { evidence, reason };
    return { ...state, evidence: last.evidence, reason: last.reason, candidate: undefined };
  }
  const candidate = follow(state, judgement.level, now);
  const { direction, level } = candidate;
  const holdMs = judgement.holdMs ?? (direction === 'worse' ? times.enterMs : times.leaveMs);
  const isTooSoon = direction === 'worse' && now - lastRaise(state, level) < times.repeatMs;
  if (now - candidate.since < holdMs || isTooSoon) return { ...state, candidate };
  const raisedAt = direction === 'worse' ? { ...state.raisedAt, [level]: now } : state.raisedAt;
  return { level, since: candidate.since, evidence, reason, candidate: undefined, raisedAt };
}

/** What was cleared is not raised again so soon at any level; what is raised may get worse, each level once. */
function lastRaise({ level: current, raisedAt }: IssueState, level: IssueLevel): number {
  return current === 'good'
    ? Math.max(-Infinity, ...Object.values(raisedAt))
    : (raisedAt[level] ?? -Infinity);
}

function follow(state: IssueState, level: IssueLevel, now: number): Candidate {
  const direction = SEVERITY[level] > SEVERITY[state.level] ? 'worse' : 'better';
  const before = state.candidate;
  if (before?.direction !== direction) return { direction, since: now, level };
  const milder = SEVERITY[level] < SEVERITY[before.level];
  return { ...before, level: milder === (direction === 'worse') ? level : before.level };
}

/** What was building up does not count across a time in which nobody looked. */
export function forgetCandidate(state: IssueState): IssueState {
  return state.candidate === undefined ? state : { ...state, candidate: undefined };
}

/** A sample says how things are until the next one is overdue: this old, or half as old again as the time that it is of, ms. */
const MAX_SAMPLE_AGE_MS = 3_000;

/** Whether a sample still says something of now. */
export function isFresh({ sample, at }: SeenSample, now: number): boolean {
  return now - at <= Math.max(MAX_SAMPLE_AGE_MS, 1.5 * (sample.intervalMs ?? 0));
}

/** Samples of the last `windowMs`, and the newest one in any case: where they come slowly it may be the only one. */
export function recent({ samples, now }: FactsWindow, windowMs: number): readonly StatsSample[] {
  return samples
    .filter(({ at }, place) => place === samples.length - 1 || now - at < windowMs)
    .map(({ sample }) => sample);
}

/** Streams of the newest sample; none when there is no fresh one. */
export function newestStreams(window: FactsWindow): StatsSample['streams'] {
  return window.samples.at(-1)?.sample.streams ?? [];
}
