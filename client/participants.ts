import {
  kindOf,
  type ParticipantId,
  type ParticipantInfo,
  type RemoteIssue,
  type TrackId,
  type TrackInfo,
} from '@earshot/shared';
import type { Participant, RemoteTrack } from './api.ts';
import type { Reception, UnavailableReason } from './media/subscriber.ts';

/** What the public objects are made of. */
export interface ParticipantSources {
  ownId(): ParticipantId | undefined;
  /** What one sends oneself. */
  findOwnTrack(trackId: TrackId): MediaStreamTrack | undefined;
  findReception(trackId: TrackId): Reception | undefined;
  findUnavailable(trackId: TrackId): UnavailableReason | undefined;
  isSpeaking(info: ParticipantInfo): boolean;
  issuesOf(participantId: ParticipantId): readonly RemoteIssue[];
  attach(trackId: TrackId, element: HTMLMediaElement): () => void;
}

/**
 * The objects that apps hold. Each is a picture of a moment: when something of a participant changes there is a new
 * object for it and for its changed tracks, and the others stay the same ones.
 */
export class ParticipantViews {
  readonly #sources: ParticipantSources;
  readonly #participants = new Map<ParticipantId, { info: ParticipantInfo; view: Participant }>();
  readonly #tracks = new Map<TrackId, RemoteTrack>();

  constructor(sources: ParticipantSources) {
    this.#sources = sources;
  }

  /** The public object of a member. */
  view(info: ParticipantInfo): Participant {
    const known = this.#participants.get(info.participantId);
    if (known?.info === info) return known.view;
    const view = this.#make(info);
    this.#participants.set(info.participantId, { info, view });
    return view;
  }

  /** Something of these has changed that the roster's entry does not show. */
  invalidate(participantIds: Iterable<ParticipantId>, trackIds: Iterable<TrackId> = []): void {
    for (const participantId of participantIds) this.#participants.delete(participantId);
    for (const trackId of trackIds) this.#tracks.delete(trackId);
  }

  /** The member is gone: its last picture. */
  forget(info: ParticipantInfo): Participant {
    const view = this.view(info);
    this.invalidate(
      [info.participantId],
      info.tracks.map((track) => track.trackId),
    );
    return view;
  }

  #make(info: ParticipantInfo): Participant {
    const { participantId, identity, name, role, connection, handRaisedAt, quality, joinedAt, forbidden } =
      info;
    return Object.freeze({
      participantId,
      identity,
      name,
      role,
      isLocal: participantId === this.#sources.ownId(),
      connection,
      handRaisedAt: handRaisedAt ?? undefined,
      isSpeaking: this.#sources.isSpeaking(info),
      quality,
      issues: this.#sources.issuesOf(participantId),
      forbidden,
      joinedAt,
      tracks: Object.freeze(info.tracks.map((track) => this.#track(participantId, track))),
    });
  }

  #track(participantId: ParticipantId, info: TrackInfo): RemoteTrack {
    const known = this.#tracks.get(info.trackId);
    if (known !== undefined && known.paused === info.paused && known.pauseReason === info.pauseReason)
      return known;
    const { trackId, source } = info;
    const own = participantId === this.#sources.ownId();
    const reception = this.#sources.findReception(trackId);
    // Not before it is resumed: until then nothing flows, and an app would show a frozen tile.
    const received = reception?.resumed === true ? reception.consumer?.track : undefined;
    const track: RemoteTrack = Object.freeze({
      trackId,
      participantId,
      source,
      kind: kindOf(source),
      paused: info.paused,
      pauseReason: info.pauseReason,
      mediaTrack: own ? this.#sources.findOwnTrack(trackId) : received,
      unavailable: own ? undefined : this.#sources.findUnavailable(trackId),
      attach: (element: HTMLMediaElement) => this.#sources.attach(trackId, element),
    });
    this.#tracks.set(trackId, track);
    return track;
  }
}
