import type { Socket } from 'socket.io';
import { writeEventPacket } from './event-packet.ts';
import type { NumberedEvent } from './outbox.ts';
import type { WriteSlices } from './write-slices.ts';

type Carrier = Socket['conn'];

/**
 * Writes the events of one socket when its slice comes. Held back where engine.io flushes, not where an event is told: of two
 * events of one turn it writes the second by itself, once the first is out, and that write belongs into a slice as well.
 */
export class EventWriter {
  readonly #conn: Carrier;
  #waiting = false;

  constructor(conn: Carrier, writes: WriteSlices) {
    this.#conn = conn;
    conn.on('flush', () => {
      if (!this.#waiting) return;
      this.#waiting = false;
      writes.hold(conn.request.socket);
    });
  }

  write(frame: NumberedEvent): void {
    this.#waiting = true;
    this.#conn.write(writeEventPacket(frame));
  }
}
