import type { LimitsInfo, ParticipantId, TrackId } from '@earshot/shared';
import type { AudibleEvent } from './audible-set.ts';
import { createHearing, type HearingChange } from './hearing.ts';
import type { DownlinkReading, Reception } from './ports.ts';
import { sameLimits, sameReception } from './reception.ts';
import type { RoomCore } from './room-core.ts';
import { NO_RECEPTION, type Seat } from './seat.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';
import { createWatching } from './watching.ts';

/**
 * Who receives what. Decisions say what changed; `settle`, at the end of each decision, works out every receiver's
 * reception anew where it may be stale, and tells media and receivers only what really changed. O(N) for each change.
 */
export interface Forwarding {
  /** Somebody came, left, or became (in)visible. */
  seatsChanged(): void;
  /** Something happened to microphones. */
  microphoneChanged(event: AudibleEvent<TrackId>): void;
  /** Tracks of this kind were published, paused, resumed or unpublished. */
  tracksChanged(kind: 'audio' | 'video'): void;
  dominantChanged(order: readonly ParticipantId[]): void;
  /** Who is shown to everybody first, in this order. */
  spotlightChanged(participantIds: readonly ParticipantId[]): void;
  /** How the path to one receiver does. */
  downlinkChanged(seat: Seat, reading: DownlinkReading): void;
  /** One receiver looks elsewhere, has become ready, or may receive more or less. */
  receiverChanged(seat: Seat): void;
  /** The workers of some receivers shed more or less. */
  shedChanged(seats: readonly Seat[]): void;
  settle(): void;
  /** Caps in force; after `settle` those that were told. */
  limitsOf(seat: Seat): LimitsInfo;
  /** How many videos a receiver will probably get. */
  expectVideos(seat: Seat): number;
  close(): void;
}

/** Makes it for an empty room. */
export function createForwarding(core: RoomCore): Forwarding {
  return new RoomForwarding(core);
}

/** Which halves of a reception must be worked out anew. */
interface Halves {
  readonly audio: boolean;
  readonly video: boolean;
}

