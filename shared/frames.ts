/**
 * Names of the signalling connection's frames (socket.io). The client emits `FRAME.request` with a `RequestFrame` and
 * gets an `Answer` as acknowledgement; the server emits `FRAME.event` with an `EventFrame`, and `FRAME.fatal` with an
 * error body before it closes a socket for cause. Imports nothing, so that clients need no schemas.
 */
export const FRAME = { request: 'request', event: 'event', fatal: 'fatal' } as const;
