/** Client library of Earshot. */
export type * from './api.ts';
export type * from './stats/api.ts';
export type * from './stats/collector-api.ts';
export type * from './wire-types.ts';
export { EarshotClient } from './client.ts';
export {
  EarshotError,
  ERRORS,
  END_REASONS,
  ISSUES,
  type EndReason,
  type ErrorBody,
  type ErrorCategory,
  type ErrorCode,
  type ErrorDetails,
  type ErrorInfo,
  type IssueCode,
  type IssueLevel,
  type ReportedIssueCode,
  type Severity,
} from '@earshot/shared';
