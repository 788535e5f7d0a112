import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Lane } from './lane.ts';
import type { Direction, RelayEnds } from './udp-relay.ts';

/** The two directions of a network. */
export type Lanes = Readonly<Record<Direction, Lane>>;

/**
 * Forwards TCP connections to one port, through two lanes: for signalling and ICE-TCP. A cut lane holds bytes back, as
 * retransmission would, and lets no new connection through; `dropAll()` resets what is open.
 */
export async function openTcpRelay(
  ends: RelayEnds,
  lanes: Lanes,
): Promise<{ readonly port: number; dropAll(): void; close(): void }> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(ends.target.port, ends.target.address);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined); // its close follows, and is handled
    }
    forward(client, upstream, lanes.up);
    forward(upstream, client, lanes.down);
    const closeBoth = () => {
      for (const socket of [client, upstream]) {
        open.delete(socket);
        socket.destroy();
      }
    };
    client.on('close', closeBoth);
    upstream.on('close', closeBoth);
  });
  server.listen(ends.listen.port, ends.listen.address);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no TCP address');

  function dropAll(): void {
    for (const socket of open) socket.resetAndDestroy();
  }
  return {
    port: address.port,
    dropAll,
    close() {
      dropAll();
      server.close();
    },
  };
}

/** Bytes held back while a lane is cut are bounded by pausing the reader: TCP's own flow control does the rest. */
function forward(from: Socket, to: Socket, lane: Lane): void {
  const held: Buffer[] = [];
  const retry = setInterval(() => {
    if (lane.impairment.cut !== true) flush();
  }, 20);
  from.on('close', () => {
    clearInterval(retry);
  });
  from.on('data', (chunk: Buffer) => {
    held.push(chunk);
    if (lane.impairment.cut === true) from.pause();
    else flush();
  });

  function flush(): void {
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) {
      const bytes = chunk;
      lane.pass(
        bytes.length,
        () => {
          if (!to.destroyed) to.write(bytes);
        },
        true,
      );
    }
    from.resume();
  }
}
