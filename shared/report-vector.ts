import { SOURCES } from './sources.ts';

/**
 * What a client reports of a track: a vector of whole numbers, each at its fixed place, `null` where the browser does not
 * give the value. Numbers stand for steps, so that no digit is sent that nobody could tell from noise.
 */

/** Of the report and its vector. Raised with every change of a place, a step or a meaning. */
export const REPORT_VERSION = 2;

/** Places at most: a place costs each participant 57 tracks' worth of bytes every ten seconds. */
export const MAX_VECTOR = 24;

/** One place of the vector. */
export interface VectorPlace {
  /** How seconds make an interval's value. `most` and `least` are extremes: of one second, not of the interval. */
  readonly by: 'sum' | 'mean' | 'most' | 'least' | 'last';
  /** What 1 stands for, in the value's unit. */
  readonly step: number;
  /** The value's unit. */
  readonly unit: 'ms' | 'packets' | 'bytes' | 'frames' | 'requests' | 'px' | 'step';
  /** Largest value that a call can reach: of the interval, of each second of it, or that no time within it is longer than it. */
  readonly largest: number | 'interval' | { readonly perSecond: number };
}

const TIME = { by: 'sum', unit: 'ms', largest: 'interval' } as const;
const EXACT_TIME = { ...TIME, step: 1 } as const;
const COARSE_TIME = { ...TIME, step: 10 } as const;

/**
 * The places, in their order: what most tracks have comes first, because `null`s at the end of a vector are left out. A
 * name with its unit; counters are differences over the interval. `VECTOR_NOTES` says what each is.
 */
export const TRACK_COLUMNS = {
  expectedMs: COARSE_TIME,
  packets: {
    by: 'sum',
    step: 1,
    unit: 'packets',
    largest: { perSecond: 50_000 },
  },
  packetsLost: {
    by: 'sum',
    step: 1,
    unit: 'packets',
    largest: { perSecond: 50_000 },
  },
  bytes: {
    by: 'sum',
    step: 10,
    unit: 'bytes',
    largest: { perSecond: 50_000_000 },
  },
  dryMs: COARSE_TIME,
  jitterMaxMs: {
    by: 'most',
    step: 1,
    unit: 'ms',
    largest: 60_000,
  },
  jitterBufferMs: {
    by: 'mean',
    step: 1,
    unit: 'ms',
    largest: 60_000,
  },
  concealedMs: EXACT_TIME,
  concealedMaxMs: {
    by: 'most',
    step: 1,
    unit: 'ms',
    largest: 60_000,
  },
  nack: {
    by: 'sum',
    step: 1,
    unit: 'requests',
    largest: { perSecond: 50_000 },
  },
  retransmitted: {
    by: 'sum',
    step: 1,
    unit: 'packets',
    largest: { perSecond: 50_000 },
  },
  framesGiven: {
    by: 'sum',
    step: 1,
    unit: 'frames',
    largest: { perSecond: 500 },
  },
  frames: {
    by: 'sum',
    step: 1,
    unit: 'frames',
    largest: { perSecond: 500 },
  },
  framesMin: {
    by: 'least',
    step: 1,
    unit: 'frames',
    largest: 500,
  },
  framesDropped: {
    by: 'sum',
    step: 1,
    unit: 'frames',
    largest: { perSecond: 500 },
  },
  freezeMs: EXACT_TIME,
  frameHeight: {
    by: 'last',
    step: 1,
    unit: 'px',
    largest: 16_384,
  },
  codecMsPerFrame: {
    by: 'mean',
    step: 0.1,
    unit: 'ms',
    largest: 60_000,
  },
  qp: {
    by: 'mean',
    step: 1,
    unit: 'step',
    largest: 255,
  },
  pli: {
    by: 'sum',
    step: 1,
    unit: 'requests',
    largest: { perSecond: 1_000 },
  },
  rttMaxMs: {
    by: 'most',
    step: 1,
    unit: 'ms',
    largest: 60_000,
  },
  limitedBandwidthMs: COARSE_TIME,
  limitedCpuMs: COARSE_TIME,
  limitedOtherMs: COARSE_TIME,
} as const satisfies Record<string, VectorPlace>;

/** Name of a value. */
export type TrackColumn = keyof typeof TRACK_COLUMNS;

/** All names, by place. */
export const TRACK_COLUMN_NAMES = Object.keys(TRACK_COLUMNS) as [TrackColumn, ...TrackColumn[]];

/** Values by name; what is absent was not measured. */
export type TrackValues = Partial<Record<TrackColumn, number>>;

/** The largest number at any place: 400 Mbit/s over ten minutes, in steps of 10 bytes. */
export const MAX_CELL = 3_000_000_000;

/** A track's vector, without the `null`s at its end. Pure. */
export function encodeTrack(values: TrackValues): (number | null)[] {
  const cells = TRACK_COLUMN_NAMES.map((name) => {
    const value = values[name];
    if (value === undefined || !Number.isFinite(value)) return null;
    return Math.min(MAX_CELL, Math.max(0, Math.round(value / TRACK_COLUMNS[name].step)));
  });
  return cells.slice(0, cells.findLastIndex((cell) => cell !== null) + 1);
}

/** The values of a vector. What stands beyond the last place is not looked at. Pure. */
export function decodeTrack(cells: readonly (number | null)[]): TrackValues {
  const values: TrackValues = {};
  for (const [place, name] of TRACK_COLUMN_NAMES.entries()) {
    const cell = cells[place];
    // A tenth has no exact number: 42 of them are 4.2 again.
    if (cell !== undefined && cell !== null)
      values[name] = Math.round(cell * TRACK_COLUMNS[name].step * 10) / 10;
  }
  return values;
}

type Source = (typeof SOURCES)[number];

/** Which of the eight kinds of tracks one is: 0..3 sent, 4..7 received, by the order of `SOURCES`. */
export function encodeTrackKind(direction: 'send' | 'receive', source: Source): number {
  return (direction === 'receive' ? SOURCES.length : 0) + SOURCES.indexOf(source);
}

/** `undefined` for a number that is no kind. */
export function decodeTrackKind(
  kind: number,
): { readonly direction: 'send' | 'receive'; readonly source: Source } | undefined {
  const source = SOURCES[kind % SOURCES.length];
  if (source === undefined || kind >= 2 * SOURCES.length) return undefined;
  return { direction: kind < SOURCES.length ? 'send' : 'receive', source };
}

/** Characters of a short reference to a track: the first of its id, 32 random bits. */
export const TRACK_REF_CHARACTERS = 8;

/** How a report names a track: shortly, or by its whole id where another of those named begins alike. */
export function referToTrack(trackId: string, others: readonly string[]): string {
  const short = trackId.slice(0, TRACK_REF_CHARACTERS);
  return others.some((other) => other !== trackId && other.startsWith(short)) ? trackId : short;
}

/** Times from the start of `join()`, ms, sent once each. */
export const MILESTONES = [
  'joined',
  'sendConnected',
  'receiveConnected',
  'firstAudio',
  'firstVideo',
] as const;
/** @see MILESTONES */
export type Milestone = (typeof MILESTONES)[number];
