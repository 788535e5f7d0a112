import { EarshotError, LIMITS, type ReceiveConstraints } from '@earshot/shared';
import type { Requester } from './media/ports.ts';
import type { Scope } from './scope.ts';

/** Between two words on what this device can decode, ms; a sharp fall does not wait. */
const CAPACITY_INTERVAL_MS = 10_000;
/** When the server does not take what it is told, ms. */
const RETRY_MS = 2_000;

/** Bounds of each constraint, both allowed. */
const BOUNDS: Readonly<Record<keyof ReceiveConstraints, readonly [min: number, max: number]>> = {
  maxFrameHeight: [90, 8_640],
  maxFrameRate: [1, 120],
  maxBitrate: [50_000, 1_000_000_000],
};

/** What the wishes need. */
export interface ReceiveWishesPort {
  readonly requester: Requester;
  readonly scope: Scope;
  /** Monotonic ms. */
  now(): number;
}

/** What an app gave, as the protocol takes it. Throws `bad_params`. */
export function toConstraints(given: ReceiveConstraints): ReceiveConstraints {
  const result: Partial<Record<keyof ReceiveConstraints, number>> = {};
  for (const [name, value] of Object.entries(given) as [keyof ReceiveConstraints, unknown][]) {
    if (value === undefined) continue;
    const bounds = Object.hasOwn(BOUNDS, name) ? BOUNDS[name] : undefined;
    if (bounds === undefined) throw badParams(name, 'There is no such constraint.');
    const [min, max] = bounds;
    if (typeof value !== 'number' || !(value >= min && value <= max))
      throw badParams(name, `${name} is a number from ${String(min)} to ${String(max)}.`);
    result[name] = name === 'maxFrameRate' ? value : Math.floor(value);
  }
  return result;
}

function badParams(field: string, message: string): EarshotError {
  return new EarshotError('bad_params', message, { details: { field } });
}

/** What this receiver wants at most and can take: told to the server when it changes, and again with each opening of media. */
export class ReceiveWishes {
  readonly #port: ReceiveWishesPort;
  #constraints: ReceiveConstraints = {};
  #capacity: number | null = null;
  #toldCapacity: number | null | undefined = null;
  #toldAt = -Infinity;
  #cancelCapacity: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;

  constructor(port: ReceiveWishesPort) {
    this.#port = port;
  }

  /** Rejects with `bad_params`, `rate_limited` or `ended`; a lost connection does not undo it. */
  async setConstraints(given: ReceiveConstraints): Promise<void> {
    const wanted = toConstraints(given);
    const before = this.#constraints;
    this.#constraints = wanted;
    try {
      await this.#port.requester.request('setReceiveConstraints', { constraints: wanted });
    } catch (thrown) {
      const error = EarshotError.from(thrown);
      const lost = error.category === 'network' && !this.#port.scope.disposed;
      if (this.#constraints === wanted && lost) this.#retry();
      if (lost) return;
      if (this.#constraints === wanted) this.#constraints = before;
      throw error;
    }
  }

  /** How many videos this device can decode (`null`: no limit seen). `sharp`: told at once. */
  setCapacity(videos: number | null, sharp: boolean): void {
    this.#capacity = videos === null ? null : Math.min(LIMITS.maxVideos, Math.max(0, Math.floor(videos)));
    this.#cancelCapacity?.();
    this.#cancelCapacity = undefined;
    if (this.#capacity === this.#toldCapacity) return;
    const waitMs = sharp ? 0 : this.#toldAt + CAPACITY_INTERVAL_MS - this.#port.now();
    if (waitMs <= 0) this.#tellCapacity();
    else
      this.#cancelCapacity = this.#port.scope.after(waitMs, () => {
        this.#tellCapacity();
      });
  }

  /** Media was opened, perhaps in a new seat that knows nothing of what was said before. */
  handleOpened(): void {
    if (Object.keys(this.#constraints).length > 0) this.#retell();
    if (this.#capacity !== null) this.#tellCapacity();
    else this.#toldCapacity = null;
  }

  #retell(): void {
    const constraints = this.#constraints;
    this.#port.requester.request('setReceiveConstraints', { constraints }).catch(() => {
      this.#retry();
    });
  }

  #retry(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#port.scope.after(RETRY_MS, () => {
      this.#retell();
    });
  }

  #tellCapacity(): void {
    const videos = this.#capacity;
    this.#toldCapacity = videos;
    this.#toldAt = this.#port.now();
    this.#port.requester.request('setDecodeCapacity', { videos }).catch(() => {
      // What is so then is told with the next change at the latest, or when media is opened.
      if (this.#toldCapacity === videos) this.#toldCapacity = undefined;
      this.setCapacity(this.#capacity, false);
    });
  }
}
