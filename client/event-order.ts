import type { AnyEvent } from '@earshot/shared';

/**
 * Reads an event frame, or answers `undefined` for what is none. Only the frame's shape is checked: the server is our
 * own, a newer one may add events and fields, and the schemas would double the library's size. An event of an unknown
 * name counts for the order and is then ignored by whoever handles events.
 */
export function readEventFrame(
  frame: unknown,
): { readonly seq: number; readonly event: AnyEvent } | undefined {
  if (typeof frame !== 'object' || frame === null) return undefined;
  const { seq, name, data } = frame as { seq?: unknown; name?: unknown; data?: unknown };
  if (typeof seq !== 'number' || !Number.isInteger(seq) || seq < 1) return undefined;
  if (typeof name !== 'string' || typeof data !== 'object' || data === null) return undefined;
  // The name decides the type of the data: that is the protocol table.
  return { seq, event: { name, data } as AnyEvent };
}

/** What to do with an event by its number: events of a session count from 1 without gaps. */
export type OrderVerdict = 'handle' | 'duplicate' | 'gap';

/** Compares an event's number with the last one that was handled. */
export function decideOrder(lastSeq: number, seq: number): OrderVerdict {
  if (seq <= lastSeq) return 'duplicate';
  return seq === lastSeq + 1 ? 'handle' : 'gap';
}
