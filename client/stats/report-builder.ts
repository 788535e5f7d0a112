import { LIMITS, TRACK_COLUMNS, type Report, type TrackColumn } from '@earshot/shared';
import type { TransportSample } from './api.ts';
import type { ReportExtras, StatsTrack } from './inputs.ts';
import { isVideo, type Fraction, type TrackDelta } from './reading.ts';
import type { Round } from './sampler.ts';

type Row = Partial<Record<TrackColumn, number>>;

/** Columns that are plain sums of differences, and the field they come from. */
const SUMS = [
  'packets',
  'packetsLost',
  'bytes',
  'frames',
  'framesDropped',
  'freezeMs',
  'concealedMs',
  'limitedBandwidthMs',
  'limitedCpuMs',
  'limitedOtherMs',
  'nack',
  'pli',
] as const satisfies readonly (TrackColumn & keyof TrackDelta)[];

interface Gathering {
  readonly track: StatsTrack;
  readonly row: Row;
  buffer: Fraction | undefined;
  codec: Fraction | undefined;
}

interface TransportGathering {
  last: TransportSample;
  rttSum: number;
  rttCount: number;
  rttMax: number;
}

/** Tracks gathered at most: a report takes the weightiest of them. */
const MAX_GATHERED = 4 * LIMITS.maxReportTracks;
const MAX_INTERVAL_MS = 600_000;

/** Gathers rounds into reports: sums of differences, one worst or mean value where harm needs it. */
export class ReportBuilder {
  readonly #tracks = new Map<string, Gathering>();
  readonly #transports = new Map<TransportSample['direction'], TransportGathering>();
  #expectedBefore = new Set<string>();
  #gap = false;
  #number = 0;

