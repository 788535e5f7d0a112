/** Client library of Earshot. */
export type * from './api.ts';
export type * from './stats/api.ts';
export { EarshotClient } from './client.ts';
export {
  EarshotError,
  ERRORS,
  END_REASONS,
  ISSUES,
  type CapabilityName,
  type EndReason,
  type ErrorCode,
  type IssueCode,
  type IssueLevel,
  type Reaction,
  type Role,
  type Source,
} from '@earshot/shared';
