import type { DiagnosticInfo } from './types.ts';

/** Parts that many rows share. */

/** A fact of this moment: it has no bounds. Each time is another event. */
export const FACT = { unit: 'fact', enter: null, leave: null, repeatMs: 0 } as const;

/** What hovers at a bound is told once a minute at most. */
export const ONCE_A_MINUTE = { repeatMs: 60_000 } as const;

/** Seen alike in all engines. */
export const EVERYWHERE = { chromium: 'measured', firefox: 'measured', webkit: 'measured' } as const;

/** By fields that all have, none of which says it outright. */
export const NEARLY_EVERYWHERE = {
  chromium: 'approximated',
  firefox: 'approximated',
  webkit: 'approximated',
} as const satisfies DiagnosticInfo['engines'];

/** Fields that only Chromium fills. */
export const CHROMIUM_ONLY = {
  chromium: 'measured',
  firefox: 'unavailable',
  webkit: 'unavailable',
} as const satisfies DiagnosticInfo['engines'];

/** Azure's names and meanings, with times of ours: Azure publishes none but the camera's. */
export const AZURE = 'Azure user-facing diagnostics; times are ours';
