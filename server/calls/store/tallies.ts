import type { Quality, QualityBand } from '@earshot/shared';
import type { Database } from '../database/database.ts';
import type { LegPlace } from './leg-index.ts';

type BandMs = Record<QualityBand, number>;

interface LegTally {
  readonly place: LegPlace;
  readonly ms: BandMs;
  lowestScore: number | null;
  readonly harm: Map<string, { readonly quality: Quality; ms: number }>;
}

/** What a batch adds to the sums of legs and calls: written once for all of its rows. */
export class Tallies {
  readonly #legs = new Map<number, LegTally>();

  /** So much time of that quality; negative when an interval is taken back for a later version of it. */
  add(place: LegPlace, quality: Quality, ms: number): void {
    const tally = this.#touch(place);
    tally.ms[quality.band] += ms;
    if (ms > 0 && quality.score !== null)
      tally.lowestScore = Math.min(tally.lowestScore ?? quality.score, quality.score);
    if (quality.band !== 'fair' && quality.band !== 'poor') return;
    const key = `${quality.band} ${quality.factor} ${quality.blame}`;
    const harm = tally.harm.get(key) ?? { quality, ms: 0 };
    harm.ms += ms;
    tally.harm.set(key, harm);
  }

  async write(database: Database): Promise<void> {
    const calls = new Map<number, BandMs>();
    for (const { place, ms, lowestScore, harm } of this.#legs.values()) {
      await addTo(database, 'legs', { id: place.legId, ms });
      if (lowestScore !== null) await lowerScore(database, place.legId, lowestScore);
      for (const { quality, ms: harmMs } of harm.values())
        await addHarm(database, { place, quality, ms: harmMs });
      const sum = calls.get(place.callRow) ?? noMs();
      for (const band of Object.keys(ms) as QualityBand[]) sum[band] += ms[band];
      calls.set(place.callRow, sum);
    }
    for (const [id, ms] of calls) await addTo(database, 'calls', { id, ms });
  }

  #touch(place: LegPlace): LegTally {
    const known = this.#legs.get(place.legId);
    if (known !== undefined) return known;
    const tally: LegTally = { place, ms: noMs(), lowestScore: null, harm: new Map() };
    this.#legs.set(place.legId, tally);
    return tally;
  }
}

function noMs(): BandMs {
  return { good: 0, fair: 0, poor: 0, unknown: 0 };
}

/** Poor time counts whole as harm, fair time half. */
async function addTo(
  database: Database,
  table: 'legs' | 'calls',
  { id, ms }: { readonly id: number; readonly ms: BandMs },
): Promise<void> {
  await database.run(
    `UPDATE ${table} SET good_ms = good_ms + ?, fair_ms = fair_ms + ?, poor_ms = poor_ms + ?,
      unknown_ms = unknown_ms + ?, harm_ms = harm_ms + ? WHERE id = ?`,
    [ms.good, ms.fair, ms.poor, ms.unknown, ms.poor + Math.round(ms.fair / 2), id],
  );
}

async function lowerScore(database: Database, legId: number, score: number): Promise<void> {
  await database.run(
    'UPDATE legs SET lowest_score = ? WHERE id = ? AND (lowest_score IS NULL OR lowest_score > ?)',
    [score, legId, score],
  );
}

async function addHarm(
  database: Database,
  { place, quality, ms }: { readonly place: LegPlace; readonly quality: Quality; readonly ms: number },
): Promise<void> {
  const { band, factor, blame } = quality;
  await database.run(
    `INSERT INTO harm (leg_id, call_id, band, factor, blame, ms) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (leg_id, band, factor, blame) DO UPDATE SET ms = harm.ms + excluded.ms`,
    [place.legId, place.callRow, band, factor, blame, ms],
  );
}
