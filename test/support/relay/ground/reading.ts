import { percentileBetween } from './lateness.ts';
import { keyOf, type Leg, type Place } from './places.ts';
import type { SideTallies } from './side.ts';
import { subtractTally, type Tally } from './tally.ts';

/** One client address that the relay serves. */
export interface Flow {
  /** Address and port. */
  readonly client: string;
  /** ICE username of the server that its checks name; empty before the first. */
  readonly serverUfrag: string;
  /** Datagrams to the server. */
  readonly up: number;
  /** Datagrams from the server. */
  readonly down: number;
}

/** All that a relay has done so far. */
export interface Reading {
  /** On the relay's own monotonic clock. */
  readonly atMs: number;
  readonly sides: readonly SideTallies[];
  readonly unnamed: number;
  readonly flows: readonly Flow[];
  readonly refused: number;
  readonly kernelDrops: number | undefined;
  /** How late datagrams were sent on, and how late the relay's event loop was: see `Lateness`. */
  readonly forward: readonly number[];
  readonly loop: readonly number[];
}

/** What a relay did in a window: this, and not what it was told, is what was injected. */
export interface Injected {
  readonly seconds: number;
  readonly sides: readonly SideTallies[];
  /** Datagrams of legs that nobody has named: they passed unharmed. */
  readonly unnamed: number;
  readonly flows: readonly Flow[];
  /** Datagrams of more clients than the relay takes, and those that the kernel dropped before it read them. */
  readonly refused: number;
  readonly kernelDrops: number | undefined;
  /** What 99 % stayed within: datagrams sent on later than told, and turns of the event loop too late, ms. */
  readonly ownDelayMs: { readonly forwardP99: number; readonly loopP99: number };
}

/** What happened between two readings of one relay. */
export function injectedBetween(after: Reading, before: Reading): Injected {
  const sidesBefore = new Map(before.sides.map((side) => [keyOf(side.place), side]));
  const flowsBefore = new Map(before.flows.map((flow) => [flow.client, flow]));
  return {
    seconds: (after.atMs - before.atMs) / 1_000,
    sides: after.sides.map((side) => subtractSide(side, sidesBefore.get(keyOf(side.place)))),
    unnamed: after.unnamed - before.unnamed,
    flows: after.flows.map((flow) => {
      const { up = 0, down = 0 } = flowsBefore.get(flow.client) ?? {};
      return { ...flow, up: flow.up - up, down: flow.down - down };
    }),
    refused: after.refused - before.refused,
    kernelDrops: after.kernelDrops === undefined ? undefined : after.kernelDrops - (before.kernelDrops ?? 0),
    ownDelayMs: {
      forwardP99: percentileBetween(after.forward, before.forward, 0.99),
      loopP99: percentileBetween(after.loop, before.loop, 0.99),
    },
  };
}

/** What happened at one place. */
export function sideOf({ sides }: Injected, place: Place): SideTallies {
  const side = sides.find((one) => keyOf(one.place) === keyOf(place));
  if (side === undefined) throw new Error(`the relay knows no ${keyOf(place)}`);
  return side;
}

/** What happened to one sender's packets at one place. */
export function streamOf(injected: Injected, place: Place, ssrc: number): Tally {
  const tally = sideOf(injected, place).streams.get(ssrc);
  if (tally === undefined) throw new Error(`${keyOf(place)} carried nothing of SSRC ${String(ssrc)}`);
  return tally;
}

/** One selected candidate pair of a client. */
export interface SelectedPair extends Leg {
  readonly serverUfrag: string;
  readonly protocol: string;
  /** Port of the client's own socket. */
  readonly localPort: number;
  readonly remoteAddress: string;
}

/**
 * Throws unless the relay carried this pair both ways in the window: a measurement on a path past the relay says
 * nothing about what the relay injected.
 */
export function requireCarried(injected: Injected, relayAddress: string, pair: SelectedPair): void {
  const who = `${pair.participant} ${pair.transport}`;
  const path = `${pair.protocol} from port ${String(pair.localPort)} to ${pair.remoteAddress}`;
  if (pair.protocol !== 'udp' || pair.remoteAddress !== relayAddress)
    throw new Error(`${who} goes past the relay: ${path}`);
  const flow = injected.flows.find(
    ({ client, serverUfrag }) =>
      client.endsWith(`:${String(pair.localPort)}`) && serverUfrag === pair.serverUfrag,
  );
  if (flow === undefined) throw new Error(`the relay knows no flow of ${who}: ${path}`);
  if (flow.up === 0 || flow.down === 0)
    throw new Error(
      `the relay did not carry ${who} both ways: ${String(flow.up)} up, ${String(flow.down)} down`,
    );
}

function subtractSide(after: SideTallies, before: SideTallies | undefined): SideTallies {
  return {
    place: after.place,
    all: subtractTally(after.all, before?.all),
    kinds: subtractEach(after.kinds, before?.kinds),
    streams: subtractEach(after.streams, before?.streams),
  };
}

function subtractEach<Key>(
  after: ReadonlyMap<Key, Tally>,
  before: ReadonlyMap<Key, Tally> | undefined,
): ReadonlyMap<Key, Tally> {
  return new Map([...after].map(([key, tally]) => [key, subtractTally(tally, before?.get(key))]));
}
