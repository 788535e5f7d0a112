import { getShedLevel, SHED_STEPS, type ShedStep } from '../rooms/ports.ts';

/** Between two steps of one worker, ms: what a step gives must show in the next reading. */
export const SHED_STEP_MS = 5_000;

/** How much load a worker sheds now. */
export interface ShedState {
  readonly step: ShedStep;
  /** Monotonic ms of the last change; `undefined` before the first. */
  readonly changedAt: number | undefined;
}

/** Packets/s at which load is shed, and below which it is taken back. */
export interface ShedThresholds {
  readonly shedPps: number;
  readonly targetPps: number;
}

/** A worker that sheds nothing. */
export const SHED_NOTHING: ShedState = { step: 'none', changedAt: undefined };

/**
 * One step more at or above `shedPps`, one less below `targetPps`, at most one in 5 s; between the two it stays as it is.
 * Pure.
 */
export function nextShed(
  state: ShedState,
  pps: number,
  { now, shedPps, targetPps }: ShedThresholds & { readonly now: number },
): ShedState {
  const { changedAt, step } = state;
  if (changedAt !== undefined && now - changedAt < SHED_STEP_MS) return state;
  const change = pps >= shedPps ? 1 : pps < targetPps ? -1 : 0;
  const next = SHED_STEPS[getShedLevel(step) + change];
  return next === undefined || next === step ? state : { step: next, changedAt: now };
}
