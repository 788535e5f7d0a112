import type { TrackId } from '@earshot/shared';
import type { Scope } from './scope.ts';

/**
 * How long the place of a camera that stopped coming is kept for the one that replaces it, ms: what the server takes away and
 * what it gives instead come one after the other, and other pictures must not jump between.
 */
const HOLD_MS = 1_000;

/** One place: a camera, or the one that was there last. */
export interface CameraPlace {
  readonly trackId: TrackId;
  /** Monotonic ms; `undefined` while it comes. */
  readonly goneAt: number | undefined;
}

/**
 * Places after `coming` has changed. A camera keeps its place while it comes; a newcomer takes the place that has been
 * empty the longest, else one at the end; places that stay empty are closed.
 */
export function placeCameras(
  places: readonly CameraPlace[],
  coming: ReadonlySet<TrackId>,
  now: number,
): readonly CameraPlace[] {
  const kept = places.map(({ trackId, goneAt }) => ({
    trackId,
    goneAt: coming.has(trackId) ? undefined : (goneAt ?? now),
  }));
  const known = new Set(kept.map(({ trackId }) => trackId));
  for (const trackId of coming) {
    if (known.has(trackId)) continue;
    const free = findFree(kept, now);
    if (free === undefined) kept.push({ trackId, goneAt: undefined });
    else kept[free] = { trackId, goneAt: undefined };
  }
  return kept.filter(({ goneAt }) => isHeld(goneAt, now));
}

/** When the next empty place closes, monotonic ms; `undefined`: none is empty. */
export function nextClosing(places: readonly CameraPlace[]): number | undefined {
  const gone = places.flatMap(({ goneAt }) => goneAt ?? []);
  return gone.length === 0 ? undefined : Math.min(...gone) + HOLD_MS;
}

function isHeld(goneAt: number | undefined, now: number): boolean {
  return goneAt === undefined || now - goneAt < HOLD_MS;
}

function findFree(places: readonly CameraPlace[], now: number): number | undefined {
  let best: number | undefined;
  places.forEach(({ goneAt }, index) => {
    if (goneAt === undefined || !isHeld(goneAt, now)) return;
    const known = best === undefined ? undefined : places[best]?.goneAt;
    if (known === undefined || goneAt < known) best = index;
  });
  return best;
}

/** Follows which remote cameras come, each in a place of its own. */
export class ShownCameras {
  readonly #coming: () => Iterable<TrackId>;
  readonly #changed: () => void;
  #places: readonly CameraPlace[] = [];
  #scope: Scope | undefined;
  #now: () => number = () => 0;
  #cancel: (() => void) | undefined;

  /** `coming` answers the cameras that come now; `changed` is called when the places are others. */
  constructor(coming: () => Iterable<TrackId>, changed: () => void) {
    this.#coming = coming;
    this.#changed = changed;
  }

  /** By place. */
  get trackIds(): readonly TrackId[] {
    return this.#places.map(({ trackId }) => trackId);
  }

  /** Empty places are closed while `scope` lives. `now`: monotonic ms. */
  start(scope: Scope, now: () => number): void {
    this.#scope = scope;
    this.#now = now;
  }

  /** What comes may be another. */
  update(): void {
    const scope = this.#scope;
    if (scope === undefined) return;
    const before = this.trackIds;
    const now = this.#now();
    this.#places = placeCameras(this.#places, new Set(this.#coming()), now);
    this.#cancel?.();
    const closing = nextClosing(this.#places);
    this.#cancel =
      closing === undefined
        ? undefined
        : scope.after(closing - now, () => {
            this.update();
          });
    const after = this.trackIds;
    if (before.length !== after.length || before.some((trackId, place) => trackId !== after[place]))
      this.#changed();
  }
}
