import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Lane } from './lane.ts';

/** More client addresses than this through one port is a bug of a test. */
const MAX_FLOWS = 256;

/** Where a relay listens and where it sends on to. */
export interface RelayEnds {
  readonly listen: { readonly address: string; readonly port: number };
  readonly target: { readonly address: string; readonly port: number };
}

/** The two directions of a network. */
export interface Lanes {
  readonly up: Lane;
  readonly down: Lane;
}

/** Forwards datagrams between clients and one port, through two lanes. Each client address has a socket of its own. */
export async function openUdpRelay(ends: RelayEnds, lanes: Lanes): Promise<{ close(): void }> {
  const front = createSocket('udp4');
  const flows = new Map<string, Socket>();
  front.on('message', (message, from) => {
    const flow = flowOf(`${from.address}:${String(from.port)}`, from);
    if (flow === undefined) return;
    lanes.up.pass(message.length, () => {
      sendQuietly(flow, message, ends.target);
    });
  });
  front.bind(ends.listen.port, ends.listen.address);
  await once(front, 'listening');

  function flowOf(key: string, from: { address: string; port: number }): Socket | undefined {
    const known = flows.get(key);
    if (known !== undefined) return known;
    if (flows.size >= MAX_FLOWS) return undefined;
    const back = createSocket('udp4');
    back.on('error', () => undefined); // the worker is gone: datagrams are lost, as on a network
    back.on('message', (message) => {
      lanes.down.pass(message.length, () => {
        sendQuietly(front, message, from);
      });
    });
    back.bind(0, ends.target.address);
    flows.set(key, back);
    return back;
  }

  return {
    close() {
      for (const flow of flows.values()) flow.close();
      flows.clear();
      front.close();
    },
  };
}

/** A datagram that cannot be sent (closed socket, no listener) is a lost datagram. */
function sendQuietly(socket: Socket, message: Uint8Array, to: { address: string; port: number }): void {
  try {
    socket.send(message, to.port, to.address, () => undefined);
  } catch {
    // The socket was closed between the decision and the delivery.
  }
}
