import { EarshotError, type TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import type { MediaSettings } from './options.ts';
import { PipePairs, type PipePair } from './pipe-pairs.ts';
import type { Place } from './place.ts';
import { keepParameters } from './producer-parameters.ts';
import type { Publication } from './publications.ts';

/** A track that is there to be consumed on some router, for as long as somebody holds it. */
export interface TrackHold {
  /** Any number of times. */
  release(): void;
}

/** Why a track is not there though its own worker lives: the way to it failed, and the next try begins anew. */
export class PipeFailed extends Error {}

/** A track's pipe, as others count it. */
export interface OpenPipe {
  readonly publication: Publication;
  readonly target: Place;
  /** Receivers that hold it. */
  readonly holders: number;
  /** Goes nowhere yet, or not any more. */
  readonly isOpen: boolean;
  /** The track as it comes out at the target. */
  readonly end: types.Producer | undefined;
  /** Ends it; who holds it gets it anew. */
  close(): void;
}

/** Where tracks of one room are made available on routers other than their own. */
export class Pipes {
  readonly #settings: MediaSettings;
  readonly #pairs = new PipePairs();
  readonly #pipes = new Map<Place, Map<TrackId, Pipe>>();
  #closed = false;

  constructor(settings: MediaSettings) {
    this.#settings = settings;
  }

  get all(): readonly OpenPipe[] {
    return [...this.#pipes.values()].flatMap((byTrack) => [...byTrack.values()]);
  }

  /** Pairs of transports. */
  get pairs(): number {
    return this.#pairs.size;
  }

  /**
   * Makes a track available at a place, under the same id: at once where it was published or is piped to already, else
   * once for all who ask at the same time. It stays for a while after the last one released it. Rejects with `PipeFailed`.
   */
  hold(publication: Publication, target: Place): TrackHold | Promise<TrackHold> {
    if (publication.place === target) return { release: () => undefined };
    if (this.#closed || publication.isClosed)
      return Promise.reject(new PipeFailed('The track or the room is over.'));
    const byTrack = this.#pipes.get(target) ?? new Map<TrackId, Pipe>();
    this.#pipes.set(target, byTrack);
    let pipe = byTrack.get(publication.trackId);
    if (pipe === undefined) {
      const made = new Pipe({
        publication,
        target,
        pairs: this.#pairs,
        settings: this.#settings,
        closed: () => {
          if (byTrack.get(publication.trackId) === made) byTrack.delete(publication.trackId);
          if (byTrack.size === 0 && this.#pipes.get(target) === byTrack) this.#pipes.delete(target);
        },
      });
      pipe = made;
      byTrack.set(publication.trackId, made);
    }
    return pipe.hold();
  }

  /** The track is over everywhere. */
  handleTrackGone(trackId: TrackId): void {
    for (const byTrack of [...this.#pipes.values()]) byTrack.get(trackId)?.close();
  }

  /** A router is gone, or about to go: what came from there and what went there is over. */
  handlePlaceGone(place: Place): void {
    for (const pipe of this.#list()) {
      if (pipe.target === place || pipe.publication.place === place) pipe.close();
    }
    this.#pairs.handlePlaceGone(place);
  }

  close(): void {
    this.#closed = true;
    for (const pipe of this.#list()) pipe.close();
    this.#pairs.close();
  }

  #list(): Pipe[] {
    return [...this.#pipes.values()].flatMap((byTrack) => [...byTrack.values()]);
  }
}

interface PipeOptions {
  readonly publication: Publication;
  readonly target: Place;
  readonly pairs: PipePairs;
  readonly settings: MediaSettings;
  readonly closed: () => void;
}

/** One track on its way to one other router. */
class Pipe implements OpenPipe {
  readonly publication: Publication;
  readonly target: Place;
  holders = 0;
  readonly #options: PipeOptions;
  readonly #opening: Promise<void>;
  #pair: PipePair | undefined;
  #consumer: types.Consumer | undefined;
  #producer: types.Producer | undefined;
  #pausing = false;
  #closed = false;
  #cancelLinger: (() => void) | undefined;

  constructor(options: PipeOptions) {
    this.#options = options;
    this.publication = options.publication;
    this.target = options.target;
    this.#opening = this.#open();
    this.#opening.catch(() => {
      this.close();
    });
  }

  get isOpen(): boolean {
    return !this.#closed && this.#producer !== undefined;
  }

  get end(): types.Producer | undefined {
    return this.#closed ? undefined : this.#producer;
  }

  hold(): TrackHold | Promise<TrackHold> {
    const hold = this.#take();
    return this.isOpen ? hold : this.#whenOpen(hold);
  }

  #take(): TrackHold {
    this.holders += 1;
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      this.holders -= 1;
      this.#linger();
    };
    return { release };
  }

  async #whenOpen(hold: TrackHold): Promise<TrackHold> {
    try {
      await this.#opening;
    } catch (cause) {
      hold.release();
      throw new PipeFailed('The track could not be piped.', { cause });
    }
    if (this.#closed) throw new PipeFailed('The pipe was closed.');
    return hold;
  }

  /** Its consumers hear of it by the end of their producer. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelLinger?.();
    if (this.#producer?.closed === false) this.#producer.close();
    if (this.#consumer?.closed === false) this.#consumer.close();
    this.#pair?.release();
    this.#options.closed();
  }

  async #open(): Promise<void> {
    const { publication, target, pairs } = this.#options;
    const from = publication.place;
    try {
      const pair = await pairs.open(from, target);
      this.#pair = pair;
      this.#assertOpen(pair);
      const consumer = await from.live.call(() =>
        pair.getEnd(from).consume({ producerId: publication.trackId }),
      );
      this.#consumer = consumer;
      this.#watchConsumer(consumer);
      this.#assertOpen(pair);
      const { kind, rtpParameters, producerPaused } = consumer;
      this.#producer = await target.live.call(() =>
        // Key frames are gathered at the track's own router.
        pair.getEnd(target).produce({ id: publication.trackId, kind, rtpParameters, paused: producerPaused }),
      );
      keepParameters(this.#producer);
      this.#producer.observer.once('close', () => {
        this.close();
      });
      this.#assertOpen(pair);
      void this.#drivePause();
    } catch (error) {
      this.#handleFailure(error);
      throw error;
    }
  }

  #watchConsumer(consumer: types.Consumer): void {
    consumer.observer.once('close', () => {
      this.close();
    });
    consumer.observer.on('pause', () => void this.#drivePause());
    consumer.observer.on('resume', () => void this.#drivePause());
  }

  /** Closed while a worker was asked: what it made goes. */
  #assertOpen(pair: PipePair): void {
    if (!this.#closed) return;
    if (this.#producer?.closed === false) this.#producer.close();
    if (this.#consumer?.closed === false) this.#consumer.close();
    pair.release();
    throw new EarshotError('wrong_state', 'The pipe was closed.');
  }

  /** Follows the track: latest wins, one request in flight. */
  async #drivePause(): Promise<void> {
    if (this.#pausing) return;
    this.#pausing = true;
    try {
      for (let pipe = this.#findUnequal(); pipe !== undefined; pipe = this.#findUnequal()) {
        const { producer, paused } = pipe;
        await this.target.live.call(() => (paused ? producer.pause() : producer.resume()));
      }
    } catch (error) {
      // A pipe that does not follow its track is worse than none: whoever needs it makes another.
      this.#handleFailure(error);
      this.close();
    } finally {
      this.#pausing = false;
    }
  }

  #findUnequal(): { producer: types.Producer; paused: boolean } | undefined {
    const [consumer, producer] = [this.#consumer, this.#producer];
    if (this.#closed || consumer === undefined || producer === undefined) return undefined;
    const paused = consumer.producerPaused;
    return producer.paused === paused ? undefined : { producer, paused };
  }

  #handleFailure(error: unknown): void {
    if (this.#closed || this.publication.isClosed) return;
    const { observer, logger } = this.#options.settings;
    observer.pipeFailed();
    logger.warn({ trackId: this.publication.trackId, error: String(error) }, 'track not piped');
  }

  #linger(): void {
    if (this.#closed || this.holders > 0) return;
    const { clock, limits } = this.#options.settings;
    this.#cancelLinger?.();
    this.#cancelLinger = clock.after(limits.pipeLingerMs, () => {
      this.close();
    });
  }
}
