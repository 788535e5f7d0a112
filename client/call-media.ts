import type {
  EarshotError,
  ParticipantId,
  PauseReason,
  RequestResult,
  RtpCapabilities,
  Source,
  TrackId,
  View,
} from '@earshot/shared';
import type { DeviceList } from './devices/device-list.ts';
import { MediaLink } from './media/media-link.ts';
import type { MediaOpening, Requester } from './media/ports.ts';
import { Publisher } from './media/publisher.ts';
import { Subscriber } from './media/subscriber.ts';
import { Playback } from './playback.ts';
import { ReceiveWishes } from './receive-wishes.ts';
import type { Roster } from './roster.ts';
import type { Scope } from './scope.ts';
import type { StatsTrack, StatsTransport } from './stats/inputs.ts';
import type { Surroundings } from './surroundings.ts';
import { ViewTracker } from './view.ts';
import { ReceiverLevels, type Heard } from './volume.ts';

/** What media tells the call. */
export interface CallMediaListener {
  receptionChanged(trackIds: readonly TrackId[]): void;
  forcedPause(source: Source, reason: PauseReason): void;
  publicationLost(source: Source, error: EarshotError): void;
  playbackBlocked(blocked: boolean): void;
  /** The browser refused the loudspeaker that was chosen, or took it. */
  speakerRefused(refused: boolean): void;
  /** So many relays gave no answer while the way to the server was looked for. */
  relaysUnreachable(relays: number): void;
  lost(): void;
  back(): void;
  failed(error: EarshotError): void;
  transport(direction: 'send' | 'receive', state: RTCPeerConnectionState): void;
  /** The transports are gone. */
  closed(): void;
  /** The first packet of a track has come. */
  firstMedia(kind: 'audio' | 'video'): void;
}

/** What the media of a call is made of. */
export interface CallMediaOptions {
  readonly surroundings: Surroundings;
  readonly requester: Requester;
  readonly roster: Roster;
  readonly devices: DeviceList;
  readonly scope: Scope;
  readonly listener: CallMediaListener;
}

/** All of a call's audio and video: what is sent, what is received, where it plays, what is looked at. */
export class CallMedia {
  readonly link: MediaLink;
  readonly publisher: Publisher;
  readonly subscriber: Subscriber;
  readonly playback: Playback;
  readonly view: ViewTracker;
  readonly wishes: ReceiveWishes;
  readonly #options: CallMediaOptions;
  readonly #levels = new ReceiverLevels();
  readonly #started = new WeakSet<MediaStreamTrack>();

  constructor(options: CallMediaOptions) {
    this.#options = options;
    const { surroundings, requester, roster, listener, devices, scope } = options;
    this.publisher = new Publisher(requester, {
      forcedPause: (source, reason) => {
        listener.forcedPause(source, reason);
      },
      lost: (source, error) => {
        listener.publicationLost(source, error);
      },
      broken: () => {
        this.link.renew(0);
      },
    });
    this.subscriber = new Subscriber(requester, {
      changed: (trackIds) => {
        this.#handleReceptions(trackIds);
      },
      broken: () => {
        this.link.renew(0);
      },
    });
    this.playback = new Playback({
      surroundings,
      findMedia: (trackId) => this.#findMedia(trackId),
      speakerId: () => devices.speakerId,
      blocked: (blocked) => {
        listener.playbackBlocked(blocked);
      },
      speakerRefused: (refused) => {
        listener.speakerRefused(refused);
      },
    });
    this.view = new ViewTracker({
      surroundings,
      findOwner: (trackId) => findVideoOwner(roster, trackId),
      comingCameras: () => this.comingCameras(),
      send: (view) => this.#sendView(view),
    });
    const now = (): number => surroundings.clock.monotonic();
    this.wishes = new ReceiveWishes({ requester, scope, now });
    this.link = this.#makeLink();
    scope.add(
      devices.followSpeaker((deviceId) => {
        this.playback.setSpeaker(deviceId);
      }),
    );
    scope.add(() => {
      this.dispose();
    });
  }

  /** Plays a track in an element and lets the element's size decide what the server sends. */
  attach(trackId: TrackId, element: HTMLMediaElement): () => void {
    const detach = this.playback.attach(trackId, element);
    const { roster } = this.#options;
    const owner = findVideoOwner(roster, trackId);
    // Nobody needs to send one's own picture back.
    const watched = owner !== undefined && owner.participantId !== roster.self?.participantId;
    const unwatch = watched ? this.view.watch(trackId, element) : () => undefined;
    return () => {
      unwatch();
      detach();
    };
  }

  /** Uses what `join` answered. */
  open(result: RequestResult<'join'>): Promise<void> {
    this.link.reset();
    return this.link.open(result.media);
  }

  /** What is captured for tracks of one's own is another. */
  handleOwnTracks(): void {
    const { trackIds } = this.publisher;
    this.playback.refresh(new Set(trackIds));
    this.#options.listener.receptionChanged(trackIds);
  }

  /** Remote cameras of which pictures come now, in the order in which they came. */
  comingCameras(): readonly TrackId[] {
    return this.subscriber.receptions
      .filter(
        ({ info, consumer, resumed, trackPaused }) =>
          info.source === 'camera' && consumer !== undefined && resumed && !trackPaused,
      )
      .map(({ info }) => info.trackId);
  }

