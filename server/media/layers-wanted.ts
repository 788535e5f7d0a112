import type { Clock } from '../clock.ts';
import { nextWantedLayer, type WantedLayer } from './layers.ts';

/**
 * Tells one publisher the highest spatial layer that any receiver wants (-1 = nobody wants the track), so that it does
 * not encode and upload what nobody sees. Up at once, down after 5 s (`nextWantedLayer`).
 */
export class LayersWanted {
  readonly #clock: Clock;
  readonly #tell: (maxSpatialLayer: number) => void;
  readonly #wishes = new Map<object, number>();
  #state: WantedLayer;
  #cancelCheck: (() => void) | undefined;
  #closed = false;

  /** A publisher sends all layers until told otherwise: `top` counts as told. */
  constructor(top: number, clock: Clock, tell: (maxSpatialLayer: number) => void) {
    this.#state = { told: top, lowerSince: undefined };
    this.#clock = clock;
    this.#tell = tell;
  }

  /** One receiver's wish; replaces its earlier one. */
  set(receiver: object, layer: number): void {
    if (this.#wishes.get(receiver) === layer) return;
    this.#wishes.set(receiver, layer);
    this.update();
  }

  delete(receiver: object): void {
    if (this.#wishes.delete(receiver)) this.update();
  }

  /** Decides anew; called by itself after changes, and once when the track is ready. */
  update(): void {
    if (this.#closed) return;
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
    let wanted = -1;
    for (const layer of this.#wishes.values()) wanted = Math.max(wanted, layer);
    const now = this.#clock.monotonic();
    const { state, checkAt } = nextWantedLayer(this.#state, wanted, now);
    const changed = state.told !== this.#state.told;
    this.#state = state;
    if (checkAt !== undefined) {
      this.#cancelCheck = this.#clock.after(Math.max(0, checkAt - now), () => {
        this.update();
      });
    }
    if (changed) this.#tell(state.told);
  }

  close(): void {
    this.#closed = true;
    this.#cancelCheck?.();
    this.#wishes.clear();
  }
}
