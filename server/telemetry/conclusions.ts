import type { ParticipantId } from '@earshot/shared';
import type { Clock } from '../clock.ts';

/**
 * How long an interval waits to be counted, ms: until the server's own readings, one in 5 s, reach beyond its end. Judged
 * at once, a loss of the uplink in its last seconds would look like one of the downlink.
 */
export const CONCLUDE_MS = 6_000;

/** Work on intervals that waits for the server's readings, by leg. As much of it as there are reports in that time. */
export class Conclusions {
  readonly #clock: Clock;
  readonly #waiting = new Map<ParticipantId, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `conclude` once: after `CONCLUDE_MS`, or when its leg ends. */
  add(participantId: ParticipantId, conclude: () => void): void {
    const waiting = this.#waiting.get(participantId) ?? new Set();
    this.#waiting.set(participantId, waiting);
    const run = (): void => {
      cancel();
      waiting.delete(run);
      if (waiting.size === 0 && this.#waiting.get(participantId) === waiting)
        this.#waiting.delete(participantId);
      conclude();
    };
    const cancel = this.#clock.after(CONCLUDE_MS, run);
    waiting.add(run);
  }

  /** The leg ends: nothing of it waits any longer. */
  flush(participantId: ParticipantId): void {
    for (const run of [...(this.#waiting.get(participantId) ?? [])]) run();
  }
}
