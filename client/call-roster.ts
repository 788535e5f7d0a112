import {
  EarshotError,
  UNKNOWN_QUALITY,
  type EventData,
  type Identity,
  type LimitsInfo,
  type ParticipantId,
  type ParticipantInfo,
  type Source,
  type TrackId,
} from '@earshot/shared';
import type { CallEvents, Participant, RemoteTrack } from './api.ts';
import type { Reception, UnavailableReason } from './media/subscriber.ts';
import { ParticipantViews } from './participants.ts';
import { RemoteIssues } from './remote-issues.ts';
import { Roster, type RosterChange, type SelfInfo } from './roster.ts';
import type { Scope } from './scope.ts';
import { ShownCameras } from './shown-cameras.ts';
import { Told } from './told.ts';
import { VolumeWatch, type Heard } from './volume.ts';

/** A place among the first of the dominant speakers is needed to be shown as speaking. */
const SPEAKING_PLACES = 3;

/** What the people of a call need from its other parts. */
export interface CallRosterPort {
  findOwnTrack(trackId: TrackId): MediaStreamTrack | undefined;
  findReception(trackId: TrackId): Reception | undefined;
  findUnavailable(trackId: TrackId): UnavailableReason | undefined;
  /** Remote cameras that come now. */
  comingCameras(): Iterable<TrackId>;
  attach(trackId: TrackId, element: HTMLMediaElement): () => void;
  /** Who can be heard now, oneself included. */
  listen(): readonly Heard[];
  /** The name that the app joined with. */
  ownName(): string;
  /** Tracks came, went or changed. */
  tracksChanged(): void;
  /** One's own rights may be others, because the whole picture is. */
  selfChanged(): void;
  emit<N extends keyof CallEvents>(name: N, event: CallEvents[N]): void;
}

/** The people of a call as the app sees them: the roster, joined with who is heard and what is received. */
export class CallRoster {
  readonly roster = new Roster();
  readonly volume = new VolumeWatch();
  readonly #port: CallRosterPort;
  readonly #views: ParticipantViews;
  readonly #cameras: ShownCameras;
  readonly #issues = new RemoteIssues();
  /** How one's own two directions do, by the server. */
  #quality: EventData<'ownQuality'> = { send: UNKNOWN_QUALITY, receive: UNKNOWN_QUALITY };
  /** One's own entry where the roster has none. */
  #hidden: ParticipantInfo | undefined;
  #speaking: ReadonlySet<ParticipantId> = new Set();
  /** What the app was told last of what names members or can be replaced by a picture. */
  readonly #told = new Told();
  #list: { readonly key: string; readonly participants: readonly Participant[] } | undefined;
  /** Counts changes of public objects that the roster's entries do not show. */
  #stamp = 0;