  /** Adds one second. */
  add(round: Round): void {
    this.#gap ||= round.gap;
    const expectedNow = new Set<string>();
    for (const { track, reading, answered } of round.tracks) {
      if (!track.expected) continue;
      const key = `${track.direction}:${track.trackId}`;
      expectedNow.add(key);
      // The second in which media began or ended to be expected is half of each: nothing can be said of it.
      if (!this.#expectedBefore.has(key) || !answered || round.elapsedMs === undefined) continue;
      if (reading === undefined) this.#gather(key, track, { elapsedMs: round.elapsedMs });
      else if (reading.delta !== undefined) this.#gather(key, track, reading.delta);
    }
    this.#expectedBefore = expectedNow;
    for (const transport of round.transports) this.#gatherTransport(transport);
  }

  /** The report over what was added since the last one. */
  take(now: number, elapsedMs: number, extras: Partial<ReportExtras>): Report {
    const report: Report = {
      ...this.#begin(now),
      intervalMs: Math.min(MAX_INTERVAL_MS, Math.max(1, Math.round(elapsedMs))),
      gap: this.#gap,
      send: transportReport(this.#transports.get('send')),
      receive: transportReport(this.#transports.get('receive')),
      tracks: tracksReport(inColumnOrder(weightiest([...this.#tracks.values()]))),
      issues: [...(extras.issues ?? [])],
      milestones: { ...extras.milestones },
    };
    this.#tracks.clear();
    this.#transports.clear();
    this.#gap = false;
    return report;
  }

  /** A report of changed issues alone: what is being gathered stays for the running interval's own. */
  takeIssues(now: number, issues: Report['issues']): Report {
    return {
      ...this.#begin(now),
      intervalMs: 0,
      issuesOnly: true,
      gap: false,
      send: null,
      receive: null,
      tracks: tracksReport([]),
      issues,
      milestones: {},
    };
  }

  #begin(now: number): Pick<Report, 'number' | 'at'> {
    this.#number += 1;
    return { number: this.#number, at: Math.round(now) };
  }

  #gather(key: string, track: StatsTrack, delta: TrackDelta): void {
    const known = this.#tracks.get(key);
    if (known === undefined && this.#tracks.size >= MAX_GATHERED) return;
    const gathering = known ?? { track, row: {}, buffer: undefined, codec: undefined };
    this.#tracks.set(key, gathering);
    const { row } = gathering;
    add(row, 'expectedMs', delta.elapsedMs);
    for (const name of SUMS) add(row, name, delta[name]);
    raise(row, 'jitterMaxMs', delta.jitterMs);
    raise(row, 'rttMaxMs', delta.rttMs);
    if (delta.frameHeight !== undefined) row.frameHeight = delta.frameHeight;
    gathering.buffer = joined(gathering.buffer, delta.buffer);
    gathering.codec = joined(gathering.codec, delta.codec);
  }

  #gatherTransport(sample: TransportSample): void {
    const gathering = this.#transports.get(sample.direction) ?? {
      last: sample,
      rttSum: 0,
      rttCount: 0,
      rttMax: 0,
    };
    this.#transports.set(sample.direction, gathering);
    gathering.last = sample;
    if (sample.rttInMs === undefined) return;
    gathering.rttSum += sample.rttInMs;
    gathering.rttCount += 1;
    gathering.rttMax = Math.max(gathering.rttMax, sample.rttInMs);
  }
}

function add(row: Row, name: TrackColumn, value: number | undefined): void {
  if (value !== undefined) row[name] = (row[name] ?? 0) + value;
}

function raise(row: Row, name: TrackColumn, value: number | undefined): void {
  if (value !== undefined) row[name] = Math.max(row[name] ?? 0, value);
}

function joined(left: Fraction | undefined, right: Fraction | undefined): Fraction | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return { seconds: left.seconds + right.seconds, count: left.count + right.count };
}

/** As many tracks as a report may hold: those sent first, then those that were expected longest. */
function weightiest(all: readonly Gathering[]): readonly Gathering[] {
  if (all.length <= LIMITS.maxReportTracks) return all;
  const weight = ({ track, row }: Gathering): number =>
    (track.direction === 'send' ? MAX_INTERVAL_MS : 0) + (row.expectedMs ?? 0);
  return [...all].sort((left, right) => weight(right) - weight(left)).slice(0, LIMITS.maxReportTracks);
}

/** Tracks whose columns reach far come first, so that the others' missing cells at the end cost nothing. */
function inColumnOrder(gatherings: readonly Gathering[]): readonly Gathering[] {
  const rank = ({ track }: Gathering): number =>
    (track.direction === 'send' ? 0 : 2) + (isVideo(track.source) ? 0 : 1);
  return [...gatherings].sort((left, right) => rank(left) - rank(right));
}

function tracksReport(gatherings: readonly Gathering[]): Report['tracks'] {
  const rows = gatherings.map(finishedRow);
  const columns: Report['tracks']['columns'] = {};
  for (const name of Object.keys(TRACK_COLUMNS) as TrackColumn[]) {
    const cells = rows.map((row) => cellOf(row[name]));
    const length = cells.findLastIndex((cell) => cell !== null) + 1;
    if (length > 0) columns[name] = cells.slice(0, length);
  }
  return {
    trackId: gatherings.map(({ track }) => track.trackId),
    direction: gatherings.map(({ track }) => track.direction),
    source: gatherings.map(({ track }) => track.source),
    columns,
  };
}

function finishedRow({ row, buffer, codec }: Gathering): Row {
  const finished = { ...row };
  add(finished, 'jitterBufferMs', meanOf(buffer));
  add(finished, 'codecMsPerFrame', meanOf(codec));
  return finished;
}

function meanOf(part: Fraction | undefined): number | undefined {
  return part === undefined ? undefined : (part.seconds / part.count) * 1000;
}

function cellOf(value: number | undefined): number | null {
  return value === undefined ? null : rounded(Math.max(0, value));
}

/** Whole numbers from 10 on, tenths below: more digits are noise that every participant would pay for. */
function rounded(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}

function transportReport(gathering: TransportGathering | undefined): Report['send'] {
  if (gathering === undefined) return null;
  const { last, rttSum, rttCount, rttMax } = gathering;
  const available = last.availableOutgoingBitrate;
  return {
    rttMs: rttCount === 0 ? null : rounded(Math.min(60_000, rttSum / rttCount)),
    rttMaxMs: rttCount === 0 ? null : rounded(Math.min(60_000, rttMax)),
    availableBps: available === undefined ? null : Math.round(available),
    path: last.path,
    state: last.state,
  };
}
