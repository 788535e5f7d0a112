import { Lane } from './lane.ts';
import type { Impairment } from './link.ts';
import { seededRandom } from './random.ts';
import { openTcpRelay } from './tcp-relay.ts';
import { openUdpRelay, type Direction } from './udp-relay.ts';

/** What a network is made of. */
export interface NetworkOptions {
  /** Its own loopback address, e.g. 127.0.0.11: media keeps its ports there, because only addresses can be announced. */
  readonly address: string;
  /** Where the server really is. */
  readonly serverAddress?: string;
  /** Signalling port of the server; the relay listens on a port of its own choice. */
  readonly signallingPort: number;
  /** UDP and TCP ports of the workers. */
  readonly mediaPorts: readonly number[];
  readonly seed?: number;
}

/** One participant's network between it and the server: signalling, media over UDP and media over TCP. */
export interface Network {
  readonly address: string;
  /** Where the page is opened through this network. */
  readonly url: string;
  /** Changes both directions, or one. */
  impair(impairment: Impairment, direction?: Direction | 'both'): void;
  /** Nothing passes any more. */
  cut(): void;
  /** Perfect again. */
  restore(): void;
  /** Packets lost in both directions, so far. */
  readonly lost: number;
  /** Resets the signalling connections and leaves media alone. */
  dropSignalling(): void;
  close(): void;
}

/** Opens a network on a loopback address of its own. */
export async function openNetwork(options: NetworkOptions): Promise<Network> {
  const random = seededRandom(options.seed ?? 1);
  const lanes = { up: new Lane(random), down: new Lane(random) };
  const server = options.serverAddress ?? '127.0.0.1';
  const ends = (port: number, listenPort = port) => ({
    listen: { address: options.address, port: listenPort },
    target: { address: server, port },
  });
  const signalling = await openTcpRelay(ends(options.signallingPort, 0), lanes);
  const media: { close(): void }[] = [];
  for (const port of options.mediaPorts) {
    const udp = openUdpRelay(ends(port), (datagram, { direction, deliver }) => {
      lanes[direction].pass(datagram.length, deliver);
    });
    media.push(await udp, await openTcpRelay(ends(port), lanes));
  }
  const impair: Network['impair'] = (impairment, direction = 'both') => {
    if (direction !== 'down') lanes.up.impairment = impairment;
    if (direction !== 'up') lanes.down.impairment = impairment;
  };
  return {
    address: options.address,
    url: `http://${options.address}:${String(signalling.port)}`,
    impair,
    cut() {
      impair({ cut: true });
    },
    restore() {
      impair({});
    },
    get lost() {
      return lanes.up.lost + lanes.down.lost;
    },
    dropSignalling() {
      signalling.dropAll();
    },
    close() {
      lanes.up.close();
      lanes.down.close();
      signalling.close();
      for (const relay of media) relay.close();
    },
  };
}
