import type { Quality } from '@earshot/shared';
import type { Cell, Database, Row } from '../database/database.ts';
import type { JudgedInterval, JudgedTrack } from '../../telemetry/judged.ts';
import { foldTracks } from './fold.ts';
import type { LegIndex, LegPlace } from './leg-index.ts';
import type { Tallies } from './tallies.ts';
import type { TrackBook } from './track-book.ts';
import { lossOf } from './track-sums.ts';

/** Where an interval goes. */
export interface IntervalTarget {
  readonly database: Database;
  readonly index: LegIndex;
  readonly tallies: Tallies;
  readonly book: TrackBook;
}

/**
 * Takes in an interval, once for each revision: a higher one replaces the lower, with the time that it gave to its leg;
 * a lower or equal one that comes later is left out. Sums of streams keep what the first version said.
 */
export async function writeInterval(
  target: IntervalTarget,
  place: LegPlace,
  judged: JudgedInterval,
): Promise<void> {
  const { database, tallies } = target;
  const [before] = await database.all(
    'SELECT revision, start_at, end_at, band, score, factor, blame FROM intervals WHERE leg_id = ? AND number = ?',
    [place.legId, keyOf(judged)],
  );
  if (before !== undefined) {
    if (Number(before['revision']) >= judged.revision) return;
    tallies.add(place, qualityOf(before), Number(before['start_at']) - Number(before['end_at']));
  }
  tallies.add(place, judged.reception, Math.round(judged.endAt) - Math.round(judged.startAt));
  await insert(database, place.legId, withoutRemoved(judged, target.index));
  if (before === undefined) await addTracks(target, place.legId, judged);
}

/** Intervals without a report have no number: they are told apart by when they began. */
function keyOf({ number, startAt }: JudgedInterval): number {
  return number > 0 ? number : -Math.round(startAt);
}

async function addTracks(
  { index, book }: IntervalTarget,
  legId: number,
  judged: JudgedInterval,
): Promise<void> {
  const { startAt, endAt } = { startAt: Math.round(judged.startAt), endAt: Math.round(judged.endAt) };
  for (const track of judged.tracks) {
    const { publisherId } = track;
    const kept = publisherId === undefined || index.isRemoved(publisherId) ? null : publisherId;
    await book.add(legId, track, { startAt, endAt, publisherId: kept });
  }
}

/** Others' rows do not name a participant whose data was removed. */
function withoutRemoved(judged: JudgedInterval, index: LegIndex): JudgedInterval {
  if (!judged.tracks.some(({ publisherId }) => index.isRemoved(publisherId))) return judged;
  const tracks = judged.tracks.map((track) =>
    index.isRemoved(track.publisherId) ? { ...track, publisherId: undefined } : track,
  );
  return { ...judged, tracks };
}

async function insert(database: Database, legId: number, judged: JudgedInterval): Promise<void> {
  const { reception, ownReception, sending, transports, tracks } = judged;
  const { folded, remarkable } = foldTracks(tracks);
  const columns: Readonly<Record<string, Cell>> = {
    leg_id: legId,
    number: keyOf(judged),
    revision: judged.revision,
    start_at: Math.round(judged.startAt),
    end_at: Math.round(judged.endAt),
    uncertainty_ms: judged.uncertaintyMs ?? null,
    measured: judged.from,
    band: reception.band,
    score: reception.score,
    factor: reception.factor,
    blame: reception.blame,
    send_band: sending.band,
    send_score: sending.score,
    send_factor: sending.factor,
    send_blame: sending.blame,
    own_band: ownReception.band,
    own_score: ownReception.score,
    own_factor: ownReception.factor,
    own_blame: ownReception.blame,
    mos_estimate: judged.mosEstimate ?? null,
    rtt_send_ms: transports.send.rttMs ?? null,
    rtt_receive_ms: transports.receive.rttMs ?? null,
    uplink_loss: worstLoss(tracks, 'send'),
    downlink_loss: worstLoss(tracks, 'receive'),
    folded: JSON.stringify(folded),
    tracks: JSON.stringify(remarkable.map(describe)),
  };
  const names = Object.keys(columns);
  const updates = names.slice(2).map((name) => `${name} = excluded.${name}`);
  await database.run(
    `INSERT INTO intervals (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
      ON CONFLICT (leg_id, number) DO UPDATE SET ${updates.join(', ')}`,
    Object.values(columns),
  );
}

/** As the API answers it. */
function describe(track: JudgedTrack) {
  const { trackId, publisherId, direction, source, quality, impairedLeg, measuredBy, evidence, values } =
    track;
  const { mosEstimate } = track;
  const { band, score, factor } = quality;
  return {
    trackId,
    publisherId: publisherId ?? null,
    direction,
    source,
    quality: { band, score, factor, blame: track.blame },
    impairedLeg,
    measuredBy,
    ...(mosEstimate === undefined ? {} : { mosEstimate }),
    evidence,
    values,
  };
}

function worstLoss(tracks: readonly JudgedTrack[], direction: 'send' | 'receive'): number | null {
  const losses = tracks.flatMap((track) => (track.direction === direction ? (lossOf(track) ?? []) : []));
  return losses.length === 0 ? null : Math.max(...losses);
}

function qualityOf(row: Row): Quality {
  const score = row['score'];
  return {
    // Written from these closed lists.
    band: String(row['band']) as Quality['band'],
    factor: String(row['factor']) as Quality['factor'],
    blame: String(row['blame']) as Quality['blame'],
    score: typeof score === 'number' ? score : null,
  };
}
