import { z } from 'zod';
import { LIMITS } from './limits.ts';

/**
 * Branded ids, so that two kinds cannot be swapped. Made only by these schemas or by the server’s id source.
 * Ids that the server makes are UUID v4 in lower case (36 characters).
 */
const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);

/** Name of a room: what people meet in. 1..128 of `[A-Za-z0-9_.~-]`. */
export const RoomName = z
  .string()
  .min(1)
  .max(LIMITS.maxRoomCharacters)
  .regex(/^[A-Za-z0-9_.~-]+$/u)
  .brand<'RoomName'>();
/** @see RoomName */
export type RoomName = z.infer<typeof RoomName>;

/** One sitting in a room, from the first join to the last leave. */
export const CallId = uuid.brand<'CallId'>();
/** @see CallId */
export type CallId = z.infer<typeof CallId>;

/** A member of a call, for one leg: made by the server, not the token’s `sub`. */
export const ParticipantId = uuid.brand<'ParticipantId'>();
/** @see ParticipantId */
export type ParticipantId = z.infer<typeof ParticipantId>;

/** Who somebody is outside the call: the token’s `sub`. */
export const Identity = z.string().min(1).max(LIMITS.maxIdentityCharacters).brand<'Identity'>();
/** @see Identity */
export type Identity = z.infer<typeof Identity>;

/** The signalling relation of a participant; survives reconnects. */
export const SessionId = uuid.brand<'SessionId'>();
/** @see SessionId */
export type SessionId = z.infer<typeof SessionId>;

/** What a participant publishes. */
export const TrackId = uuid.brand<'TrackId'>();
/** @see TrackId */
export type TrackId = z.infer<typeof TrackId>;

/** A transport of the media server. */
export const TransportId = z.string().min(1).max(64).brand<'TransportId'>();
/** @see TransportId */
export type TransportId = z.infer<typeof TransportId>;

/** One track on its way to one receiver. */
export const ConsumerId = z.string().min(1).max(64).brand<'ConsumerId'>();
/** @see ConsumerId */
export type ConsumerId = z.infer<typeof ConsumerId>;

/** A request’s id, chosen by the client; the same id again means the same request. */
export const RequestId = z.string().min(1).max(64);

/** A secret made by the server (resume token, beacon key): 32 random bytes as base64url. */
export const Secret = z.string().min(32).max(128);

/** A point in time: ms since the epoch, UTC. */
export const Timestamp = z.number().int().nonnegative().max(8.64e15);

/** A name shown to people. */
export const DisplayName = z.string().min(1).max(LIMITS.maxNameCharacters);
