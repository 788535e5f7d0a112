import type { ErrorCode, Milestone } from '@earshot/shared';
import { SERVER_STAGES } from '../metrics/instruments/joins.ts';
import { failureOf } from '../metrics/labels.ts';
import type { Metrics } from '../metrics/registry.ts';

/** Participants whose first media are remembered, so that sound after picture is no second one; the oldest goes first. */
const MAX_REMEMBERED = 20_000;

/** Stages that clients tell of, but for the media themselves. */
const CLIENT_STAGES = ['joined', 'sendConnected', 'receiveConnected'] as const;

/** Counts how far joins get: stage by stage, down to the first media that played. */
export class JoinFunnel {
  readonly #stages;
  readonly #heardOf = new Set<string>();

  constructor(metrics: Metrics) {
    this.#stages = metrics.counter('earshot_join_stages_total');
  }

  /** A stage of the server was passed. */
  reached(stage: (typeof SERVER_STAGES)[number]): void {
    this.#stages.add({ stage, result: 'ok', reason: 'none' });
  }

  /** A join was refused or failed after so many stages of the server: before the next one. */
  failed(code: ErrorCode, passed: number): void {
    // All were passed where it failed in between: whatever came after the media belongs to them.
    const stage = SERVER_STAGES[Math.min(passed, SERVER_STAGES.length - 1)] ?? 'media';
    this.#stages.add({ stage, result: 'failed', reason: failureOf(code) });
  }

  /** A client reached something, told once for each participant and milestone. */
  milestone(participantId: string, milestone: Milestone): void {
    const stage = CLIENT_STAGES.find((known) => known === milestone);
    if (stage !== undefined) this.#stages.add({ stage, result: 'ok', reason: 'none' });
    else this.#countFirstMedia(participantId);
  }

  #countFirstMedia(participantId: string): void {
    if (this.#heardOf.has(participantId)) return;
    this.#heardOf.add(participantId);
    const [oldest] = this.#heardOf;
    if (this.#heardOf.size > MAX_REMEMBERED && oldest !== undefined) this.#heardOf.delete(oldest);
    this.#stages.add({ stage: 'firstMedia', result: 'ok', reason: 'none' });
  }
}
