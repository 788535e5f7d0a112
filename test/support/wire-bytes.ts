import type { Socket } from 'socket.io-client';

/** Bytes of a socket since counting began. */
export interface WireBytes {
  readonly sent: number;
  readonly received: number;
}

/** A frame's own header: two bytes, two more for its length from 126 bytes on; a client's has a mask of four. */
const HEADER = 2;
const LONG = 2;
const MASK = 4;

/** The part of the transport that is needed: a WebSocket as the `ws` package makes it. */
interface Wire {
  send(data: string | Buffer, ...rest: unknown[]): void;
  on(event: 'message', listener: (data: Buffer) => void): void;
}

/** Counts the bytes of WebSocket frames on a connection: prefixes, acknowledgements and headers included, TCP and TLS not. */
export function countBytes(socket: Socket): WireBytes {
  const { ws } = socket.io.engine.transport as object as { readonly ws: Wire };
  const bytes = { sent: 0, received: 0 };
  const send = ws.send.bind(ws);
  ws.send = (data, ...rest) => {
    bytes.sent += sizeOf(data) + MASK;
    send(data, ...rest);
  };
  ws.on('message', (data) => {
    bytes.received += sizeOf(data);
  });
  return bytes;
}

function sizeOf(data: string | Buffer): number {
  const length = Buffer.byteLength(data);
  return HEADER + (length < 126 ? 0 : LONG) + length;
}
