import { QUALITY_THRESHOLDS, type EventData, type TrackId } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { PacketCounters } from './histories.ts';

const { network } = QUALITY_THRESHOLDS;
/** Tracks of one participant are read one after another: what they say is told together, ms. */
const GATHER_MS = 300;
/** What was read longer ago says nothing of now, ms: one and a half periods of reading. */
const FRESH_MS = 7_500;

interface Told extends PacketCounters {
  /** Monotonic ms. */
  readonly at: number;
}

/**
 * Tells one participant what its own ways lose, by the server's own count. A receiver's page cannot tell its own way from that
 * of the only publisher it hears, and a sender's receiver reports tell the loss of its worst subscriber. Told with every reading while
 * there is something to tell, so that it is known within seconds, and once when it is over.
 */
export class PathLossWatch {
  readonly #clock: Clock;
  readonly #tell: (loss: EventData<'pathLoss'>) => void;
  /** Of the last reading of each track. */
  readonly #sent = new Map<TrackId, Told>();
  #received: { readonly ratio: number; readonly at: number } | undefined;
  #lossy = false;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, tell: (loss: EventData<'pathLoss'>) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Packets of an own track between its last two readings; `undefined`: nothing was due. */
  handleSent(trackId: TrackId, loss: PacketCounters | undefined): void {
    if (loss === undefined) this.#sent.delete(trackId);
    else this.#sent.set(trackId, { ...loss, at: this.#clock.monotonic() });
    this.#schedule();
  }

  /** Share of what was sent to it that did not come, 0..1; `undefined`: not measured. */
  handleReceived(ratio: number | undefined): void {
    this.#received = ratio === undefined ? undefined : { ratio, at: this.#clock.monotonic() };
    this.#schedule();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#sent.clear();
  }

  #schedule(): void {
    if (!this.#lossy && this.#compute() === undefined) return;
    this.#cancel ??= this.#clock.after(GATHER_MS, () => {
      this.#cancel = undefined;
      const loss = this.#compute();
      if (loss === undefined && !this.#lossy) return;
      this.#lossy = loss !== undefined;
      this.#tell(loss ?? { sent: 0, received: 0 });
    });
  }

  /** `undefined`: nothing worth telling. */
  #compute(): EventData<'pathLoss'> | undefined {
    const sent = this.#sentRatio();
    const received = this.#isFresh(this.#received) ? this.#received.ratio : undefined;
    if (Math.max(sent ?? 0, received ?? 0) < network.toldLossRatio) return undefined;
    return {
      ...(sent === undefined ? {} : { sent: round(sent) }),
      ...(received === undefined ? {} : { received: round(received) }),
    };
  }

  /** Of all tracks together; over few packets a ratio is noise. */
  #sentRatio(): number | undefined {
    let [expected, lost] = [0, 0];
    for (const [trackId, told] of this.#sent) {
      if (!this.#isFresh(told)) {
        this.#sent.delete(trackId);
        continue;
      }
      expected += told.expected;
      lost += told.lost;
    }
    return expected < network.minPackets ? undefined : lost / expected;
  }

  #isFresh<T extends { readonly at: number }>(told: T | undefined): told is T {
    return told !== undefined && this.#clock.monotonic() - told.at < FRESH_MS;
  }
}

/** To a thousandth: no more is known. */
function round(ratio: number): number {
  return Math.min(1, Math.round(ratio * 1_000) / 1_000);
}
