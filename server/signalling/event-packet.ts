import { FRAME } from '@earshot/shared';
import { jsonOf } from '../primitives/json-text.ts';
import type { NumberedEvent } from './outbox.ts';

/** Type of a socket.io packet that carries an event of the main namespace (socket.io protocol 5). */
const EVENT_PACKET = '2';

/**
 * An event as it stands on the wire. Put together here, not by socket.io, because what is told to all 350 is the same but
 * for its number: the data is written as JSON once, not once for each socket.
 */
export function writeEventPacket({ seq, name, data }: NumberedEvent): string {
  return `${EVENT_PACKET}["${FRAME.event}",{"seq":${String(seq)},"name":"${name}","data":${jsonOf(data).text}}]`;
}
