import type { WantedVideo } from '../rooms/ports.ts';

/** Receivers report every 10 s: one that has been silent for so long shows nothing any more, ms. */
const FRESH_MS = 30_000;

/** How tall each video is shown by those who show it tallest: what its publisher should be able to send. */
export class WantedHeights {
  /** `at`: monotonic ms. In the order of `at`. */
  readonly #heights = new Map<string, { readonly height: number; readonly at: number }>();

  /** Notes what a receiver is shown. `now`: monotonic ms. */
  note(videos: readonly WantedVideo[], now: number): void {
    for (const { trackId, height, maxHeight = Infinity } of videos) {
      const wanted = Math.min(height, maxHeight);
      if (wanted < (this.get(trackId, now) ?? 0)) continue;
      this.#heights.delete(trackId);
      this.#heights.set(trackId, { height: wanted, at: now });
    }
    for (const [trackId, { at }] of this.#heights) {
      if (now - at <= FRESH_MS) return;
      this.#heights.delete(trackId);
    }
  }

  /** px; `undefined` when nobody has shown it lately. */
  get(trackId: string, now: number): number | undefined {
    const wanted = this.#heights.get(trackId);
    return wanted === undefined || now - wanted.at > FRESH_MS ? undefined : wanted.height;
  }
}
