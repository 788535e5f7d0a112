export { applyOverrides } from './apply.ts';
export { DiagnosticOverrides, findOverrideProblems } from './overrides.ts';
export { DIAGNOSTICS, DIAGNOSTICS_VERSION } from './table.ts';
export {
  AUDIENCES,
  SEVERITIES,
  type Audience,
  type DiagnosticInfo,
  type DiagnosticsTable,
  type Severity,
} from './types.ts';
