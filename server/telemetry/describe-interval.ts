import type { Report, ReportInterval } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { JudgedInterval, JudgedTrack } from './judged.ts';
import type { LegQuality, LegSource, Placed } from './leg-seconds.ts';
import type { JudgedRow } from './rate-tracks.ts';

/** All that is known of one interval. */
export interface KnownInterval {
  readonly leg: LegSource;
  /** Number 0: there was none. */
  readonly report: Pick<Report, 'number' | 'revision'>;
  readonly from: JudgedInterval['from'];
  readonly interval: Pick<ReportInterval, 'rttMs'>;
  readonly placed: Placed;
  readonly tracks: readonly JudgedRow[];
  readonly quality: LegQuality;
}

/** An interval as those who keep it get it: in wall time. */
export function describeInterval(
  { leg, report, from, interval, placed, tracks, quality }: KnownInterval,
  clock: Pick<Clock, 'now' | 'monotonic'>,
): JudgedInterval {
  const wall = clock.now() - clock.monotonic();
  return {
    callId: leg.callId,
    participantId: leg.participantId,
    number: report.number,
    revision: report.revision ?? 0,
    startAt: Math.round(wall + placed.from),
    endAt: Math.round(wall + placed.to),
    uncertaintyMs: placed.uncertaintyMs,
    from,
    reception: quality.receive.quality,
    ownReception: quality.own.quality,
    sending: quality.send.quality,
    mosEstimate: lowestMos(tracks),
    transports: { send: { rttMs: interval.rttMs.send }, receive: { rttMs: interval.rttMs.receive } },
    tracks: tracks.map((row) => describeTrack(leg, row)),
  };
}

function lowestMos(tracks: readonly JudgedRow[]): number | undefined {
  const known = tracks.flatMap(({ mosEstimate }) => mosEstimate ?? []);
  return known.length === 0 ? undefined : Math.min(...known);
}

function describeTrack(leg: LegSource, row: JudgedRow): JudgedTrack {
  const { track, quality, impairedLeg, evidence, measuredBy, publisherId, mosEstimate } = row;
  const { trackId, direction, source, values } = track;
  return {
    trackId,
    publisherId: direction === 'send' ? leg.participantId : publisherId,
    direction,
    source,
    quality,
    blame: quality.blame,
    impairedLeg,
    evidence,
    measuredBy,
    mosEstimate,
    values,
  };
}
