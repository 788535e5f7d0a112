import { z } from 'zod';
import { ISSUE_CODES, type IssueCode } from '../../issues.ts';
import { applyOverrides } from './apply.ts';
import { DIAGNOSTICS } from './table.ts';
import type { Bound } from './types.ts';

/** Longest hold time, ms: what takes longer tells nobody in time. */
const MAX_HOLD_MS = 120_000;
const value = z.number().min(-1_000_000).max(100_000_000);
const holdMs = z.number().int().min(0).max(MAX_HOLD_MS);
const bound = z.strictObject({ enter: value.exactOptional(), leave: value.exactOptional() });

/** What a deployment changes of one diagnostic; what is left out stays as it is. */
const DiagnosticOverride = z.strictObject({
  /** `false`: it is never raised. */
  enabled: z.boolean().exactOptional(),
  enter: value.exactOptional(),
  leave: value.exactOptional(),
  also: z.record(z.string().max(32), bound).exactOptional(),
  enterMs: holdMs.exactOptional(),
  leaveMs: holdMs.exactOptional(),
  repeatMs: z.number().int().min(0).max(3_600_000).exactOptional(),
  minVolume: z.number().min(0).max(1_000_000).exactOptional(),
});

/** What a deployment changes of the table of diagnostics, by code. */
export const DiagnosticOverrides = z.partialRecord(z.enum(ISSUE_CODES), DiagnosticOverride);
/** @see DiagnosticOverrides */
export type DiagnosticOverrides = z.infer<typeof DiagnosticOverrides>;
/** @see DiagnosticOverride */
export type Override = z.infer<typeof DiagnosticOverride>;

/** What is wrong with overrides that have the right form, one sentence each; empty when nothing is. */
export function findOverrideProblems(overrides: DiagnosticOverrides): readonly string[] {
  const table = applyOverrides(overrides);
  return (Object.entries(overrides) as [IssueCode, Override][]).flatMap(([code, override]) => {
    const before = DIAGNOSTICS[code];
    const after = table[code];
    const names = Object.keys(override.also ?? {});
    return [
      ...(before.enter === null && (override.enter !== undefined || override.leave !== undefined)
        ? [`${code} is a fact: it has no bounds`]
        : []),
      ...(before.minVolume === undefined && override.minVolume !== undefined
        ? [`${code} has no least volume`]
        : []),
      ...names
        .filter((name) => before.also?.[name] === undefined)
        .map((name) => `${code} has no bound "${name}"`),
      ...(isTurned(before, after) ? [`${code}: enter and leave are the wrong way round`] : []),
      ...names
        .filter((name) => isTurned(before.also?.[name], after.also?.[name]))
        .map((name) => `${code}.also.${name}: enter and leave are the wrong way round`),
    ];
  });
}

/** Between the bounds nothing may change: their order is part of what a diagnostic is. */
function isTurned(before: Bound | undefined, after: Bound | undefined): boolean {
  if (before?.enter === undefined || after?.enter === undefined) return false;
  const [was, is] = [before, after].map(({ enter, leave }) => Math.sign((enter ?? 0) - (leave ?? 0)));
  return was !== undefined && is !== undefined && was * is < 0;
}
