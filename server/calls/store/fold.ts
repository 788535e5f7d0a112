import { TRACK_COLUMN_NAMES, TRACK_COLUMNS, type TrackColumn } from '@earshot/shared/report-vector.ts';
import type { SeriesInterval } from '@earshot/shared/calls-api.ts';
import type { JudgedTrack } from '../../telemetry/judged.ts';

/** What is kept of the tracks of an interval. */
export interface FoldedTracks {
  readonly folded: SeriesInterval['folded'];
  readonly remarkable: readonly JudgedTrack[];
}

/** Keeps each track that somebody may ask about, and the others as one row for each direction and source. Pure. */
export function foldTracks(tracks: readonly JudgedTrack[]): FoldedTracks {
  const remarkable = tracks.filter(isRemarkable);
  const plain = tracks.filter((track) => !isRemarkable(track));
  const groups = Map.groupBy(plain, ({ direction, source }) => `${direction} ${source}`);
  const folded = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { direction, source } = first;
    return [{ direction, source, tracks: group.length, values: mergeValues(group) }];
  });
  return { folded, remarkable };
}

function isRemarkable({ quality, impairedLeg }: JudgedTrack): boolean {
  const isGoodEnough = quality.band === 'good' || quality.band === 'unknown';
  return !isGoodEnough || (impairedLeg !== 'none' && impairedLeg !== 'unknown');
}

function mergeValues(tracks: readonly JudgedTrack[]): Record<string, number> {
  const merged: Record<string, number> = {};
  for (const name of TRACK_COLUMN_NAMES) {
    const values = tracks.flatMap(({ values }) => values[name] ?? []);
    if (values.length > 0) merged[name] = mergeColumn(name, values);
  }
  return merged;
}

function mergeColumn(name: TrackColumn, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (TRACK_COLUMNS[name].by) {
    case 'sum':
      return sum;
    case 'most':
      return Math.max(...values);
    case 'least':
      return Math.min(...values);
    case 'mean':
    case 'last':
      return Math.round((sum / values.length) * 100) / 100;
  }
}
