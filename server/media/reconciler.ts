import { EarshotError, type ConsumerId, type RtpCapabilities, type TrackId } from '@earshot/shared';
import type { Reception } from '../rooms/ports.ts';
import { AnswerWatch } from './answer-watch.ts';
import { ConsumerCare } from './consumer-care.ts';
import { ConsumerMaker, type MadeConsumer } from './consumer-maker.ts';
import { HeldConsumers } from './held-consumers.ts';
import { toLayerInfo, toWorkerCapabilities } from './parameters.ts';
import { computePlan, type Plan, type TrackWish } from './plan.ts';
import type { Publication, RemovalReason } from './publications.ts';
import { ReceiverCapabilities } from './receiver-capabilities.ts';
import { ReceiverOutbox } from './receiver-outbox.ts';
import type { ReconcilerOptions } from './reconciler-options.ts';
import { Subscription, type SubscriptionEvents } from './subscription.ts';
import { TrackRetries } from './track-retries.ts';
import { WatchedVideos } from './watched-videos.ts';
import { Wishes } from './wishes.ts';
import { LaneClosed } from './work-slices.ts';

/** Videos made before their announcement: small enough that the first picture does not wait for the last. */
const VIDEO_BATCH = 16;
/** Microphones are few (at most K = 32) and all wanted at once: one announcement, one negotiation in the client. */
const AUDIO_BATCH = 32;

/**
 * Drives one receiver's consumers to its latest wish. One run at a time: each run computes the difference, takes away,
 * adds microphones, then videos in batches, and looks after each batch whether the wish has changed meanwhile.
 */
