import { TrackId, type Report, type Source, type TrackColumn } from '@earshot/shared';

/** Ids of tracks in tests, in order. */
export const TRACK_IDS: readonly TrackId[] = Array.from({ length: 400 }, (_, index) =>
  TrackId.parse(`11111111-1111-4111-8111-${String(index).padStart(12, '0')}`),
);

/** One track of a made-up report: what is left out of `values` was not measured. */
export interface ReportTrack {
  readonly direction: 'send' | 'receive';
  readonly source: Source;
  readonly values: Partial<Record<TrackColumn, number>>;
}

/** Makes a report with what is not named at its plain value: 10 s, no gap, receiving over UDP in 20 ms. */
export function makeReport({
  tracks = [],
  ...overrides
}: Partial<Omit<Report, 'tracks'>> & { tracks?: readonly ReportTrack[] } = {}): Report {
  const names = [...new Set(tracks.flatMap(({ values }) => Object.keys(values) as TrackColumn[]))];
  return {
    number: 1,
    at: 1_700_000_000_000,
    intervalMs: 10_000,
    gap: false,
    send: null,
    receive: { rttMs: 20, rttMaxMs: 30, availableBps: null, path: 'udp', state: 'connected' },
    issues: [],
    milestones: {},
    ...overrides,
    tracks: {
      trackId: tracks.map((_, index) => idAt(index)),
      direction: tracks.map(({ direction }) => direction),
      source: tracks.map(({ source }) => source),
      columns: Object.fromEntries(
        names.map((name) => [name, tracks.map(({ values }) => values[name] ?? null)]),
      ),
    },
  };
}

/** Valid, and says nothing of any track. */
export const EMPTY_REPORT: Report = makeReport({ receive: null });

function idAt(index: number): TrackId {
  const id = TRACK_IDS[index];
  if (id === undefined) throw new Error(`no test id ${String(index)}`);
  return id;
}
