import type { Source } from '../grants.ts';
import type { TrackColumn } from '../report-columns.ts';
import type { Report } from '../report.ts';
import { kindOf } from '../sources.ts';
import type { Measured } from './derive.ts';

/** One track in one report interval: each column of the report, or `undefined` where it was not measured. */
export interface TrackInterval {
  readonly trackId: string;
  readonly direction: 'send' | 'receive';
  readonly source: Source;
  readonly kind: 'audio' | 'video';
  readonly values: Readonly<Partial<Record<TrackColumn, number>>>;
}

/** One report interval as the formulas need it. */
export interface ReportInterval {
  readonly intervalMs: number;
  readonly gap: boolean;
  /** Mean round trip of each transport, ms. */
  readonly rttMs: { readonly send: Measured; readonly receive: Measured };
  readonly tracks: readonly TrackInterval[];
}

/** Turns a report's columns into rows. Lists that do not fit together give rows only where all are there. */
export function intervalOf(report: Report): ReportInterval {
  const { trackId: ids, direction, source, columns } = report.tracks;
  const names = Object.keys(columns) as TrackColumn[];
  const tracks = ids.flatMap((trackId, row): TrackInterval[] => {
    const rowDirection = direction[row];
    const rowSource = source[row];
    if (rowDirection === undefined || rowSource === undefined) return [];
    const values: Partial<Record<TrackColumn, number>> = {};
    for (const name of names) {
      const value = columns[name]?.[row];
      if (value !== undefined && value !== null) values[name] = value;
    }
    return [{ trackId, direction: rowDirection, source: rowSource, kind: kindOf(rowSource), values }];
  });
  return {
    intervalMs: report.intervalMs,
    gap: report.gap,
    rttMs: { send: report.send?.rttMs ?? undefined, receive: report.receive?.rttMs ?? undefined },
    tracks,
  };
}
