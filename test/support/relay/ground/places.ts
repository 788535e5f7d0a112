import type { Direction } from '../udp-relay.ts';

/** One of a participant's two transports. */
export interface Leg {
  readonly participant: string;
  readonly transport: 'send' | 'receive';
}

/** One direction of a leg: what can be impaired alone. */
export interface Place extends Leg {
  readonly direction: Direction;
}

/** The same for the same place, and for no other. */
export const keyOf = ({ participant, transport, direction }: Place): string =>
  `${participant} ${transport} ${direction}`;

/** A seed of its own for each place (FNV-1a), so that what one loses does not depend on what others carry. */
export function seedFor(seed: number, place: Place): number {
  let hash = 0x811c_9dc5 ^ seed;
  for (const byte of Buffer.from(keyOf(place))) hash = Math.imul(hash ^ byte, 0x0100_0193);
  return hash >>> 0;
}
