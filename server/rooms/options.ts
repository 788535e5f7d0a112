import type { Clock, IdSource } from '../clock.ts';
import type { CapsConfig } from './caps.ts';
import type { CallHistory, CallObserver, MediaPort, ReportPort } from './ports.ts';

/** What an operator may set about rooms. Times in ms. */
export interface RoomsConfig {
  /** Places in one call; every held place counts. */
  readonly maxParticipants: number;
  /** How long a room is kept after the last one left. */
  readonly emptyRoomMs: number;
  /** The longest call. */
  readonly maxCallMs: number;
  /** A second leg of the same identity replaces the first, or both stay. */
  readonly duplicateIdentity: 'replace' | 'allow';
  /** Whether invite links let guests in: decides who may make them. */
  readonly guestAccess: boolean;
  readonly caps: CapsConfig;
}

/** The part of a log that rooms use. */
export interface RoomsLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Everything that rooms need. */
export interface RoomsOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** 0 <= random() < 1, for jitter. */
  readonly random: () => number;
  readonly media: MediaPort;
  readonly reports: ReportPort;
  readonly observer: CallObserver;
  /** Who keeps a record; nobody, when left out. */
  readonly history?: CallHistory;
  readonly logger: RoomsLogger;
  readonly config: RoomsConfig;
}
