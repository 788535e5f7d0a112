import type { Source } from '../grants.ts';
import { decodeTrack, decodeTrackKind, type TrackValues } from '../report-vector.ts';
import type { Report } from '../report.ts';
import { kindOf } from '../sources.ts';
import type { Measured } from './derive.ts';

/** How a client's media go, as its own browser sees it: `relay` when its local candidate is one. */
export const MEDIA_PATHS = ['udp', 'tcp', 'relay', 'unknown'] as const;
/** @see MEDIA_PATHS */
export type MediaPath = (typeof MEDIA_PATHS)[number];

/** One track in one report interval: each value of the report's vector, or `undefined` where it was not measured. */
export interface TrackInterval {
  readonly trackId: string;
  readonly direction: 'send' | 'receive';
  readonly source: Source;
  readonly kind: 'audio' | 'video';
  readonly values: Readonly<TrackValues>;
}

/** One report interval as the formulas need it. */
export interface ReportInterval {
  readonly intervalMs: number;
  readonly gap: boolean;
  /** Mean round trip of each transport, ms. */
  readonly rttMs: { readonly send: Measured; readonly receive: Measured };
  /** How each transport's media went at the end of the interval; `undefined` for one that told nothing. */
  readonly paths: Readonly<Record<'send' | 'receive', MediaPath | undefined>>;
  readonly tracks: readonly TrackInterval[];
}

/** A row of a report that is to be found among the tracks of its call. */
export type TrackReference = Pick<TrackInterval, 'direction' | 'source'> & {
  /** The first characters of its id, or all of it. */
  readonly ref: string;
};

/** The id of the track that is meant; `undefined` when there is none such, or more than one. */
export type FindTrack = (wanted: TrackReference) => string | undefined;

/**
 * Turns a report's lists into rows. Lists that do not fit together give rows only where all are there. A track that is not
 * found keeps its reference for an id: its seconds count, and nothing is known of it elsewhere.
 */
export function intervalOf(report: Report, findTrack: FindTrack = () => undefined): ReportInterval {
  const { refs = [], kinds = [], vectors = [] } = report.tracks ?? {};
  const tracks = refs.flatMap((ref, row): TrackInterval[] => {
    const kind = decodeTrackKind(kinds[row] ?? Infinity);
    const cells = vectors[row];
    if (kind === undefined || cells === undefined) return [];
    const trackId = findTrack({ ...kind, ref }) ?? ref;
    return [{ trackId, ...kind, kind: kindOf(kind.source), values: decodeTrack(cells) }];
  });
  return {
    intervalMs: report.intervalMs,
    gap: report.gap === true,
    rttMs: { send: report.send?.rttMs ?? undefined, receive: report.receive?.rttMs ?? undefined },
    paths: { send: report.send?.path, receive: report.receive?.path },
    tracks,
  };
}
