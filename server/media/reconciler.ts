import { EarshotError, type ConsumerId, type RtpCapabilities, type TrackId } from '@earshot/shared';
import { NotFoundError, UnsupportedError } from 'mediasoup/errors';
import type { types } from 'mediasoup';
import type { MediaEvent, Reception } from '../rooms/ports.ts';
import { AnswerWatch } from './answer-watch.ts';
import type { MediaSettings } from './options.ts';
import { toLayerInfo, toWorkerCapabilities } from './parameters.ts';
import { computePlan, type Plan, type TrackWish } from './plan.ts';
import type { Publication, RemovalReason } from './publications.ts';
import { ReceiverOutbox } from './receiver-outbox.ts';
import { createConsumer, Subscription, type SubscriptionEvents } from './subscription.ts';
import { TrackFailures } from './track-failures.ts';
import type { LegTransport } from './transports.ts';
import { LaneClosed, type WorkLane } from './work-slices.ts';
import type { WorkerCall } from './worker-call.ts';

/** Videos made before their announcement: small enough that the first picture does not wait for the last. */
const VIDEO_BATCH = 16;
/** Microphones are few (at most K = 32) and all wanted at once: one announcement, one negotiation in the client. */
const AUDIO_BATCH = 32;

/** What a reconciler needs. */
export interface ReconcilerOptions {
  readonly receive: Pick<LegTransport, 'transport' | 'watch'>;
  readonly call: WorkerCall;
  readonly lane: WorkLane;
  readonly settings: MediaSettings;
  readonly findPublication: (trackId: TrackId) => Publication | undefined;
  readonly send: (event: MediaEvent) => void;
}

const NOTHING: Reception = { audio: [], video: [] };