  /** For statistics. */
  transports(): readonly StatsTransport[] {
    const opening = this.link.opening;
    if (opening === undefined) return [];
    const { send, receive } = opening;
    return [
      { id: send.id, direction: 'send', state: send.connectionState, getStats: () => send.getStats() },
      {
        id: receive.id,
        direction: 'receive',
        state: receive.connectionState,
        getStats: () => receive.getStats(),
      },
    ];
  }

  /** For statistics. */
  tracks(): readonly StatsTrack[] {
    const own = this.#options.roster.self?.participantId;
    const sent = this.publisher.publications.flatMap((publication): StatsTrack[] => {
      const { trackId, source, mid, track, expected } = publication;
      if (trackId === undefined || own === undefined) return [];
      return [
        { trackId, participantId: own, source, direction: 'send', mid, mediaTrackId: track?.id, expected },
      ];
    });
    const received = this.subscriber.receptions.map(
      ({ info, consumer, trackPaused, resumed }): StatsTrack => {
        const { trackId, participantId, source, streamId } = info;
        const [mid, mediaTrackId] = [consumer?.localId, consumer?.track.id];
        const expected = consumer !== undefined && resumed && !trackPaused;
        const direction = 'receive';
        return { trackId, participantId, source, direction, mid, mediaTrackId, streamId, expected };
      },
    );
    return [...sent, ...received];
  }

  /** How loud remote microphones are now. */
  listen(): readonly Heard[] {
    const now = this.#options.surroundings.clock.monotonic();
    return this.subscriber.receptions
      .filter(({ info, trackPaused, resumed }) => info.source === 'microphone' && resumed && !trackPaused)
      .map(({ info, consumer }) => ({
        participantId: info.participantId,
        level: this.#levels.read(consumer?.rtpReceiver, now),
      }));
  }

  dispose(): void {
    this.link.dispose();
    this.view.dispose();
    this.playback.dispose();
  }

  #makeLink(): MediaLink {
    const { surroundings, requester, listener } = this.#options;
    return new MediaLink({
      surroundings,
      requester,
      listener: {
        opened: (opening) => this.#handleOpened(opening),
        closed: () => {
          this.subscriber.attach(undefined);
          void this.publisher.attach(undefined);
          listener.closed();
        },
        relaysUnreachable: (relays) => {
          listener.relaysUnreachable(relays);
        },
        lost: () => {
          listener.lost();
        },
        back: () => {
          listener.back();
        },
        failed: (error) => {
          listener.failed(error);
        },
        stateChanged: (direction, state) => {
          listener.transport(direction, state);
        },
        publish: (rtpParameters, appData) => this.publisher.handleOffer(rtpParameters, appData),
      },
    });
  }

  async #handleOpened(opening: MediaOpening): Promise<void> {
    this.subscriber.attach(opening);
    this.wishes.handleOpened();
    const view = this.view.current;
    this.view.noteSent(view);
    // What the browser can receive is as plain as what crosses the wire; `undefined`s vanish in JSON.
    const rtpCapabilities = JSON.parse(JSON.stringify(opening.device.recvRtpCapabilities)) as RtpCapabilities;
    const ready = this.#options.requester.request('receiveReady', { rtpCapabilities, view });
    await Promise.all([ready, this.publisher.attach(opening)]);
    this.handleOwnTracks();
  }

  async #sendView(view: View): Promise<void> {
    // Without an opening the next `receiveReady` carries it.
    if (this.link.opening !== undefined) await this.#options.requester.request('setView', { view });
  }

  #findMedia(trackId: TrackId): MediaStreamTrack | undefined {
    const own = this.publisher.find(trackId);
    if (own !== undefined) return own.track;
    const reception = this.subscriber.find(trackId);
    return reception?.resumed === true ? reception.consumer?.track : undefined;
  }

  #handleReceptions(trackIds: readonly TrackId[]): void {
    for (const trackId of trackIds) this.#watchFirst(this.subscriber.find(trackId)?.consumer?.track);
    this.playback.refresh(new Set(trackIds));
    this.#options.listener.receptionChanged(trackIds);
  }

  /** A remote track unmutes with its first packet. */
  #watchFirst(track: MediaStreamTrack | undefined): void {
    if (track === undefined || this.#started.has(track)) return;
    this.#started.add(track);
    const { listener } = this.#options;
    const tell = (): void => {
      listener.firstMedia(track.kind === 'audio' ? 'audio' : 'video');
    };
    if (!track.muted) tell();
    // Held by the track alone, which goes with its consumer.
    else track.addEventListener('unmute', tell, { once: true });
  }
}

function findVideoOwner(
  roster: Roster,
  trackId: TrackId,
): { participantId: ParticipantId; source: 'camera' | 'screen' } | undefined {
  const found = roster.findTrack(trackId);
  if (found === undefined) return undefined;
  const { participantId } = found.owner;
  const { source } = found.track;
  return source === 'camera' || source === 'screen' ? { participantId, source } : undefined;
}
