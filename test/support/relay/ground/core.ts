import type { Impairment } from '../link.ts';
import type { Timing } from '../lane.ts';
import { openUdpRelay, type Crossing, type Direction, type UdpRelay } from '../udp-relay.ts';
import { readDatagram } from './datagram.ts';
import { readKernelDrops } from './kernel-drops.ts';
import { Lateness, watchLoop } from './lateness.ts';
import { keyOf, type Leg, type Place } from './places.ts';
import type { Flow, Reading } from './reading.ts';
import { Side } from './side.ts';

/** What a relay is made of. */
export interface GroundOptions {
  /** Address that the server announces, and where the relay listens. */
  readonly address: string;
  /** Where the server really is. */
  readonly serverAddress: string;
  /** Media ports of the server: the same on both addresses, because only addresses can be announced. */
  readonly ports: readonly number[];
  readonly seed: number;
}

/** More ICE usernames than this is a bug of a test. */
const MAX_UFRAGS = 1_024;

/** Both directions of one leg. */
type Sides = Readonly<Record<Direction, Side>>;

/** The relay itself: it lives on an event loop of its own (see `ground-main.ts`). */
export class GroundCore {
  readonly #seed: number;
  readonly #sides = new Map<string, Side>();
  readonly #legsByUfrag = new Map<string, Sides>();
  readonly #flows = new Map<string, { -readonly [Name in keyof Flow]: Flow[Name] }>();
  /** What nobody has named yet passes unharmed, and is counted here. */
  readonly #unnamed: Sides;
  readonly #forward = new Lateness();
  readonly #loop = new Lateness();
  readonly #loopWatch = watchLoop(this.#loop);
  #relays: UdpRelay[] = [];

  private constructor(seed: number) {
    this.#seed = seed;
    const nobody = { participant: '', transport: 'send' } as const;
    this.#unnamed = {
      up: new Side({ ...nobody, direction: 'up' }, seed),
      down: new Side({ ...nobody, direction: 'down' }, seed),
    };
  }

  /** Listens on all ports. */
  static async open({ address, serverAddress, ports, seed }: GroundOptions): Promise<GroundCore> {
    const core = new GroundCore(seed);
    try {
      for (const port of ports) {
        const ends = { listen: { address, port }, target: { address: serverAddress, port } };
        core.#relays.push(await openUdpRelay(ends, (datagram, crossing) => core.#carry(datagram, crossing)));
      }
    } catch (error) {
      core.close();
      throw error;
    }
    return core;
  }

  /** Says whose transport it is that has this ICE username on the server. A restart of ICE gives another. */
  name(serverUfrag: string, leg: Leg): void {
    if (this.#legsByUfrag.size >= MAX_UFRAGS) throw new Error('the relay was given too many ICE usernames');
    this.#legsByUfrag.set(serverUfrag, {
      up: this.#openSide({ ...leg, direction: 'up' }),
      down: this.#openSide({ ...leg, direction: 'down' }),
    });
  }

  /** Changes how one place behaves, from its next datagram on; `{}` makes it perfect again. */
  impair(place: Place, impairment: Impairment): void {
    const side = this.#sides.get(keyOf(place));
    if (side === undefined) throw new Error(`the relay knows no ${keyOf(place)}: name its leg first`);
    side.lane.impairment = impairment;
  }

  /** All that has happened so far. */
  read(): Reading {
    return {
      atMs: performance.now(),
      sides: [...this.#sides.values()].map((side) => side.read()),
      unnamed: this.#unnamed.up.read().all.packets + this.#unnamed.down.read().all.packets,
      flows: [...this.#flows.values()].map((flow) => ({ ...flow })),
      refused: this.#relays.reduce((sum, relay) => sum + relay.refused, 0),
      kernelDrops: readKernelDrops(this.#relays.flatMap((relay) => relay.addresses)),
      forward: this.#forward.read(),
      loop: this.#loop.read(),
    };
  }

  close(): void {
    this.#loopWatch.close();
    for (const side of [...this.#sides.values(), this.#unnamed.up, this.#unnamed.down]) side.lane.close();
    for (const relay of this.#relays) relay.close();
    this.#relays = [];
  }

  #openSide(place: Place): Side {
    const side = this.#sides.get(keyOf(place)) ?? new Side(place, this.#seed);
    this.#sides.set(keyOf(place), side);
    return side;
  }

  #carry(bytes: Buffer, { client, direction, deliver }: Crossing): void {
    const datagram = readDatagram(bytes);
    const flow = this.#flows.get(client) ?? { client, serverUfrag: '', up: 0, down: 0 };
    this.#flows.set(client, flow);
    flow[direction] += 1;
    // Only the client's checks name the server first; the server is ICE-lite and sends none.
    if (direction === 'up' && datagram.serverUfrag !== undefined) flow.serverUfrag = datagram.serverUfrag;
    const sides = this.#legsByUfrag.get(flow.serverUfrag) ?? this.#unnamed;
    sides[direction].pass(bytes.length, datagram, ({ lateMs }: Timing) => {
      this.#forward.add(lateMs);
      deliver();
    });
  }
}
