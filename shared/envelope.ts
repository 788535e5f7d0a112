import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';
import { RequestId } from './ids.ts';

/** Handshake data of a socket (`auth` of socket.io). */
export const Handshake = z.strictObject({
  versions: z.array(z.number().int().min(1).max(1_000)).min(1).max(16),
});
/** @see Handshake */
export type Handshake = z.infer<typeof Handshake>;

/** One request. `name` is looked up in the table after the frame itself was parsed. */
export const RequestFrame = z.strictObject({ id: RequestId, name: z.string().max(64), params: z.unknown() });
/** @see RequestFrame */
export type RequestFrame = z.infer<typeof RequestFrame>;

/** An error on the wire. */
export const WireError = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string().max(2_000),
  details: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]))
    .exactOptional(),
});

/** The answer to a request. */
export const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);
/** @see Answer */
export type Answer = z.infer<typeof Answer>;

/** One event. `seq` counts the events of a session from 1 without gaps. */
export const EventFrame = z.object({ seq: z.number().int().min(1), name: z.string(), data: z.unknown() });
/** @see EventFrame */
export type EventFrame = z.infer<typeof EventFrame>;
