import type { LimitsInfo, ParticipantId, TrackId } from '@earshot/shared';
import { computeCapacity, createAudibleSet, next as nextAudible, type AudibleEvent } from './audible-set.ts';
import { computeVideoCap, nextCallSize, SMALL_CALL } from './caps.ts';
import type { DownlinkReading, Reception } from './ports.ts';
import { sameLimits, sameReception } from './reception.ts';
import type { RoomCore } from './room-core.ts';
import { NO_RECEPTION, type Seat } from './seat.ts';
import { selectShareAudios, selectVideos, type ViewInput } from './view-policy.ts';

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
  settle(): void;
  limitsOf(seat: Seat): LimitsInfo;
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
  #audible = createAudibleSet<TrackId>(computeCapacity(0));
  #size = SMALL_CALL;
  #dominant: readonly ParticipantId[] = [];
  /** What everybody hears, one's own included. */
  #audio: readonly TrackId[] = [];
  readonly #stale = { audio: false, video: false, limits: false, seats: new Set<Seat>() };
  #audibleRecheckAt: number | undefined;
  #sizeRecheckAt: number | undefined;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(core: RoomCore) {
    this.#core = core;
  }

  seatsChanged(): void {
    // Who came has no limits yet.
    this.#stale.limits = true;
    this.microphoneChanged({ kind: 'capacity', target: computeCapacity(this.#core.seats.size) });
    this.#advanceSize();
  }

  microphoneChanged(event: AudibleEvent<TrackId>): void {
    const after = nextAudible(this.#audible, event, this.#core.options.clock.monotonic());
    if (after.changed) this.#stale.audio = true;
    if (after.set.capacity !== this.#audible.capacity) this.#stale.limits = true;
    this.#audible = after.set;
    this.#audibleRecheckAt = after.recheckAt;
  }

  tracksChanged(kind: 'audio' | 'video'): void {
    this.#stale[kind] = true;
  }

  dominantChanged(order: readonly ParticipantId[]): void {
    this.#dominant = order;
    this.#stale.video = true;
    const head = order[0] === undefined ? undefined : this.#core.seats.get(order[0]);
    this.microphoneChanged({ kind: 'dominant', id: head?.tracks.get('microphone')?.trackId });
  }

  spotlightChanged(_participantIds: readonly ParticipantId[]): void {
    this.#stale.video = true;
  }

  downlinkChanged(seat: Seat, _reading: DownlinkReading): void {
    this.receiverChanged(seat);
  }

  receiverChanged(seat: Seat): void {
    this.#stale.seats.add(seat);
  }

  settle(): void {
    const { seats } = this.#core;
    const stale = this.#stale;
    this.#armTimer();
    if (stale.limits) for (const seat of seats.values()) this.#updateLimits(seat);
    if (stale.audio) this.#audio = this.#collectAudio();
    const receivers = stale.audio || stale.video ? seats.values() : stale.seats;
    for (const seat of receivers) {
      const itself = stale.seats.has(seat);
      this.#updateReception(seat, { audio: stale.audio || itself, video: stale.video || itself });
    }
    stale.audio = stale.video = stale.limits = false;
    stale.seats.clear();
  }

  limitsOf(seat: Seat): LimitsInfo {
    const { caps, maxParticipants } = this.#core.options.config;
    const cap = computeVideoCap({ formFactor: seat.formFactor, large: this.#size.large }, caps);
    return {
      ...cap,
      audios: this.#audible.capacity,
      participants: maxParticipants,
      optimalVideoCount: cap.videos,
      optimalVideoCountReason: 'unknown',
    };
  }

  close(): void {
    this.#audibleRecheckAt = this.#sizeRecheckAt = undefined;
    this.#armTimer();
  }

  #advanceSize(): void {
    const { seats, options } = this.#core;
    let visible = 0;
    for (const seat of seats.values()) if (!seat.grants.hidden) visible += 1;
    const now = options.clock.monotonic();
    const after = nextCallSize(this.#size, { visible, now }, options.config.caps);
    if (after.size.large !== this.#size.large) this.#stale.limits = this.#stale.video = true;
    this.#size = after.size;
    this.#sizeRecheckAt = after.recheckAt;
  }

  /** Policies say when to look again though nothing happens; one timer serves all. */
  #armTimer(): void {
    const { clock } = this.#core.options;
    const at = Math.min(this.#audibleRecheckAt ?? Infinity, this.#sizeRecheckAt ?? Infinity);
    if ((this.#timer?.at ?? Infinity) === at) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (at === Infinity) return;
    const cancel = clock.after(Math.max(0, at - clock.monotonic()), () => {
      this.#timer = undefined;
      this.#core.queue.post(() => {
        this.microphoneChanged({ kind: 'tick' });
        this.#advanceSize();
      });
    });
    this.#timer = { at, cancel };
  }

  #updateLimits(seat: Seat): void {
    const before = seat.limits;
    const limits = this.limitsOf(seat);
    seat.limits = limits;
    // The first ones stand in the snapshot.
    if (before === undefined || sameLimits(before, limits)) return;
    this.#core.send(seat, { name: 'limits', data: limits });
  }

  #collectAudio(): readonly TrackId[] {
    const shares = [...this.#core.seats.values()].flatMap((seat) => {
      const track = seat.tracks.get('screenAudio');
      return track === undefined || track.paused ? [] : [track];
    });
    return [...this.#audible.places.keys(), ...selectShareAudios(shares)];
  }

  /** Nobody hears themselves. */
  #selectAudio(seat: Seat): readonly TrackId[] {
    const own = [seat.tracks.get('microphone')?.trackId, seat.tracks.get('screenAudio')?.trackId];
    return this.#audio.some((trackId) => own.includes(trackId))
      ? this.#audio.filter((trackId) => !own.includes(trackId))
      : this.#audio;
  }

  #selectVideo(seat: Seat): Reception['video'] {
    const { seats, options } = this.#core;
    const input: ViewInput = {
      self: seat.participantId,
      view: seat.view,
      dominant: this.#dominant,
      cap: this.limitsOf(seat).videos,
      find(participantId, source) {
        const track = seats.get(participantId)?.tracks.get(source);
        return track === undefined || track.paused ? undefined : track.trackId;
      },
    };
    const { videos, state } = selectVideos(input, seat.viewState, options.clock.monotonic());
    seat.viewState = state;
    return videos;
  }

  #updateReception(seat: Seat, stale: Halves): void {
    if (!seat.receiving) return;
    const { participantId, reception: before } = seat;
    const reception = seat.grants.subscribe
      ? {
          audio: before === undefined || stale.audio ? this.#selectAudio(seat) : before.audio,
          video: before === undefined || stale.video ? this.#selectVideo(seat) : before.video,
        }
      : NO_RECEPTION;
    if (before !== undefined && sameReception(before, reception)) return;
    seat.reception = reception;
    this.#core.queue.effect(() => {
      this.#core.media.setReception(participantId, reception);
    });
  }
}
