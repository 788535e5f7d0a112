import {
  encodeMeasures,
  encodeTrack,
  encodeTrackKind,
  LIMITS,
  REPORT_VERSION,
  referToTrack,
  type IssueReport,
  type Report,
  type SeenMeasures,
  type TrackReports,
  type TrackValues,
} from '@earshot/shared';
import type { IssueChange } from '../diagnostics/inputs.ts';
import type { TransportSample } from './api.ts';
import type { ReportExtras, StatsTrack } from './inputs.ts';
import { isVideo } from './reading.ts';
import type { Round } from './sampler.ts';
import { TrackGathering } from './track-gathering.ts';

interface TransportGathering {
  last: TransportSample;
  rttSum: number;
  rttCount: number;
  rttMax: number;
}

/** One row of a report in the making. */
interface Row {
  readonly track: StatsTrack;
  readonly values: TrackValues;
}

/** Tracks gathered at most: a report takes the weightiest of them. */
const MAX_GATHERED = 4 * LIMITS.maxReportTracks;
const MAX_INTERVAL_MS = 600_000;

/** Gathers rounds into reports: sums of differences, one worst or mean value where harm needs it. */
export class ReportBuilder {
  /** Those that were expected in this interval or the one before: a freeze may last from one into the next. */
  readonly #tracks = new Map<string, TrackGathering>();
  readonly #transports = new Map<TransportSample['direction'], TransportGathering>();
  #expectedBefore = new Set<string>();
  #gap = false;
  #measures: SeenMeasures = { given: [], lacking: [] };
  #number = 0;

  /** Adds one second. */
  add(round: Round): void {
    this.#gap ||= round.gap;
    this.#measures = round.measures;
    const expectedNow = new Set<string>();
    for (const { track, reading, answered } of round.tracks) {
      if (!track.expected) continue;
      const key = `${track.direction}:${track.trackId}`;
      expectedNow.add(key);
      // The second in which media began or ended to be expected is half of each: nothing can be said of it.
      if (!this.#expectedBefore.has(key) || !answered || round.elapsedMs === undefined) continue;
      const gathering = this.#find(key, track);
      if (reading === undefined) gathering?.addNothing(track, round.elapsedMs);
      else if (reading.delta !== undefined) gathering?.add(track, reading.delta);
    }
    this.#expectedBefore = expectedNow;
    for (const transport of round.transports) this.#gatherTransport(transport);
  }

  /** The report over what was added since the last one. */
  take(now: number, elapsedMs: number, extras: Partial<ReportExtras>): Report {
    const { issues = [], milestones = {} } = extras;
    const rows = this.#takeRows();
    const report: Report = {
      ...this.#begin(),
      intervalMs: Math.min(MAX_INTERVAL_MS, Math.max(1, Math.round(elapsedMs))),
      ...(this.#gap ? { gap: true } : {}),
      ...measuresReport(this.#measures),
      ...transportReport('send', this.#transports.get('send')),
      ...transportReport('receive', this.#transports.get('receive')),
      ...(rows.length === 0 ? {} : { tracks: tracksReport(rows) }),
      ...(issues.length === 0 ? {} : { issues: issuesReport(issues, now) }),
      ...(Object.keys(milestones).length === 0 ? {} : { milestones: { ...milestones } }),
    };
    this.#transports.clear();
    this.#gap = false;
    return report;
  }

  /** A report of changed issues alone: what is being gathered stays for the running interval's own. */
  takeIssues(now: number, issues: readonly IssueChange[]): Report {
    return { ...this.#begin(), intervalMs: 0, issuesOnly: true, issues: issuesReport(issues, now) };
  }

  #begin(): Pick<Report, 'version' | 'number'> {
    this.#number += 1;
    return { version: REPORT_VERSION, number: this.#number };
  }

  #find(key: string, track: StatsTrack): TrackGathering | undefined {
    const known = this.#tracks.get(key);
    if (known !== undefined || this.#tracks.size >= MAX_GATHERED) return known;
    const gathering = new TrackGathering(track);
    this.#tracks.set(key, gathering);
    return gathering;
  }

  #takeRows(): readonly Row[] {
    const used = [...this.#tracks].filter(([key, { expectedMs }]) => {
      if (expectedMs === 0) this.#tracks.delete(key);
      return expectedMs > 0;
    });
    const chosen = new Set(weightiest(used.map(([, gathering]) => gathering)));
    const rows = used.map(([, gathering]) => ({ gathering, values: gathering.take() }));
    return inReportOrder(
      rows
        .filter(({ gathering }) => chosen.has(gathering))
        .map(({ gathering, values }) => ({ track: gathering.track, values })),
    );
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

/** As many tracks as a report may hold: those sent first, then those that were expected longest. */
function weightiest(all: readonly TrackGathering[]): readonly TrackGathering[] {
  if (all.length <= LIMITS.maxReportTracks) return all;
  const weight = ({ track, expectedMs }: TrackGathering): number =>
    (track.direction === 'send' ? MAX_INTERVAL_MS : 0) + expectedMs;
  return [...all].sort((left, right) => weight(right) - weight(left)).slice(0, LIMITS.maxReportTracks);
}

/** What is sent first, pictures before sound: the order of those who read it. */
function inReportOrder(rows: readonly Row[]): readonly Row[] {
  const rank = ({ track }: Row): number =>
    (track.direction === 'send' ? 0 : 2) + (isVideo(track.source) ? 0 : 1);
  return [...rows].sort((left, right) => rank(left) - rank(right));
}

function tracksReport(rows: readonly Row[]): TrackReports {
  const ids = rows.map(({ track }) => track.trackId);
  return {
    refs: ids.map((id) => referToTrack(id, ids)),
    kinds: rows.map(({ track }) => encodeTrackKind(track.direction, track.source)),
    vectors: rows.map(({ values }) => encodeTrack(values)),
  };
}

function measuresReport({ given, lacking }: SeenMeasures): Pick<Report, 'measures'> {
  if (given.length + lacking.length === 0) return {};
  return { measures: { given: encodeMeasures(given), lacking: encodeMeasures(lacking) } };
}

function issuesReport(issues: readonly IssueChange[], now: number): IssueReport[] {
  return issues.map(({ code, level, at }) => {
    const agoMs = Math.min(MAX_INTERVAL_MS, Math.max(0, Math.round(now - at)));
    return { code, level, agoMs };
  });
}

function transportReport(
  direction: TransportSample['direction'],
  gathering: TransportGathering | undefined,
): Pick<Report, 'send' | 'receive'> {
  if (gathering === undefined) return {};
  const { last, rttSum, rttCount, rttMax } = gathering;
  const available = last.availableOutgoingBitrate;
  const report: NonNullable<Report['send']> = {
    rttMs: rttCount === 0 ? null : rounded(Math.min(60_000, rttSum / rttCount)),
    rttMaxMs: rttCount === 0 ? null : rounded(Math.min(60_000, rttMax)),
    availableBps: available === undefined ? null : Math.round(available),
    path: last.path,
    state: last.state,
  };
  return { [direction]: report };
}

/** Whole numbers from 10 on, tenths below: more digits are noise that every participant would pay for. */
function rounded(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}
