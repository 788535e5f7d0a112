import {
  EarshotError,
  kindOf,
  TrackId,
  type PauseReason,
  type RequestParams,
  type Source,
} from '@earshot/shared';
import type { Forwarding } from './forwarding.ts';
import { assertHasPicture, assertMayPublish, selectForbidden } from './policy.ts';
import type { RoomCore } from './room-core.ts';
import { assertMay, assertSeated, describeTrack, type Seat, type Track } from './seat.ts';
import type { Speaking } from './speaking.ts';

/** What participants publish. `publish` decides for itself; all else is called inside a decision. */
export interface Tracks {
  publish(seat: Seat, params: RequestParams<'publish'>): Promise<TrackId>;
  /** Ends a track, and with a share its sound. Throws `ended`, `track_not_found`. */
  unpublish(seat: Seat, trackId: TrackId): void;
  /** Throws `ended`, `not_allowed` (resuming), `track_not_found`. */
  setPaused(seat: Seat, trackId: TrackId, pause: PauseReason | undefined): void;
  /** Pauses those of these sources that run; answers how many did. */
  pauseSources(seat: Seat, sources: readonly Source[], reason: PauseReason): number;
  /** Ends what the seat may no longer send: paused where an admin forbids microphone or camera, else unpublished. */
  endForbidden(seat: Seat): void;
  /** All tracks are gone with their transports or their owners; `announce` when the owners stay. */
  dropAll(seats: readonly Seat[], how: { announce: boolean }): void;
  findOwner(trackId: TrackId): Seat | undefined;
  /** Nothing comes from an open microphone, or something comes again: its owner is told, once. */
  setUnheard(trackId: TrackId, unheard: boolean): void;
}

/** Makes it for an empty room. */
export function createTracks(core: RoomCore, forwarding: Forwarding, speaking: Speaking): Tracks {
  return new RoomTracks(core, forwarding, speaking);
}

/** A track with whose it is. */
interface OwnedTrack {
  readonly seat: Seat;
  readonly track: Track;
}

class RoomTracks implements Tracks {
  readonly #core: RoomCore;
  readonly #forwarding: Forwarding;
  readonly #speaking: Speaking;
  readonly #owners = new Map<TrackId, Seat>();

  constructor(core: RoomCore, forwarding: Forwarding, speaking: Speaking) {
    this.#core = core;
    this.#forwarding = forwarding;
    this.#speaking = speaking;
  }

  async publish(seat: Seat, params: RequestParams<'publish'>): Promise<TrackId> {
    const { media, queue } = this.#core;
    const trackId = queue.decide(() => this.#reserve(seat, params));
    const { source, rtpParameters, height, paused } = params;
    try {
      await media.publish(seat.participantId, { trackId, source, rtpParameters, height, paused });
    } catch (error) {
      queue.decide(() => {
        release(seat, source, trackId);
        assertSeated(seat);
      });
      throw EarshotError.from(error);
    }
    queue.decide(() => {
      this.#commit(seat, trackId, params);
    });
    return trackId;
  }

  unpublish(seat: Seat, trackId: TrackId): void {
    assertSeated(seat);
    this.#drop(seat, getTrack(seat, trackId));
  }

  setPaused(seat: Seat, trackId: TrackId, pause: PauseReason | undefined): void {
    assertSeated(seat);
    const track = getTrack(seat, trackId);
    if (pause === undefined) this.#assertMaySend(seat, track.source);
    this.#pause(seat, track, pause === undefined ? undefined : ownReason(pause));
  }

  pauseSources(seat: Seat, sources: readonly Source[], reason: PauseReason): number {
    const running = [...seat.tracks.values()].filter(
      ({ source, paused }) => !paused && sources.includes(source),
    );
    for (const track of running) this.#pause(seat, track, reason);
    return running.length;
  }

  endForbidden(seat: Seat): void {
    const { pause, drop } = selectForbidden(seat.tracks.values(), seat.capabilities);
    for (const trackId of drop) {
      // The sound of a share went with its picture.
      if (this.#owners.has(trackId)) this.#drop(seat, getTrack(seat, trackId));
    }
    for (const trackId of pause) {
      const track = getTrack(seat, trackId);
      if (!track.paused) this.#pause(seat, track, 'admin');
    }
  }

  dropAll(seats: readonly Seat[], { announce }: { announce: boolean }): void {
    const gone: OwnedTrack[] = [];
    for (const seat of seats) {
      seat.publishing = new Map();
      for (const track of [...seat.tracks.values()]) {
        if (announce) this.#clearUnheard(seat, track);
        this.#forget(seat, track);
        gone.push({ seat, track });
      }
    }
    if (announce) this.#announceGone(gone);
  }

  findOwner(trackId: TrackId): Seat | undefined {
    return this.#owners.get(trackId);
  }

  #assertMaySend(seat: Seat, source: Source): void {
    if (seat.endReason === undefined && seat.capabilities[source].reason === 'forbidden_by_admin') {
      this.#core.options.observer.forbiddenRefused(source);
    }
    assertMay(seat, source);
  }

  #reserve(seat: Seat, params: RequestParams<'publish'>): TrackId {
    this.#assertMaySend(seat, params.source);
    const published = new Set([...seat.tracks.keys(), ...seat.publishing.keys()]);
    assertMayPublish({ source: params.source, capabilities: seat.capabilities, published });
    assertHasPicture(params.source, seat.tracks);
    const trackId = TrackId.parse(this.#core.options.ids.uuid());
    seat.publishing.set(params.source, trackId);
    return trackId;
  }

  #commit(seat: Seat, trackId: TrackId, params: RequestParams<'publish'>): void {
    const held = release(seat, params.source, trackId);
    try {
      this.#assertMaySend(seat, params.source);
      if (!held) throw new EarshotError('worker_lost', 'Media was opened anew meanwhile.');
      assertHasPicture(params.source, seat.tracks);
    } catch (error) {
      this.#unpublish(trackId);
      throw error;
    }
    const track: Track = {
      trackId,
      source: params.source,
      height: params.height,
      publishedAt: this.#core.options.clock.now(),
      paused: params.paused,
      pauseReason: params.paused ? ownReason(params.pauseReason) : undefined,
      unheard: false,
    };
    seat.tracks.set(track.source, track);
    this.#owners.set(trackId, seat);
    this.#core.trackDirectory.add({ trackId, participantId: seat.participantId, source: track.source });
    const { callId, history } = this.#core;
    const { participantId } = seat;
    history.trackStarted({ callId, participantId, trackId, source: track.source, at: track.publishedAt });
    const tracks = [{ participantId: seat.participantId, track: describeTrack(track) }];
    this.#core.toViewers(seat, { name: 'trackPublished', data: { tracks } });
    this.#forwarding.tracksChanged(kindOf(track.source));
    if (track.source === 'microphone' && !track.paused) this.#speaking.unmuted(seat, trackId);
  }

