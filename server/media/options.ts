import { LIMITS } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { IceServerOptions } from './ice-servers.ts';
import type { MediaObserver } from './ports.ts';

/** What media writes to the log; pino's logger fits. */
export interface MediaLogger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** One address to listen on, and the one that clients are told (same port). */
export interface RtcAddress {
  readonly ip: string;
  readonly announcedAddress?: string;
}

/** Times in ms, rates in packets/s. */
export interface MediaLimits {
  /** A worker that does not answer within this time counts as lost. */
  readonly workerRequestTimeoutMs: number;
  /** A transport that carries something and is not connected for this long is closed with its leg. */
  readonly transportConnectTimeoutMs: number;
  /** A consumer that was announced and not resumed for this long is closed and made anew later. */
  readonly consumerResumeTimeoutMs: number;
  /** How long `openLeg` waits for a router: longer than a worker needs to be replaced, shorter than a client waits. */
  readonly routerWaitMs: number;
  /** A room spreads to another worker rather than load one beyond this; shedding is undone below it. */
  readonly targetPps: number;
  /** A room is refused (`node_full`) when every worker forwards as much: one worker is one thread. */
  readonly fullPps: number;
  /** From here on a worker sheds load. */
  readonly shedPps: number;
  /** How long a pipe, or a room's router on one of several workers, stays when nobody needs it any more. */
  readonly pipeLingerMs: number;
  /** Answers of receivers to a switch of video are gathered for so long, so that one key frame serves them all. */
  readonly resumeGatherMs: number;
  /** Legs that one worker opens at a time; the others wait for their turn. */
  readonly openingLegs: number;
  /** Sum of the preferred layers' bitrates that one receiver gets at most, bit/s. */
  readonly maxReceiveBitrate: number;
  /** Statistics are read once in this time. */
  readonly pollMs: number;
}

export const MEDIA_LIMITS: MediaLimits = {
  workerRequestTimeoutMs: LIMITS.workerRequestTimeoutMs,
  transportConnectTimeoutMs: LIMITS.transportConnectTimeoutMs,
  consumerResumeTimeoutMs: LIMITS.consumerResumeTimeoutMs,
  routerWaitMs: 5_000,
  targetPps: 50_000,
  fullPps: 60_000,
  shedPps: 70_000,
  pipeLingerMs: 15_000,
  resumeGatherMs: 100,
  openingLegs: 8,
  maxReceiveBitrate: 20_000_000,
  pollMs: 5_000,
};

/** How media is set up. */
export interface MediaOptions {
  /** One worker is one thread; default: one for each processor. */
  readonly numWorkers?: number;
  /** Scheduling priority of the workers, -20 (first) .. 19; default 0: as this process was started. */
  readonly workerNice?: number;
  /** At least one. */
  readonly addresses: readonly [RtcAddress, ...RtcAddress[]];
  /** Worker `i` listens on `basePort + i`, UDP and TCP; 0 = any free ports. */
  readonly basePort: number;
  /** Default on, both. With UDP off clients come over ICE-TCP. */
  readonly enableUdp?: boolean;
  readonly enableTcp?: boolean;
  /** STUN and TURN for clients; default none. */
  readonly ice?: IceServerOptions;
  /** MIME types in order of preference; default VP8, H264, VP9, AV1. */
  readonly videoCodecs?: readonly string[];
  /** `simulcast` (default), or an SVC mode such as `L3T3_KEY`. */
  readonly cameraMode?: string;
  /** Path of the worker's binary; default: mediasoup's choice, which is `MEDIASOUP_WORKER_BIN` where that is set. */
  readonly workerBin?: string;
  readonly clock: Clock;
  readonly logger: MediaLogger;
  readonly observer: MediaObserver;
  readonly limits?: Partial<MediaLimits>;
}

/** All options, decided. */
export type MediaSettings = Required<Omit<MediaOptions, 'limits' | 'workerBin'>> &
  Pick<MediaOptions, 'workerBin'> & { readonly limits: MediaLimits };
