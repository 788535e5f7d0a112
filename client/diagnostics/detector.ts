import type { IssueCode, IssueLevel } from '@earshot/shared';
import type { StatsSample } from '../stats/api.ts';
import type { DiagnosticsFacts } from './inputs.ts';

/** Numbers and words behind a judgement. */
export type Evidence = Readonly<Record<string, number | string>>;

/** A statistics sample and when it was taken in, monotonic ms. */
export interface SeenSample {
  readonly sample: StatsSample;
  readonly at: number;
}

/** What a detector looks at. */
export interface FactsWindow {
  /** Monotonic ms: a wall clock that is set must neither raise nor clear anything. */
  readonly now: number;
  readonly facts: DiagnosticsFacts;
  /** Samples since the last gap, newest last; at most `WINDOW_SAMPLES`. */
  readonly samples: readonly SeenSample[];
  /** The microphone's level in each of the last seconds in which it was muted by the person, newest last. */
  readonly mutedLevels: readonly (number | undefined)[];
}

/** What a detector says of this moment. */
export interface Judgement {
  readonly level: IssueLevel;
  readonly evidence: Evidence;
  /** How long it must hold, where that is not the detector's own time. */
  readonly holdMs?: number;
}

/**
 * Decides about one issue. `judge` is pure and says how things are now; time is the engine's part: a worse level must
 * hold for `enterMs`, a better one for `leaveMs`. `unknown` = nothing can be said: the issue stays as it is, and what
 * was building up is forgotten.
 */
export interface Detector {
  readonly code: IssueCode;
  readonly enterMs: number;
  readonly leaveMs: number;
  judge(window: FactsWindow, current: IssueLevel): Judgement | 'unknown';
}

/** Where an issue stands. */
export interface IssueState {
  readonly level: IssueLevel;
  /** When that began, monotonic ms. */
  readonly since: number;
  readonly evidence: Evidence;
  /** A change that has not held long enough. */
  readonly candidate: Candidate | undefined;
}

interface Candidate {
  readonly direction: 'worse' | 'better';
  readonly since: number;
  /** On the way down the mildest level seen, on the way up the worst: what held all the time. */
  readonly level: IssueLevel;
}

const SEVERITY: Readonly<Record<IssueLevel, number>> = { good: 0, poor: 1, bad: 2 };

/** Samples kept: the longest window of a detector is 5 s. */
export const WINDOW_SAMPLES = 30;

/** The state of an issue that was never raised. */
export const NOT_RAISED: IssueState = { level: 'good', since: 0, evidence: {}, candidate: undefined };

/** All is well. */
export const GOOD: Judgement = { level: 'good', evidence: {} };

/** The next state of an issue. Pure. */
export function advance(
  state: IssueState,
  judgement: Judgement | 'unknown',
  { now, detector }: { readonly now: number; readonly detector: Pick<Detector, 'enterMs' | 'leaveMs'> },
): IssueState {
  if (judgement === 'unknown') return { ...state, candidate: undefined };
  if (judgement.level === state.level) {
    const evidence = state.level === 'good' ? state.evidence : judgement.evidence;
    return { ...state, evidence, candidate: undefined };
  }
  const candidate = follow(state, judgement.level, now);
  const holdMs = judgement.holdMs ?? (candidate.direction === 'worse' ? detector.enterMs : detector.leaveMs);
  if (now - candidate.since < holdMs) return { ...state, candidate };
  return {
    level: candidate.level,
    since: candidate.since,
    evidence: judgement.evidence,
    candidate: undefined,
  };
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