  setUnheard(trackId: TrackId, unheard: boolean): void {
    const seat = this.#owners.get(trackId);
    if (seat === undefined) return;
    const track = getTrack(seat, trackId);
    if (!unheard) this.#clearUnheard(seat, track);
    // Without a connection it is the network's fault, most likely; media says it again if it stays so.
    else if (!track.paused && !track.unheard && seat.connection === 'connected') {
      track.unheard = true;
      this.#tellUnheard(seat, true);
    }
  }

  #clearUnheard(seat: Seat, track: Track): void {
    if (!track.unheard) return;
    track.unheard = false;
    this.#tellUnheard(seat, false);
  }

  #tellUnheard(seat: Seat, raised: boolean): void {
    const at = this.#core.options.clock.now();
    this.#core.send(seat, { name: 'issue', data: { code: 'microphoneNotFunctioning', raised, at } });
  }

  #drop(seat: Seat, track: Track): void {
    const sound = track.source === 'screen' ? seat.tracks.get('screenAudio') : undefined;
    const gone = sound === undefined ? [track] : [track, sound];
    for (const each of gone) {
      this.#clearUnheard(seat, each);
      this.#unpublish(each.trackId);
    }
    this.#announceGone(gone.map((each) => ({ seat, track: each })));
    for (const each of gone) this.#forget(seat, each);
  }

  #unpublish(trackId: TrackId): void {
    this.#core.queue.effect(() => {
      this.#core.media.unpublish(trackId);
    });
  }

  #announceGone(gone: readonly OwnedTrack[]): void {
    const describe = ({ seat, track }: OwnedTrack) => ({
      participantId: seat.participantId,
      trackId: track.trackId,
    });
    for (const [seat, owned] of Map.groupBy(gone, ({ seat }) => seat)) {
      this.#core.toViewers(seat, { name: 'trackUnpublished', data: { tracks: owned.map(describe) } });
    }
  }

  #forget(seat: Seat, track: Track): void {
    seat.tracks.delete(track.source);
    this.#owners.delete(track.trackId);
    this.#core.trackDirectory.end(track.trackId, this.#core.options.clock.monotonic());
    const { callId, history, options } = this.#core;
    const { participantId } = seat;
    history.trackEnded({ callId, participantId, trackId: track.trackId, at: options.clock.now() });
    this.#forwarding.tracksChanged(kindOf(track.source));
    if (track.source === 'microphone') this.#speaking.gone(seat, track.trackId);
  }

  #pause(seat: Seat, track: Track, reason: PauseReason | undefined): void {
    const paused = reason !== undefined;
    if (track.paused === paused && track.pauseReason === reason) return;
    const toggled = track.paused !== paused;
    track.paused = paused;
    track.pauseReason = reason;
    const { participantId } = seat;
    const { trackId, source } = track;
    this.#core.toViewers(seat, {
      name: 'trackUpdated',
      data: {
        updates: [
          { participantId, trackId, paused, ...(reason === undefined ? {} : { pauseReason: reason }) },
        ],
      },
    });
    if (!toggled) return;
    const { callId, history, options } = this.#core;
    history.event({
      callId,
      participantId,
      at: options.clock.now(),
      name: paused ? 'trackPaused' : 'trackResumed',
      trackId,
      ...(reason === undefined ? {} : { detail: reason }),
    });
    this.#core.queue.effect(() => {
      this.#core.media.setPaused(trackId, paused);
    });
    this.#clearUnheard(seat, track);
    // A muted microphone keeps its place in the audible set; all other paused tracks are not forwarded.
    if (source !== 'microphone') this.#forwarding.tracksChanged(kindOf(source));
    else if (paused) this.#speaking.muted(seat, trackId);
    else this.#speaking.unmuted(seat, trackId);
  }
}

/** Takes a reservation back; answers whether it still held: media was not opened anew or lost meanwhile. */
function release(seat: Seat, source: Source, trackId: TrackId): boolean {
  const held = seat.publishing.get(source) === trackId;
  if (held) seat.publishing.delete(source);
  return held;
}

function getTrack(seat: Seat, trackId: TrackId): Track {
  const track = [...seat.tracks.values()].find((own) => own.trackId === trackId);
  if (track === undefined) throw new EarshotError('track_not_found');
  return track;
}

/** Only an admin's mute is the admin's. */
function ownReason(reason: PauseReason | undefined): PauseReason {
  return reason === undefined || reason === 'admin' ? 'user' : reason;
}