export class Reconciler {
  /** What is to be looked after once in each period. */
  readonly care: ConsumerCare;
  readonly #options: ReconcilerOptions;
  readonly outbox: ReceiverOutbox;
  readonly #retries: TrackRetries;
  readonly #held: HeldConsumers;
  readonly #maker: ConsumerMaker;
  readonly #watched = new WatchedVideos();
  readonly #wishes = new Wishes();
  readonly #events: SubscriptionEvents;
  /** Announced and not resumed yet. */
  readonly #answers: AnswerWatch<Subscription>;
  #capabilities: ReceiverCapabilities | undefined;
  #running = false;
  #dirty = false;
  #closed = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.outbox = new ReceiverOutbox(options.send, options.settings.clock, options.isShed);
    this.#retries = new TrackRetries(options.settings, () => {
      this.#schedule();
    });
    this.#maker = new ConsumerMaker(options, {
      isClosed: () => this.#closed,
      late: (publication, error) => {
        this.#handleLate(publication, error);
      },
    });
    this.#held = new HeldConsumers({
      lane: options.lane,
      call: options.call,
      failed: (subscription, error) => {
        this.#handleRequestFailure(subscription, error);
      },
    });
    this.care = new ConsumerCare({
      held: this.#held,
      settings: options.settings,
      renew: (subscription) => {
        this.#drop(subscription);
        this.#schedule();
      },
    });
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
        this.outbox.updated(subscription, { trackPaused });
      },
      layers: (subscription, layers) => {
        this.outbox.updated(subscription, { layers: toLayerInfo(layers) });
      },
    };
  }

  /** Consumers that exist now. */
  get subscriptions(): IterableIterator<Subscription> {
    return this.#held.byTrack.values();
  }

  get size(): number {
    return this.#held.byTrack.size;
  }

  /** Nothing is made before this. */
  setCapabilities(capabilities: RtpCapabilities): void {
    this.#capabilities = new ReceiverCapabilities(toWorkerCapabilities(capabilities));
    this.#retries.clear();
    this.#schedule();
  }

  /** The latest wish wins. */
  setReception(reception: Reception): void {
    this.#wishes.set(reception, this.#options.settings.clock.monotonic());
    this.#retries.keep(this.#wishes.tracks);
    this.#schedule();
  }

  /** A track can be received from now on. */
  handlePublished(trackId: TrackId): void {
    if (this.#wishes.tracks.has(trackId)) this.#schedule();
  }

  /** The receiver is ready to play these; unknown ids are ignored. */
  resume(consumerIds: readonly ConsumerId[]): void {
    for (const consumerId of consumerIds) {
      const subscription = this.#held.find(consumerId);
      if (subscription === undefined || subscription.resumed) continue;
      subscription.resumed = true;
      this.#answers.delete(subscription);
      this.#retries.delete(subscription.trackId);
      const start = () => {
        this.#start(subscription);
      };
      if (subscription.kind === 'audio') start();
      else subscription.publication.resumes.answer(subscription, start);
    }
  }

  /** The leg is gone: its transport closes the consumers. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#retries.close();
    this.outbox.close();
    this.#answers.close();
    this.#watched.close();
    this.#held.close();
  }

  #start(subscription: Subscription): void {
    subscription.start(this.#options.settings.clock);
    this.#held.start(subscription);
    if (subscription.kind === 'video') this.#options.settings.observer.keyFrameRequested();
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
    const { settings, findPublication } = this.#options;
    const plan = computePlan({
      reception: this.#wishes.reception,
      held: this.#held.byTrack,
      find: (trackId) => {
        const publication = findPublication(trackId);
        return publication?.producer === undefined ? undefined : publication;
      },
      isBlocked: (trackId) => this.#retries.isBlocked(trackId),
      maxBitrate: settings.limits.maxReceiveBitrate,
    });
    // Before any consumer is made: a camera that was told to stop needs its time to start again.
    if (!this.#closed) {
      this.#watched.set(plan.watched, findPublication);
      this.#options.videosPlanned(plan.videoBitrate);
    }
    for (const trackId of plan.remove) {
      const subscription = this.#held.byTrack.get(trackId);
      if (subscription === undefined) continue;
      subscription.close();
      this.#forget(subscription, subscription.kind === 'audio' ? 'evicted' : 'view');
    }
    this.#held.apply(plan);
    return plan;
  }

  async #add(wishes: readonly TrackWish[], urgency: 'audio' | 'video'): Promise<void> {
    const size = urgency === 'audio' ? AUDIO_BATCH : VIDEO_BATCH;
    for (let from = 0; from < wishes.length; from += size) {
      // The rest of an outdated plan is not worth making.
      if (this.#dirty || this.#closed) return;
      const batch = wishes.slice(from, from + size);
      const made = await Promise.all(batch.map((wish) => this.#make(wish)));
      const kept = made.flatMap((subscription) => subscription ?? []).filter((one) => this.#keeps(one));
      if (kept.length === 0) continue;
      this.outbox.added(kept);
      this.#answers.add(kept);
      for (const one of kept) if (one.kind === 'video') one.publication.resumes.expect(one);
    }
  }

  async #make(wish: TrackWish): Promise<Subscription | undefined> {
    const publication = this.#options.findPublication(wish.trackId);
    const capabilities = this.#capabilities;
    if (publication?.producer === undefined || capabilities === undefined) return undefined;
    let made: MadeConsumer | undefined;
    try {
      made = await this.#maker.make({ publication, wish, capabilities });
    } catch (error) {
      if (error instanceof LaneClosed) throw error;
      this.#retries.failed(publication, error);
    }
    if (made === undefined) return undefined;
    if (this.#closed || publication.isClosed) {
      made.consumer.close();
      made.hold.release();
      return undefined;
    }
    const subscription = new Subscription({ publication, ...made, wish, events: this.#events });
    this.#held.add(subscription);
    this.#options.receive.watch();
    if (wish.priority !== 1) this.#held.setPriority(subscription, wish.priority);
    return subscription;
  }

  /** Decides on a consumer that has just been made: its wish or its track may be gone. */
  #keeps(subscription: Subscription): boolean {
    const { trackId, kind } = subscription;
    if (subscription.isClosed) return false;
    if (this.#closed || !this.#wishes.tracks.has(trackId)) {
      this.#held.delete(subscription);
      subscription.close();
      return false;
    }
    const { clock, observer } = this.#options.settings;
    const wishedAt = Math.max(this.#wishes.getSince(trackId), subscription.publication.readyAt ?? 0);
    observer.consumerMade(kind, Math.max(0, clock.monotonic() - wishedAt) / 1_000);
    return true;
  }

  /** Dropped, so that the next run makes it anew. */
  #handleRequestFailure(subscription: Subscription, error: unknown): void {
    if (this.#closed) return;
    this.#drop(subscription);
    this.#retries.failed(subscription.publication, error);
    this.#schedule();
  }

  /** The way to a track took so long that the rest went ahead without it. */
  #handleLate(publication: Publication, error: unknown): void {
    // The worker is lost: the room ends the leg.
    if (this.#closed || error instanceof EarshotError) return;
    if (error !== undefined) this.#retries.failed(publication, error);
    this.#schedule();
  }

  /** Not resumed in time: the announcement or the answer was lost, or the receiver is away. Never parked for ever. */
  #renew(unanswered: readonly Subscription[]): void {
    for (const subscription of unanswered) this.#drop(subscription);
    this.#retries.unanswered(unanswered.map(({ trackId }) => trackId));
    this.#schedule();
  }

  #drop(subscription: Subscription): void {
    subscription.close();
    this.#forget(subscription, 'media_lost');
  }

  #forget(subscription: Subscription, reason: RemovalReason): void {
    this.#answers.delete(subscription);
    this.#held.delete(subscription);
    this.outbox.removed(subscription, reason);
  }

  #finish(): void {
    if (this.#closed) return;
    this.outbox.unavailable(this.#retries.blocked, this.#options.findPublication);
    this.#retries.arm();
  }
}
