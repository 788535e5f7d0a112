import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** More client addresses than this through one port is a bug of a test. */
const MAX_FLOWS = 256;

/** Room in the kernel for a burst of key frames while the relay is held up. Linux grants net.core.rmem_max at most. */
const RECEIVE_BUFFER_BYTES = 1 << 20;

/** Where a relay listens and where it sends on to. */
export interface RelayEnds {
  readonly listen: { readonly address: string; readonly port: number };
  readonly target: { readonly address: string; readonly port: number };
}

/** To the server or to the client. */
export type Direction = 'up' | 'down';

/** One datagram's way through a relay. */
export interface Crossing {
  /** Address and port of the client at whose end it comes in or goes out. */
  readonly client: string;
  readonly direction: Direction;
  /** Sends it on. */
  readonly deliver: () => void;
}

/** Forwards datagrams between clients and one port. */
export interface UdpRelay {
  /** Addresses of all its sockets. */
  readonly addresses: readonly AddressInfo[];
  /** Datagrams of more clients than it takes. */
  readonly refused: number;
  close(): void;
}

/** Opens a relay that asks `carry` to send each datagram on. Each client address has a socket of its own. */
export async function openUdpRelay(
  ends: RelayEnds,
  carry: (datagram: Buffer, crossing: Crossing) => void,
): Promise<UdpRelay> {
  const front = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
  const flows = new Map<string, Socket>();
  const addresses: AddressInfo[] = [];
  let refused = 0;
  front.on('message', (datagram, from) => {
    const client = `${from.address}:${String(from.port)}`;
    const flow = flowOf(client, from);
    if (flow === undefined) {
      refused += 1;
      return;
    }
    const deliver = () => sendQuietly(flow, datagram, ends.target);
    carry(datagram, { client, direction: 'up', deliver });
  });
  front.bind(ends.listen.port, ends.listen.address);
  await once(front, 'listening');
  addresses.push(front.address());

  function flowOf(client: string, to: { address: string; port: number }): Socket | undefined {
    const known = flows.get(client);
    if (known !== undefined) return known;
    if (flows.size >= MAX_FLOWS) return undefined;
    const back = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    back.once('listening', () => addresses.push(back.address()));
    back.on('error', () => undefined); // the worker is gone: datagrams are lost, as on a network
    back.on('message', (datagram) => {
      const deliver = () => sendQuietly(front, datagram, to);
      carry(datagram, { client, direction: 'down', deliver });
    });
    back.bind(0, ends.target.address);
    flows.set(client, back);
    return back;
  }

  return {
    addresses,
    get refused() {
      return refused;
    },
    close() {
      for (const flow of flows.values()) flow.close();
      flows.clear();
      front.close();
    },
  };
}

/** A datagram that cannot be sent (closed socket, no listener) is a lost datagram. */
function sendQuietly(socket: Socket, datagram: Uint8Array, to: { address: string; port: number }): void {
  try {
    socket.send(datagram, to.port, to.address, () => undefined);
  } catch {
    // The socket was closed between the decision and the delivery.
  }
}
