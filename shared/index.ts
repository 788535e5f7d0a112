/** Protocol, limits, errors and quality formulas, shared by server, client and tests. */
export * from './beacon.ts';
export * from './end-reasons.ts';
export * from './envelope.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './grants.ts';
export * from './ids.ts';
export * from './issues.ts';
export * from './limits.ts';
export * from './media.ts';
export * from './quality/index.ts';
export * from './report.ts';
export * from './requests.ts';
export { REACTIONS, Reaction } from './requests/talk.ts';
export { REMOVAL_REASONS, UNAVAILABLE_REASONS } from './events/media.ts';
export * from './roster.ts';
export * from './version.ts';
export * from './view.ts';
