import { z } from 'zod';
import { ISSUE_CODES, type IssueCode } from '../../issues.ts';
import { DIAGNOSTICS } from './table.ts';
import type { Bound, DiagnosticInfo, DiagnosticsTable } from './types.ts';

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
type Override = z.infer<typeof DiagnosticOverride>;

/** The table of a deployment. What does not fit a row is left out: `findOverrideProblems` names it. */
export function applyOverrides(overrides: DiagnosticOverrides): DiagnosticsTable {
  const rows = Object.entries(DIAGNOSTICS) as [IssueCode, DiagnosticInfo][];
  return Object.fromEntries(
    rows.map(([code, info]) => [code, applyOverride(info, overrides[code])]),
  ) as DiagnosticsTable; // one row for each of DIAGNOSTICS
}

function applyOverride(info: DiagnosticInfo, override: Override | undefined): DiagnosticInfo {
  if (override === undefined) return info;
  const { also, minVolume, enter, leave, ...plain } = override;
  const bounds = Object.entries(info.also ?? {}).map(([name, one]) => [name, withBound(one, also?.[name])]);
  return {
    ...info,
    ...plain,
    ...withBound({ unit: info.unit, enter: info.enter, leave: info.leave }, { enter, leave }),
    ...(info.also === undefined ? {} : { also: Object.fromEntries(bounds) as Record<string, Bound> }),
    ...(info.minVolume === undefined || minVolume === undefined
      ? {}
      : { minVolume: { ...info.minVolume, amount: minVolume } }),
  };
}

/** A fact has no bounds to change. */
function withBound(
  { unit, enter, leave }: Bound,
  change: { readonly enter?: number | undefined; readonly leave?: number | undefined } = {},
): Bound {
  if (enter === null || leave === null) return { unit, enter, leave };
  return { unit, enter: change.enter ?? enter, leave: change.leave ?? leave };
}

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
