/**
 * The library's public types: what an app holds. Everything here is reachable without a DOM; only methods that touch
 * devices or elements need one.
 */
export type * from './api/call.ts';
export type * from './api/call-events.ts';
export type * from './api/call-state.ts';
export type * from './api/client.ts';
export type * from './api/devices.ts';
export type * from './api/event-source.ts';
export type * from './api/local.ts';
export type * from './api/options.ts';
export type * from './api/participant.ts';
