import type { HeldConsumers } from './held-consumers.ts';
import type { MediaSettings } from './options.ts';
import { findParked } from './parked.ts';
import type { ConsumerRepair } from './ports.ts';
import type { Subscription } from './subscription.ts';

/** What it needs. */
export interface ConsumerCareOptions {
  readonly held: HeldConsumers;
  readonly settings: Pick<MediaSettings, 'clock' | 'logger' | 'observer'>;
  /** Closes one and makes it anew. */
  readonly renew: (subscription: Subscription) => void;
}

/** Looks after one receiver's consumers once in each period: what is not as it should be is mended. */
export class ConsumerCare {
  readonly #options: ConsumerCareOptions;

  constructor(options: ConsumerCareOptions) {
    this.#options = options;
  }

  /** Closes what our side has paused for minutes, and makes it anew. */
  closeParked(): void {
    const { held, settings, renew } = this.#options;
    const { clock, logger, observer } = settings;
    for (const subscription of findParked(held.byTrack.values(), clock.monotonic())) {
      const { trackId, resumed } = subscription;
      observer.parkedConsumerClosed();
      logger.warn({ trackId, resumed }, 'parked consumer closed');
      renew(subscription);
    }
  }

  /** Asks again for what is not as it was asked for, `most` times at most; answers how often that was. */
  repair(most: number): number {
    const { held, settings } = this.#options;
    let done = 0;
    for (const subscription of held.byTrack.values()) {
      if (done >= most) break;
      if (held.isAsking(subscription)) continue;
      for (const what of findRepairs(subscription)) {
        done += 1;
        const { trackId, consumerId } = subscription;
        settings.observer.repaired(what);
        settings.logger.warn({ trackId, consumerId, what }, 'media state repaired');
        if (what === 'consumerPause' && subscription.kind === 'video') settings.observer.keyFrameRequested();
        held.restore(subscription, what);
      }
    }
    return done;
  }
}

/**
 * How a consumer differs from what was asked of it last. What the worker made of a wish for layers is compared with what they are
 * now: it takes no layer that the track does not have. Pure.
 */
export function findRepairs({
  consumer,
  startedAt,
  agreed,
}: Pick<Subscription, 'startedAt' | 'agreed'> & {
  readonly consumer: Pick<Subscription['consumer'], 'paused' | 'preferredLayers' | 'priority'>;
}): readonly ConsumerRepair[] {
  const { paused, preferredLayers: now, priority } = consumer;
  const { layers } = agreed;
  return [
    ...(paused === (startedAt === undefined) ? [] : (['consumerPause'] as const)),
    ...(now?.spatialLayer === layers?.spatialLayer && now?.temporalLayer === layers?.temporalLayer
      ? []
      : (['consumerLayers'] as const)),
    ...(priority === agreed.priority ? [] : (['consumerPriority'] as const)),
  ];
}
