import type { IssueCode } from '../../issues.ts';
import type { DiagnosticOverrides, Override } from './overrides.ts';
import { DIAGNOSTICS } from './table.ts';
import type { Bound, DiagnosticInfo, DiagnosticsTable } from './types.ts';

// Apart from the schema: the client library takes what the server has checked, and must not carry zod.

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
