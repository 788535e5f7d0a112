import { findCulprit, QUALITY_THRESHOLDS, type Blame } from '@earshot/shared';
import type { JudgedRow } from './rate-tracks.ts';

/**
 * Who disturbed each track that a leg receives last: a buffer stays long for tens of seconds after what made it long has
 * passed, and is nobody else's fault then. At most as many tracks as its last interval had.
 */
export class Culprits {
  #byTrack: ReadonlyMap<string, { readonly blame: Blame; readonly at: number }> = new Map();

  /** Takes what an interval was judged by. `now`: monotonic ms. */
  note(rows: readonly JudgedRow[], now: number): void {
    const before = this.#byTrack;
    this.#byTrack = new Map(
      rows.flatMap(({ track: { trackId, direction }, quality: { factor }, evidence }) => {
        if (direction !== 'receive') return [];
        const blame = findCulprit({ factor, evidence });
        const known = blame === undefined ? before.get(trackId) : { blame, at: now };
        return known === undefined ? [] : [[trackId, known] as const];
      }),
    );
  }

  find(trackId: string, now: number): Blame | undefined {
    const known = this.#byTrack.get(trackId);
    return known === undefined || now - known.at > QUALITY_THRESHOLDS.disturbedMs ? undefined : known.blame;
  }
}
