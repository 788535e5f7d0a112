import type { Impairment } from '../support/relay/link.ts';

/** Where the harm of a row is done. The publisher speaks and is seen, the subscriber receives only, the witness speaks too. */
export type Person = 'publisher' | 'subscriber' | 'witness';
/** Everybody of a row's call. */
export const PEOPLE = ['publisher', 'subscriber', 'witness'] as const satisfies readonly Person[];

/** What is done to a call, and nothing else is. */
export type Fault =
  | { readonly kind: 'none' }
  /** The relay impairs the publisher's uplink or the subscriber's downlink; `bothWays` the way back too. */
  | {
      readonly kind: 'network';
      readonly leg: 'uplink' | 'downlink';
      readonly impairment: Impairment;
      readonly bothWays?: true;
    }
  /** The publisher's camera draws no more. */
  | { readonly kind: 'frozenCamera' }
  /** The publisher speaks into a microphone that gives silence. */
  | { readonly kind: 'silentMicrophone' }
  /** The subscriber's page runs 20 of every 100 ms. */
  | { readonly kind: 'starvedCpu' }
  /** The media server no longer sends the publisher's picture to the subscriber, and nobody has told it to stop. */
  | { readonly kind: 'pausedConsumer' }
  /** The media worker stands still. */
  | { readonly kind: 'stoppedWorker' };

/** One row of the table: a call of its own, one fault for a while, what came of it. */
export interface Row {
  readonly id: RowId;
  readonly fault: Fault;
  /** How long the fault lasts at least, seconds. Random loss lasts for 60 expected losses of a voice too. */
  readonly seconds: number;
  /** Runs without other rows: what is done to it would reach them, or them it. */
  readonly alone?: true;
  /** Its end is the end: nobody waits until what was raised is cleared. */
  readonly quick?: true;
  /** The impaired participant has a browser of its own. */
  readonly ownBrowser?: Person;
}

/** Long enough for three whole report intervals after the one in which the fault began. */
const STEADY_SECONDS = 45;
/** A fault that passes: long enough to be seen, too short for anybody to be dropped. */
const BRIEF_SECONDS = 3;
/** A voice has so many packets a second. */
const VOICE_PACKETS = 50;
/** Losses that a window must expect: chance is then 13 % of them (one standard deviation). */
const LOSSES = 60;

type Legged<Name extends string> = `${Name}-${'up' | 'down'}`;

/** What the network rows do, each once upstream and once downstream. */
const NETWORKS = {
  loss2: { loss: 0.02 },
  loss5: { loss: 0.05 },
  loss10: { loss: 0.1 },
  loss20: { loss: 0.2 },
  burst10: { loss: 0.1, lossBurst: 5 },
  delay200: { delayMs: 200 },
  jitter80: { jitterMs: 80 },
  // A bottleneck with half a second of queue, as cheap routers have.
  rate300: { rateBps: 300_000, queueBytes: 18_750 },
  rate150: { rateBps: 150_000, queueBytes: 9_375 },
  blackout: { cut: true },
} as const satisfies Record<string, Impairment>;

type NetworkName = keyof typeof NETWORKS;

/** Names of the rows that do nothing to the network. */
type OtherId =
  'clean' | 'frozen-camera' | 'silent-microphone' | 'starved-cpu' | 'paused-consumer' | 'stopped-worker';

/** Names of all rows. */
export type RowId = OtherId | Legged<NetworkName>;

function networkRow(name: NetworkName, leg: 'uplink' | 'downlink'): Row {
  const impairment: Impairment = NETWORKS[name];
  const lossSeconds = impairment.loss === undefined ? 0 : LOSSES / (impairment.loss * VOICE_PACKETS);
  const fault = { kind: 'network', leg, impairment } as const;
  return {
    id: `${name}-${leg === 'uplink' ? 'up' : 'down'}`,
    fault: name === 'delay200' ? { ...fault, bothWays: true } : fault,
    seconds: impairment.cut === true ? BRIEF_SECONDS : Math.max(STEADY_SECONDS, lossSeconds),
  };
}

/** All rows, in the order of the table. */
export const ROWS: readonly Row[] = [
  { id: 'clean', fault: { kind: 'none' }, seconds: STEADY_SECONDS },
  ...(Object.keys(NETWORKS) as NetworkName[]).flatMap((name) => [
    networkRow(name, 'uplink'),
    networkRow(name, 'downlink'),
  ]),
  { id: 'frozen-camera', fault: { kind: 'frozenCamera' }, seconds: STEADY_SECONDS },
  {
    id: 'silent-microphone',
    fault: { kind: 'silentMicrophone' },
    seconds: STEADY_SECONDS,
    ownBrowser: 'publisher',
  },
  {
    id: 'starved-cpu',
    fault: { kind: 'starvedCpu' },
    seconds: STEADY_SECONDS,
    ownBrowser: 'subscriber',
    alone: true,
  },
  { id: 'paused-consumer', fault: { kind: 'pausedConsumer' }, seconds: STEADY_SECONDS },
  { id: 'stopped-worker', fault: { kind: 'stoppedWorker' }, seconds: BRIEF_SECONDS, alone: true },
];

/** Passes within the window: what it does is judged by its seconds, not by shares. */
export function isBrief({ seconds }: Row): boolean {
  return seconds <= BRIEF_SECONDS;
}

/** An issue that means nothing here: everybody plays the same voice, so each microphone does hear what others say. */
export const SAME_VOICE = 'echoLikely';