/**
 * Drives one receiver's consumers to its latest wish. One run at a time: each run computes the difference, takes away,
 * adds microphones, then videos in batches, and looks after each batch whether the wish has changed meanwhile.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #outbox: ReceiverOutbox;
  readonly #failures = new TrackFailures();
  readonly #held = new Map<TrackId, Subscription>();
  readonly #byConsumer = new Map<ConsumerId, Subscription>();
  readonly #wishedAt = new Map<TrackId, number>();
  readonly #events: SubscriptionEvents;
  /** Announced and not resumed yet. */
  readonly #answers: AnswerWatch<Subscription>;
  #capabilities: types.RtpCapabilities | undefined;
  #reception = NOTHING;
  #wanted: ReadonlySet<TrackId> = new Set();
  #running = false;
  #dirty = false;
  #closed = false;
  #cancelRetry: (() => void) | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#outbox = new ReceiverOutbox(options.send);
    const { clock, limits } = options.settings;
    this.#answers = new AnswerWatch(clock, limits.consumerResumeTimeoutMs, (unanswered) => {
      this.#renew(unanswered);
    });
    this.#events = {
      gone: (subscription, reason) => {
        this.#forget(subscription, reason);
        this.#schedule();
      },
      paused: (subscription, trackPaused) => {
        this.#outbox.updated(subscription, { trackPaused });
      },
      layers: (subscription, layers) => {
        this.#outbox.updated(subscription, { layers: toLayerInfo(layers) });
      },
    };
  }

  /** Consumers that exist now. */
  get subscriptions(): IterableIterator<Subscription> {
    return this.#held.values();
  }

  get size(): number {
    return this.#held.size;
  }

  /** Nothing is made before this. */
  setCapabilities(capabilities: RtpCapabilities): void {
    this.#capabilities = toWorkerCapabilities(capabilities);
    this.#failures.clear();
    this.#schedule();
  }

  /** The latest wish wins. */
  setReception(reception: Reception): void {
    const now = this.#options.settings.clock.monotonic();
    const wanted = new Set([...reception.audio, ...reception.video.map(({ trackId }) => trackId)]);
    for (const trackId of [...this.#wishedAt.keys()])
      if (!wanted.has(trackId)) this.#wishedAt.delete(trackId);
    for (const trackId of wanted) if (!this.#wanted.has(trackId)) this.#wishedAt.set(trackId, now);
    this.#reception = reception;
    this.#wanted = wanted;
    this.#failures.keep(wanted);
    this.#schedule();
  }

  /** A track can be received from now on. */
  handlePublished(trackId: TrackId): void {
    if (this.#wanted.has(trackId)) this.#schedule();
  }

  /** The receiver is ready to play these; unknown ids are ignored. */
  resume(consumerIds: readonly ConsumerId[]): void {
    for (const consumerId of consumerIds) {
      const subscription = this.#byConsumer.get(consumerId);
      if (subscription === undefined || subscription.resumed) continue;
      subscription.resumed = true;
      this.#answers.delete(subscription);
      this.#failures.delete(subscription.trackId);
      this.#ask(subscription, (consumer) => consumer.resume());
      if (subscription.kind === 'video') this.#options.settings.observer.keyFrameRequested();
    }
  }

  /** The leg is gone: its transport closes the consumers. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelRetry?.();
    this.#outbox.close();
    this.#answers.close();
    for (const subscription of this.#held.values()) subscription.close();
    this.#held.clear();
    this.#byConsumer.clear();
    this.#wishedAt.clear();
  }

  #schedule(): void {
    this.#dirty = true;
    if (this.#running || this.#closed || this.#capabilities === undefined) return;
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (this.#dirty && !this.#closed) {
        this.#dirty = false;
        const plan = await this.#options.lane.run('audio', () => this.#begin());
        await this.#add(plan.addAudio, 'audio');
        await this.#add(plan.addVideo, 'video');
      }
      this.#finish();
    } catch (error) {
      // The worker or the room is gone: whoever ends the leg tells its participant.
      if (error instanceof LaneClosed) return;
      if (error instanceof EarshotError && error.code === 'worker_lost') return;
      this.#options.settings.logger.error({ error: String(error) }, 'reconciler run failed');
    } finally {
      this.#running = false;
      // Something may have come while the last lines ran.
      if (this.#dirty) this.#schedule();
    }
  }

  #begin(): Plan {
    const now = this.#options.settings.clock.monotonic();
    const plan = computePlan({
      reception: this.#reception,
      held: this.#held,
      find: (trackId) => {
        const publication = this.#options.findPublication(trackId);
        return publication?.producer === undefined ? undefined : publication;
      },
      isBlocked: (trackId) => this.#failures.isBlocked(trackId, now),
    });
    for (const trackId of plan.remove) {
      const subscription = this.#held.get(trackId);
      if (subscription === undefined) continue;
      subscription.close();
      this.#forget(subscription, subscription.kind === 'audio' ? 'evicted' : 'view');
    }
    for (const wish of plan.adjust) this.#adjust(wish);
    return plan;
  }

  #adjust(wish: TrackWish): void {
    const subscription = this.#held.get(wish.trackId);
    if (subscription === undefined) return;
    const { spatial, priority } = subscription;
    subscription.adjusted(wish);
    if (spatial !== wish.spatial && subscription.consumer.type !== 'simple') {
      this.#ask(subscription, (consumer) => consumer.setPreferredLayers({ spatialLayer: wish.spatial }));
    }
    if (priority !== wish.priority) {
      this.#ask(subscription, (consumer) => consumer.setPriority(wish.priority));
    }
  }

  async #add(wishes: readonly TrackWish[], urgency: 'audio' | 'video'): Promise<void> {
    const size = urgency === 'audio' ? AUDIO_BATCH : VIDEO_BATCH;
    for (let from = 0; from < wishes.length; from += size) {
      // The rest of an outdated plan is not worth making.
      if (this.#dirty || this.#closed) return;
      const batch = wishes.slice(from, from + size);
      const made = await Promise.all(
        batch.map((wish) => this.#options.lane.run(urgency, () => this.#consume(wish))),
      );
      const kept = made.flatMap((subscription) => subscription ?? []).filter((one) => this.#keeps(one));
      if (kept.length === 0) continue;
      this.#outbox.added(kept);
      this.#answers.add(kept);
    }
  }

  /** Decides on a consumer that has just been made: its wish or its track may be gone. */
  #keeps(subscription: Subscription): boolean {
    const { trackId, kind } = subscription;
    if (subscription.isClosed) return false;
    if (this.#closed || !this.#wanted.has(trackId)) {
      this.#held.delete(trackId);
      this.#byConsumer.delete(subscription.consumerId);
      subscription.close();
      return false;
    }
    const { clock, observer } = this.#options.settings;
    const wishedAt = Math.max(this.#wishedAt.get(trackId) ?? 0, subscription.publication.readyAt ?? 0);
    observer.consumerMade(kind, Math.max(0, clock.monotonic() - wishedAt) / 1_000);
    return true;
  }

  async #consume(wish: TrackWish): Promise<Subscription | undefined> {
    const { receive, findPublication } = this.#options;
    const publication = findPublication(wish.trackId);
    const capabilities = this.#capabilities;
    if (publication?.producer === undefined || capabilities === undefined) return undefined;
    let consumer: types.Consumer | undefined;
    try {
      consumer = await createConsumer({ ...this.#options, publication, capabilities, wish });
    } catch (error) {
      this.#handleFailure(publication, error);
    }
    if (consumer === undefined) return undefined;
    if (this.#isClosed()) {
      consumer.close();
      return undefined;
    }
    const subscription = new Subscription({ publication, consumer, wish, events: this.#events });
    this.#held.set(wish.trackId, subscription);
    this.#byConsumer.set(subscription.consumerId, subscription);
    receive.watch();
    if (wish.priority !== 1) this.#ask(subscription, (held) => held.setPriority(wish.priority));
    return subscription;
  }

  /** Asked anew after each wait. */
  #isClosed(): boolean {
    return this.#closed;
  }

  /** One request about one consumer, in a slice; a failure drops the consumer, so that the next run makes it anew. */
  #ask(subscription: Subscription, request: (consumer: types.Consumer) => Promise<void>): void {
    const { lane, call } = this.#options;
    const work = async () => {
      if (subscription.isClosed) return;
      await call(() => request(subscription.consumer));
    };
    lane.run(subscription.kind, work).catch((error: unknown) => {
      if (this.#closed || subscription.isClosed || error instanceof LaneClosed) return;
      if (error instanceof EarshotError) return;
      subscription.close();
      this.#forget(subscription, 'media_lost');
      this.#handleFailure(subscription.publication, error);
      this.#schedule();
    });
  }

  #handleFailure(publication: Publication, error: unknown): void {
    // The worker is lost: the room ends the leg.
    if (error instanceof EarshotError) throw error;
    if (this.#closed || publication.isClosed) return;
    if (error instanceof UnsupportedError) {
      this.#failures.setUnsupported(publication.trackId);
      return;
    }
    const { clock, logger, observer } = this.#options.settings;
    // The producer may be gone on the worker before we hear of it: then the track ends by itself.
    if (!(error instanceof NotFoundError)) observer.reconcileFailed();
    logger.warn({ trackId: publication.trackId, error: String(error) }, 'consumer not made');
    this.#failures.add(publication.trackId, clock.monotonic());
  }

  /** Not resumed in time: the announcement or the answer was lost, or the receiver is away. Never parked for ever. */
  #renew(unanswered: readonly Subscription[]): void {
    const { clock, logger, observer } = this.#options.settings;
    for (const subscription of unanswered) {
      subscription.close();
      this.#forget(subscription, 'media_lost');
      this.#failures.addUnanswered(subscription.trackId, clock.monotonic());
      observer.reconcileFailed();
    }
    logger.warn({ consumers: unanswered.length }, 'announced consumers were not resumed');
    this.#schedule();
  }

  #forget(subscription: Subscription, reason: RemovalReason): void {
    this.#answers.delete(subscription);
    this.#held.delete(subscription.trackId);
    this.#byConsumer.delete(subscription.consumerId);
    this.#outbox.removed(subscription, reason);
  }

  #finish(): void {
    if (this.#closed) return;
    const { findPublication } = this.#options;
    const { clock } = this.#options.settings;
    this.#outbox.unavailable(this.#failures.list(), findPublication);
    this.#cancelRetry?.();
    const now = clock.monotonic();
    const retryAt = this.#failures.findNextRetry(now);
    if (retryAt === undefined) return;
    this.#cancelRetry = clock.after(retryAt - now, () => {
      this.#schedule();
    });
  }
}
