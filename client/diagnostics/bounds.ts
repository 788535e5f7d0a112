import type { DiagnosticInfo, IssueCode, IssueLevel } from '@earshot/shared';
import { GOOD, type Detector, type Evidence, type FactsWindow, type Judgement } from './detector.ts';

/** A bound with numbers. */
export interface NumberBound {
  readonly enter: number;
  readonly leave: number;
}

/** What a measure came to. */
export interface Measure {
  readonly value: number;
  readonly evidence: Evidence;
  /** Which of several causes it is. */
  readonly reason?: string;
  /** Other conditions hold, so that being past `enter` counts. Default: they do. */
  readonly counts?: boolean;
}

/** `idle`: there is nothing that could be hurt. `unknown`: there is, and nothing can be said of it. */
export type Measured = Measure | 'idle' | 'unknown';

/** The first bound of a row, or one beside it. A fact has none: then anything above 0 is past it. */
export function boundOf(info: DiagnosticInfo, also?: string): NumberBound {
  const { enter, leave } = also === undefined ? info : (info.also?.[also] ?? info);
  return { enter: enter ?? 1, leave: leave ?? 0 };
}

/** Whether a value is past the bound that matters now: `enter` to raise, `leave` to stay raised. */
export function isPast(value: number, { enter, leave }: NumberBound, current: IssueLevel): boolean {
  if (current === 'good') return enter >= leave ? value >= enter : value <= enter;
  return enter >= leave ? value > leave : value < leave;
}

/** A detector of one measure against its row of the table. */
export function boundDetector(
  code: IssueCode,
  measure: (window: FactsWindow, info: DiagnosticInfo, current: IssueLevel) => Measured,
): Detector {
  return {
    code,
    judge(window, current): Judgement | 'unknown' {
      const info = window.table[code];
      const measured = measure(window, info, current);
      if (measured === 'idle') return GOOD;
      if (measured === 'unknown') return 'unknown';
      const { value, evidence, reason, counts = true } = measured;
      if (!counts || !isPast(value, boundOf(info), current)) return GOOD;
      return { level: 'bad', evidence, ...(reason === undefined ? {} : { reason }) };
    },
  };
}

/** The time that a row's measure is taken over, ms. */
export function windowOf(info: DiagnosticInfo): number {
  return info.windowMs ?? 0;
}

/** Less than this in the window says nothing. */
export function volumeOf(info: DiagnosticInfo): number {
  return info.minVolume?.amount ?? 0;
}