  constructor(port: CallRosterPort) {
    this.#port = port;
    this.#views = new ParticipantViews({
      ownId: () => this.roster.self?.participantId,
      findOwnTrack: (trackId) => port.findOwnTrack(trackId),
      findReception: (trackId) => port.findReception(trackId),
      findUnavailable: (trackId) => port.findUnavailable(trackId),
      isSpeaking: (info) => this.#speaking.has(info.participantId),
      issuesOf: (participantId) => this.#issues.get(participantId),
      attach: (trackId, element) => port.attach(trackId, element),
    });
    this.#cameras = new ShownCameras(
      () => port.comingCameras(),
      () => {
        this.#tellShown();
      },
    );
  }

  /** Follows loudness while `scope` lives. `now`: monotonic ms. */
  start(scope: Scope, now: () => number): void {
    this.#cameras.start(scope, now);
    // Where the picture is still coming, nobody listens yet.
    if (this.roster.complete) this.#told.note(this);
    this.volume.start(scope, () => this.#port.listen(), {
      now,
      changed: () => {
        this.#judgeSpeaking();
      },
    });
  }

  /** Oneself first. A hidden participant is in nobody's roster, but in one's own list all the same. */
  get participants(): readonly Participant[] {
    const key = `${String(this.roster.version)} ${String(this.#stamp)}`;
    if (this.#list?.key === key) return this.#list.participants;
    const views = this.roster.participants.map((info) => this.#views.view(info));
    const participants = Object.freeze(
      views[0]?.isLocal === true ? views : [this.localParticipant, ...views],
    );
    this.#list = { key, participants };
    return participants;
  }

  get localParticipant(): Participant {
    const { participantId, role } = this.self;
    const known = this.find(participantId);
    if (known !== undefined) return known;
    this.#hidden ??= {
      participantId,
      identity: participantId as string as Identity,
      name: this.#port.ownName(),
      role,
      connection: 'connected',
      joinedAt: this.roster.call?.startedAt ?? 0,
      tracks: [],
      handRaisedAt: null,
      quality: UNKNOWN_QUALITY,
      forbidden: [],
    };
    return this.#views.view(this.#hidden);
  }

  /** One's own place. Throws `not_joined` before the first picture, which no app gets to see. */
  get self(): SelfInfo {
    const { self } = this.roster;
    if (self === undefined) throw new EarshotError('not_joined');
    return self;
  }

  /** @see self */
  get limits(): LimitsInfo {
    const { limits } = this.roster;
    if (limits === undefined) throw new EarshotError('not_joined');
    return limits;
  }

  /** One's own, by direction. */
  get quality(): EventData<'ownQuality'> {
    return this.#quality;
  }

  get speakers(): readonly Participant[] {
    return this.#findAll(this.roster.speakers);
  }

  /** Videos that this receiver can take now, and why no more. */
  get optimal(): CallEvents['optimalVideoCountChanged'] {
    const { optimalVideoCount: count, optimalVideoCountReason: reason } = this.limits;
    return { count, reason };
  }

  get spotlight(): readonly Participant[] {
    return this.#findAll(this.roster.spotlight);
  }

  /** The longest first. */
  get raisedHands(): readonly Participant[] {
    return this.#findAll(this.roster.hands);
  }

  get forbiddenForAll(): readonly Source[] {
    return this.roster.forbiddenForAll;
  }

  /** By place: a camera keeps its own while it comes. */
  get shownCameras(): readonly RemoteTrack[] {
    return this.#cameras.trackIds.flatMap((trackId) => this.#findView(trackId) ?? []);
  }

  find(participantId: ParticipantId): Participant | undefined {
    const info = this.roster.find(participantId);
    return info === undefined ? undefined : this.#views.view(info);
  }

  handleChange(change: RosterChange): void {
    const removed = change.removed.map(({ info, reason }) => ({
      participant: this.#views.forget(info),
      reason,
    }));
    this.#issues.forget(change.removed.map(({ info }) => info.participantId));
    for (const event of removed) this.#port.emit('participantLeft', event);
    if (change.tracks.length + change.removed.length + change.added.length > 0) this.#port.tracksChanged();
    if (change.added.length + change.removed.length > 0) {
      this.#port.emit('rosterChanged', {
        added: change.added.flatMap((id) => this.find(id) ?? []),
        removed: removed.map(({ participant }) => participant),
      });
    }
    this.#tell(change.updated, change.tracks);
    this.#tellOf(change.qualities, 'participantQualityChanged');
    if (change.tracks.length + change.removed.length > 0) {
      this.#cameras.update();
      this.#tellShown();
    }
    if (change.hands) this.#port.emit('raisedHandsChanged', this.raisedHands);
    this.#judgeSpeaking();
    // Who was named before being listed is there now, or is no longer.
    if (change.added.length + change.removed.length > 0) this.#tellNamed();
    if (change.whole) this.#tellWhole();
  }

  handleSpeakers(): void {
    this.#judgeSpeaking();
    this.#tellNamed();
  }

  handleSpotlight(): void {
    this.#tellNamed();
  }

  handleForbiddenForAll(): void {
    if (this.#told.isNews(this, 'forbiddenForAll'))
      this.#port.emit('forbiddenForAllChanged', this.forbiddenForAll);
  }

  handleOwnQuality(quality: EventData<'ownQuality'>): void {
    if (JSON.stringify(quality) === JSON.stringify(this.#quality)) return;
    this.#quality = Object.freeze(quality);
    this.#port.emit('qualityChanged', quality);
  }

  handleIssues(event: EventData<'participantIssues'>): void {
    const changed = this.#issues.handle(event, this.roster.self?.participantId);
    this.#invalidate(changed);
    this.#tell(changed, []);
    this.#tellOf(changed, 'participantIssuesChanged');
  }

  /** Caps of this receiver are others. */
  handleLimits(limits: LimitsInfo): void {
    this.roster.handleLimits(limits);
    this.#port.emit('limitsChanged', limits);
    this.#tellOptimal();
  }

  /** What is received of these tracks, or sent, has changed. */
  handleTracks(trackIds: readonly TrackId[]): void {
    const owners = new Set(trackIds.flatMap((id) => this.roster.findTrack(id)?.owner.participantId ?? []));
    this.#invalidate(owners, trackIds);
    this.#tell([...owners], trackIds);
    this.#cameras.update();
  }

  #findAll(ids: readonly ParticipantId[]): readonly Participant[] {
    return ids.flatMap((id) => this.find(id) ?? []);
  }

  #findView(trackId: TrackId): RemoteTrack | undefined {
    const owner = this.roster.findTrack(trackId)?.owner;
    return owner && this.#views.view(owner).tracks.find((track) => track.trackId === trackId);
  }

  #invalidate(participantIds: Iterable<ParticipantId>, trackIds: Iterable<TrackId> = []): void {
    this.#stamp += 1;
    this.#views.invalidate(participantIds, trackIds);
  }

  #tellNamed(): void {
    if (this.#told.isNews(this, 'speakers')) this.#port.emit('dominantSpeakersChanged', this.speakers);
    if (this.#told.isNews(this, 'spotlight')) this.#port.emit('spotlightChanged', this.spotlight);
  }

  #tellShown(): void {
    if (!this.#told.isNews(this, 'shownCameras')) return;
    this.#port.emit('shownCamerasChanged', this.shownCameras);
    this.#port.tracksChanged();
  }

  #tellOptimal(): void {
    if (!this.#told.isNews(this, 'optimal')) return;
    this.#port.emit('optimalVideoCountChanged', this.optimal);
  }

  /** What may have changed while this client was away. */
  #tellWhole(): void {
    this.#tellNamed();
    this.handleForbiddenForAll();
    this.#port.emit('limitsChanged', this.limits);
    this.#tellOptimal();
    this.#port.selfChanged();
  }

  #tell(participantIds: readonly ParticipantId[], trackIds: readonly TrackId[]): void {
    for (const trackId of trackIds) {
      const track = this.#findView(trackId);
      if (track !== undefined) this.#port.emit('trackChanged', track);
    }
    this.#tellOf(participantIds, 'participantChanged');
  }

  #tellOf(
    participantIds: readonly ParticipantId[],
    name: 'participantChanged' | 'participantQualityChanged' | 'participantIssuesChanged',
  ): void {
    for (const id of participantIds) {
      const participant = this.find(id);
      if (participant !== undefined) this.#port.emit(name, participant);
    }
  }

  /** Speaking is who stands in front by the server's word and is heard here now. */
  #judgeSpeaking(): void {
    const speaking = new Set(
      this.roster.speakers
        .slice(0, SPEAKING_PLACES)
        .filter((id) => this.#isUnmuted(id) && this.volume.isHeard(id)),
    );
    const changed = [...speaking].filter((id) => !this.#speaking.has(id));
    changed.push(...[...this.#speaking].filter((id) => !speaking.has(id)));
    if (changed.length === 0) return;
    this.#speaking = speaking;
    this.#invalidate(changed);
    this.#tell(changed, []);
  }

  #isUnmuted(participantId: ParticipantId): boolean {
    const tracks = this.roster.find(participantId)?.tracks ?? [];
    return tracks.some((track) => track.source === 'microphone' && !track.paused);
  }
}