class RoomForwarding implements Forwarding {
  readonly #core: RoomCore;
  readonly #hearing: ReturnType<typeof createHearing>;
  readonly #watching: ReturnType<typeof createWatching>;
  readonly #wakeUp: WakeUp;
  readonly #stale = {
    audio: false,
    video: false,
    limits: false,
    limited: new Set<Seat>(),
    seats: new Set<Seat>(),
  };
  /** Those whose limits were counted. */
  readonly #counted = new Map<Seat, LimitsInfo>();
  /** No receiver must be looked at earlier than this though nothing happens. */
  #seatsRecheckAt = Infinity;

  constructor(core: RoomCore) {
    this.#core = core;
    this.#hearing = createHearing(core);
    this.#watching = createWatching(core);
    this.#wakeUp = createWakeUp(core.options.clock, () => {
      core.queue.post(() => {
        this.#recheck();
      });
    });
  }

  seatsChanged(): void {
    if (this.#watching.resize()) this.#stale.limits = true;
    this.#note(this.#hearing.resize());
    const { seats } = this.#core;
    // Who came has no limits yet.
    for (const seat of seats.values()) if (seat.limits === undefined) this.#stale.limited.add(seat);
    for (const [seat, before] of this.#counted) {
      if (seats.get(seat.participantId) === seat) continue;
      this.#counted.delete(seat);
      this.#core.options.observer.limitsChanged({ before, after: undefined });
    }
  }

  microphoneChanged(event: AudibleEvent<TrackId>): void {
    this.#note(this.#hearing.advance(event));
  }

  tracksChanged(kind: 'audio' | 'video'): void {
    this.#stale[kind] = true;
  }

  dominantChanged(order: readonly ParticipantId[]): void {
    this.#watching.setDominant(order);
    this.#stale.video = true;
    const head = order[0] === undefined ? undefined : this.#core.seats.get(order[0]);
    this.microphoneChanged({ kind: 'dominant', id: head?.tracks.get('microphone')?.trackId });
  }

  spotlightChanged(participantIds: readonly ParticipantId[]): void {
    this.#watching.setSpotlight(participantIds);
    this.#stale.video = true;
  }

  downlinkChanged(seat: Seat, reading: DownlinkReading): void {
    seat.downlink = reading;
    this.#stale.limited.add(seat);
  }

  receiverChanged(seat: Seat): void {
    this.#stale.limited.add(seat);
    this.#stale.seats.add(seat);
  }

  shedChanged(seats: readonly Seat[]): void {
    for (const seat of seats) this.receiverChanged(seat);
    this.#note(this.#hearing.resize());
  }

  settle(): void {
    const { seats } = this.#core;
    const stale = this.#stale;
    if (stale.video) this.#watching.collect();
    if (stale.audio) this.#hearing.collect();
    for (const seat of stale.limits ? seats.values() : stale.limited) this.#updateLimits(seat);
    const receivers = stale.audio || stale.video ? seats.values() : stale.seats;
    for (const seat of receivers) {
      const itself = stale.seats.has(seat);
      this.#updateReception(seat, { audio: stale.audio || itself, video: stale.video || itself });
    }
    stale.audio = stale.video = stale.limits = false;
    stale.limited.clear();
    stale.seats.clear();
    this.#armTimer();
  }

  limitsOf(seat: Seat): LimitsInfo {
    return seat.limits ?? this.#computeLimits(seat);
  }

  expectVideos(seat: Seat): number {
    return this.#watching.expectVideos(seat);
  }

  close(): void {
    this.#wakeUp.set(undefined);
  }

  #note({ audible, capacity }: HearingChange): void {
    if (audible) this.#stale.audio = true;
    if (capacity) this.#stale.limits = true;
  }

  /** Policies say when to look again though nothing happens; one timer serves all. */
  #armTimer(): void {
    const at = Math.min(
      this.#hearing.recheckAt() ?? Infinity,
      this.#watching.recheckAt() ?? Infinity,
      this.#seatsRecheckAt,
    );
    this.#wakeUp.set(at === Infinity ? undefined : at);
  }

  #recheck(): void {
    const now = this.#core.options.clock.monotonic();
    const isDue = (at: number | undefined) => at !== undefined && at <= now;
    if (isDue(this.#hearing.recheckAt())) this.microphoneChanged({ kind: 'tick' });
    if (isDue(this.#watching.recheckAt()) && this.#watching.resize()) this.#stale.limits = true;
    if (this.#seatsRecheckAt > now) return;
    this.#seatsRecheckAt = Infinity;
    for (const seat of this.#core.seats.values()) {
      const { limits, view } = seat.rechecks;
      if (isDue(limits)) this.#stale.limited.add(seat);
      else this.#noteRecheck(limits);
      if (isDue(view)) this.#stale.seats.add(seat);
      else this.#noteRecheck(view);
    }
  }

  #noteRecheck(at: number | undefined): void {
    this.#seatsRecheckAt = Math.min(this.#seatsRecheckAt, at ?? Infinity);
  }

  #computeLimits(seat: Seat): LimitsInfo {
    return { ...this.#watching.computeLimits(seat), audios: this.#hearing.capacity() };
  }

  #updateLimits(seat: Seat): void {
    if (seat.endReason !== undefined) return;
    const before = seat.limits;
    const limits = this.#computeLimits(seat);
    this.#noteRecheck(seat.rechecks.limits);
    if (before !== undefined && sameLimits(before, limits)) return;
    seat.limits = limits;
    this.#counted.set(seat, limits);
    this.#core.options.observer.limitsChanged({ before, after: limits });
    // The first ones stand in the snapshot.
    if (before === undefined) return;
    this.#core.send(seat, { name: 'limits', data: limits });
    this.#stale.seats.add(seat);
  }

  #updateReception(seat: Seat, stale: Halves): void {
    if (!seat.receiving) return;
    const { participantId, reception: before } = seat;
    const reception = seat.grants.subscribe
      ? {
          audio: before === undefined || stale.audio ? this.#hearing.select(seat) : before.audio,
          video: before === undefined || stale.video ? this.#selectVideo(seat) : before.video,
          ...toBitrateCap(seat),
        }
      : NO_RECEPTION;
    if (before !== undefined && sameReception(before, reception)) return;
    seat.reception = reception;
    this.#core.queue.effect(() => {
      this.#core.media.setReception(participantId, reception);
    });
  }

  #selectVideo(seat: Seat): Reception['video'] {
    const videos = this.#watching.select(seat);
    this.#noteRecheck(seat.rechecks.view);
    return videos;
  }
}

function toBitrateCap({ constraints: { maxBitrate } }: Seat): Pick<Reception, 'maxVideoBitrate'> {
  return maxBitrate === undefined ? {} : { maxVideoBitrate: maxBitrate };
}
