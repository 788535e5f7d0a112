import {
  encodeTrack,
  encodeTrackKind,
  REPORT_VERSION,
  TrackId,
  type Report,
  type Source,
  type TrackReports,
  type TrackValues,
} from '@earshot/shared';

/** Ids of tracks in tests, in order. */
export const TRACK_IDS: readonly TrackId[] = Array.from({ length: 400 }, (_, index) =>
  TrackId.parse(`11111111-1111-4111-8111-${String(index).padStart(12, '0')}`),
);

/** One track of a made-up report: what is left out of `values` was not measured. */
export interface ReportTrack {
  readonly direction: 'send' | 'receive';
  readonly source: Source;
  readonly values: TrackValues;
}

/** Makes a report with what is not named at its plain value: 10 s, no gap, receiving over UDP in 20 ms. */
export function makeReport({
  tracks = [],
  ...overrides
}: Partial<Omit<Report, 'tracks'>> & { tracks?: readonly ReportTrack[] } = {}): Report {
  return {
    version: REPORT_VERSION,
    number: 1,
    intervalMs: 10_000,
    receive: { rttMs: 20, rttMaxMs: 30, availableBps: null, path: 'udp', state: 'connected' },
    ...overrides,
    ...(tracks.length === 0 ? {} : { tracks: makeTrackReports(tracks) }),
  };
}

/** The rows of a report, of `TRACK_IDS` in their order. */
export function makeTrackReports(tracks: readonly ReportTrack[]): TrackReports {
  return {
    refs: tracks.map((_, index) => idAt(index)),
    kinds: tracks.map(({ direction, source }) => encodeTrackKind(direction, source)),
    vectors: tracks.map(({ values }) => encodeTrack(values)),
  };
}

/** Valid, and says nothing of any track. */
export const EMPTY_REPORT: Report = makeReport({ receive: undefined });

function idAt(index: number): TrackId {
  const id = TRACK_IDS[index];
  if (id === undefined) throw new Error(`no test id ${String(index)}`);
  return id;
}
