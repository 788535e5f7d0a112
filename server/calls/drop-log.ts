import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { DropReason } from './write-queue.ts';

/** A store that is full for hours says so once in so many ms. */
const QUIET_MS = 60_000;

/** Says in the log that rows are lost: the first at once, then how many more there were, at most once a minute. */
export class DropLog {
  readonly #clock: Clock;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #lost = new Map<DropReason, { rows: number; toldAt: number }>();

  constructor(clock: Clock, logger: Pick<Logger, 'warn'>) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** `why` is what the database said. Rows of removed participants are not lost: that is what was asked for. */
  dropped(reason: DropReason, rows: number, why?: string): void {
    if (reason === 'removed') return;
    const now = this.#clock.monotonic();
    const lost = this.#lost.get(reason) ?? { rows: 0, toldAt: -Infinity };
    lost.rows += rows;
    this.#lost.set(reason, lost);
    if (now - lost.toldAt < QUIET_MS) return;
    this.#logger.warn({ reason, rows: lost.rows, why }, 'rows of the call store were dropped');
    [lost.rows, lost.toldAt] = [0, now];
  }
}
