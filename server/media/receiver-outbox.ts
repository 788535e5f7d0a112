import { LIMITS, type ConsumerId, type EventData, type TrackId } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { MediaEvent } from '../rooms/ports.ts';
import type { Publication, RemovalReason } from './publications.ts';
import type { Subscription } from './subscription.ts';
import type { BlockedTrack } from './track-failures.ts';

type Update = EventData<'consumersUpdated'>['updates'][number];
/** Layers move often and nothing waits for the news: they are gathered so long, ms. */
const LAYERS_GATHER_MS = 300;

type Unavailable = EventData<'tracksUnavailable'>['tracks'];

/**
 * Gathers what one receiver is told, so that a change of many consumers is one event. Order is kept where it matters:
 * a removal follows the announcement, updates of what is not (or no longer) there are dropped.
 */
export class ReceiverOutbox {
  readonly #send: (event: MediaEvent) => void;
  readonly #updates = new Map<ConsumerId, Update>();
  readonly #removed = new Map<ConsumerId, RemovalReason>();
  #unavailable = '[]';
  #scheduled = false;
  #cancelLayers: (() => void) | undefined;
  #closed = false;
  readonly #clock: Clock;
  readonly #isShed: () => boolean;

  /** `isShed`: its worker gives something up now. */
  constructor(send: (event: MediaEvent) => void, clock: Clock, isShed: () => boolean) {
    this.#send = send;
    this.#clock = clock;
    this.#isShed = isShed;
  }

  /** Announces at once: what was gathered before goes first. */
  added(subscriptions: readonly Subscription[]): void {
    this.#flush();
    for (const part of chunk(subscriptions)) {
      for (const subscription of part) subscription.announced = true;
      this.#emit({ name: 'consumersAdded', data: { consumers: part.map(({ info }) => info) } });
    }
  }

  updated(subscription: Subscription, change: Omit<Update, 'consumerId'>): void {
    // What is announced later is announced as it is then.
    if (!subscription.announced || subscription.isClosed) return;
    const { consumerId } = subscription;
    const limit = subscription.limit.next(subscription, this.#clock.monotonic(), this.#isShed());
    const news = { ...change, ...(limit === undefined ? {} : { limit }) };
    this.#updates.set(consumerId, { ...this.#updates.get(consumerId), ...news, consumerId });
    if (change.trackPaused === undefined) this.#scheduleLayers();
    else this.#schedule();
  }

  /** Of these, why they come smaller than they could, where that is news. */
  tellLimits(subscriptions: Iterable<Subscription>): void {
    for (const one of subscriptions) {
      const limit = one.limit.next(one, this.#clock.monotonic(), this.#isShed());
      if (limit !== undefined) this.updated(one, { limit });
    }
  }

  removed(subscription: Subscription, reason: RemovalReason): void {
    if (!subscription.announced) return;
    this.#updates.delete(subscription.consumerId);
    this.#removed.set(subscription.consumerId, reason);
    this.#schedule();
  }

  /** The whole list of blocked tracks that still exist; sent only when it differs from the one sent before. */
  unavailable(blocked: readonly BlockedTrack[], find: (trackId: TrackId) => Publication | undefined): void {
    const list: Unavailable = blocked.slice(0, LIMITS.maxConsumerIds).flatMap(({ trackId, reason }) => {
      const publication = find(trackId);
      if (publication === undefined) return [];
      const { participantId, source } = publication;
      return [{ participantId, trackId, source, reason }];
    });
    const text = JSON.stringify(list);
    if (text === this.#unavailable) return;
    this.#unavailable = text;
    this.#flush();
    this.#emit({ name: 'tracksUnavailable', data: { tracks: list } });
  }

  close(): void {
    this.#closed = true;
    this.#cancelLayers?.();
    this.#updates.clear();
    this.#removed.clear();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #scheduleLayers(): void {
    if (this.#closed) return;
    this.#cancelLayers ??= this.#clock.after(LAYERS_GATHER_MS, () => {
      this.#flush();
    });
  }

  #flush(): void {
    this.#cancelLayers?.();
    this.#cancelLayers = undefined;
    const removed = [...this.#removed].map(([consumerId, reason]) => ({ consumerId, reason }));
    const updates = [...this.#updates.values()];
    this.#removed.clear();
    this.#updates.clear();
    for (const part of chunk(removed)) this.#emit({ name: 'consumersRemoved', data: { removed: part } });
    for (const part of chunk(updates)) this.#emit({ name: 'consumersUpdated', data: { updates: part } });
  }

  #emit(event: MediaEvent): void {
    if (!this.#closed) this.#send(event);
  }
}

function chunk<T>(list: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < list.length; from += LIMITS.maxConsumerIds) {
    parts.push(list.slice(from, from + LIMITS.maxConsumerIds));
  }
  return parts;
}
