import {
  EarshotError,
  type ConsumerId,
  type DtlsParameters,
  type IceParameters,
  type IceServer,
  type MediaParameters,
  type ParticipantId,
  type RtpCapabilities,
  type TrackId,
  type TransportId,
} from '@earshot/shared';
import type { PublishSpec, Reception, RoomMedia, RoomMediaListener, ShedStep } from '../rooms/ports.ts';
import { createIceServers } from './ice-servers.ts';
import { Leg } from './leg.ts';
import type { MediaSettings } from './options.ts';
import { Pipes, type OpenPipe } from './pipes.ts';
import type { Place } from './place.ts';
import type { Publication, RemovalReason } from './publications.ts';
import { assertPublishable } from './publish-rules.ts';
import { RoomPublications } from './room-publications.ts';
import { RoomRouters, type Stay } from './room-routers.ts';
import { SpeakerMerge } from './speaker-merge.ts';
import type { LegTransport, TransportCloseReason } from './transports.ts';
import type { LiveWorker, WorkerPool } from './workers.ts';
import type { WorkSlices } from './work-slices.ts';

/** What a room's media needs. */
export interface RoomMediaOptions {
  readonly settings: MediaSettings;
  readonly pool: WorkerPool;
  readonly slices: WorkSlices;
  readonly listener: RoomMediaListener;
  /** Facts for log lines. */
  readonly facts: { readonly callId: string };
  /** How much load a worker sheds now. */
  readonly getShedStep: (live: LiveWorker) => ShedStep;
  readonly closed: (room: CallMedia) => void;
}

/** One call's media: on one worker, or on several with pipes between them. */
export class CallMedia implements RoomMedia {
  readonly #options: RoomMediaOptions;
  readonly #routers: RoomRouters;
  readonly #pipes: Pipes;
  readonly #publications: RoomPublications;
  readonly #legs = new Map<ParticipantId, Leg>();
  /** Legs on their way; the latest request of a participant wins. */
  readonly #opening = new Map<ParticipantId, symbol>();
  /** Who was told to shed load. */
  readonly #shed = new Map<ParticipantId, ShedStep>();
  #closed = false;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    const { settings, listener } = options;
    this.#pipes = new Pipes(settings);
    this.#publications = new RoomPublications({ ...options, pipes: this.#pipes });
    this.#routers = new RoomRouters({
      ...options,
      speakers: new SpeakerMerge(() => settings.clock.monotonic(), listener),
      lost: (place) => {
        this.#handleWorkerLost(place);
      },
      closing: (place) => {
        this.#pipes.handlePlaceGone(place);
      },
    });
  }

  /** Where it lives now; none while it is on its way to a worker. */
  get places(): readonly Place[] {
    return this.#routers.places;
  }

  findLeg(participantId: ParticipantId): Leg | undefined {
    return this.#legs.get(participantId);
  }

  findPublication(trackId: string): Publication | undefined {
    return this.#publications.find(trackId as TrackId);
  }

  /** How much the worker of a leg gives up now. */
  getShedStep(live: LiveWorker): ShedStep {
    return this.#options.getShedStep(live);
  }

  get callId(): string {
    return this.#options.facts.callId;
  }

  get legs(): Iterable<Leg> {
    return this.#legs.values();
  }

  get publications(): Iterable<Publication> {
    return this.#publications.all;
  }

  get pipes(): readonly OpenPipe[] {
    return this.#pipes.all;
  }

  async openLeg(
    participantId: ParticipantId,
    expected?: { readonly videos: number },
  ): Promise<MediaParameters> {
    this.#assertOpen();
    this.#dropLeg(participantId, 'media_lost', 'leg');
    const turn = Symbol(participantId);
    this.#opening.set(participantId, turn);
    let leg: Leg;
    let stay: Stay | undefined;
    try {
      const seat = (stay = await this.#routers.stay(expected?.videos ?? 0));
      const isStale = () => this.#opening.get(participantId) !== turn;
      leg = await seat.place.live.openings.run(() =>
        this.#makeLeg(participantId, seat, { expected, isStale }),
      );
    } catch (error) {
      // Whatever went wrong, and also when too many wait to be opened.
      stay?.leave();
      if (this.#opening.get(participantId) === turn) this.#opening.delete(participantId);
      throw EarshotError.from(error);
    }
    if (this.#opening.get(participantId) !== turn) {
      leg.close(this.#closed ? 'room' : 'leg');
      throw new EarshotError('wrong_state', 'The leg was closed or opened again.');
    }
    this.#opening.delete(participantId);
    if (leg.place.live.isLost()) {
      leg.close('worker');
      throw new EarshotError('worker_lost');
    }
    this.#legs.set(participantId, leg);
    this.#tellShed([participantId], this.#options.getShedStep(leg.place.live));
    return leg.createParameters();
  }

  closeLeg(participantId: ParticipantId): void {
    this.#opening.delete(participantId);
    this.#dropLeg(participantId, 'left', 'leg');
  }

  async connectTransport(
    participantId: ParticipantId,
    transportId: TransportId,
    dtlsParameters: DtlsParameters,
  ): Promise<void> {
    await this.#getTransport(participantId, transportId).connect(dtlsParameters);
  }

  async restartIce(
    participantId: ParticipantId,
    transportId: TransportId,
  ): Promise<{ iceParameters: IceParameters; iceServers: IceServer[] }> {
    const iceParameters = await this.#getTransport(participantId, transportId).restartIce();
    const { ice, clock } = this.#options.settings;
    return { iceParameters, iceServers: createIceServers(ice, participantId, clock.now()) };
  }

  async publish(participantId: ParticipantId, spec: PublishSpec): Promise<void> {
    this.#assertOpen();
    const leg = this.#legs.get(participantId);
    if (leg === undefined || this.#publications.find(spec.trackId) !== undefined) {
      throw new EarshotError('wrong_state');
    }
    assertPublishable(spec, this.#options.settings.cameraMode);
    const publication = await this.#publications.open(leg, spec);
    if (publication.isClosed) throw new EarshotError('wrong_state', 'The track was unpublished meanwhile.');
    for (const { reconciler } of this.#legs.values()) reconciler.handlePublished(spec.trackId);
  }

  unpublish(trackId: TrackId): void {
    const publication = this.#publications.find(trackId);
    if (publication === undefined) return;
    this.#publications.drop(this.#legs.get(publication.participantId), publication, 'unpublished');
  }

  setPaused(trackId: TrackId, paused: boolean): void {
    this.#publications.find(trackId)?.setPaused(paused);
  }

  setReceiver(participantId: ParticipantId, rtpCapabilities: RtpCapabilities): void {
    this.#legs.get(participantId)?.setReceiver(rtpCapabilities);
  }

  setReception(participantId: ParticipantId, reception: Reception): void {
    this.#legs.get(participantId)?.setReception(reception);
  }

  resumeConsumers(participantId: ParticipantId, consumerIds: readonly ConsumerId[]): void {
    this.#legs.get(participantId)?.reconciler.resume(consumerIds);
  }

  /** Everybody whose leg is on this worker is at this step of shedding from now on. */
  handleShed(live: LiveWorker, step: ShedStep): void {
    const there = [...this.#legs.values()].filter(({ place }) => place.live === live);
    this.#tellShed(
      there.map(({ participantId }) => participantId),
      step,
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#opening.clear();
    this.#shed.clear();
    // All legs at once: nobody is left who could be told of single tracks, so receivers go first.
    for (const leg of this.#legs.values()) leg.close('room');
    this.#legs.clear();
    this.#publications.close();
    this.#pipes.close();
    this.#routers.close();
    this.#options.closed(this);
  }

  async #makeLeg(
    participantId: ParticipantId,
    stay: Stay,
    { expected, isStale }: { expected: { readonly videos: number } | undefined; isStale: () => boolean },
  ): Promise<Leg> {
    const { settings, listener } = this.#options;
    // It waited for its turn: nobody may want it any more.
    if (isStale()) throw new EarshotError('wrong_state', 'The leg was closed or opened again.');
    return await Leg.open({
      participantId,
      stay,
      settings,
      expectedVideos: expected?.videos,
      findPublication: (trackId) => this.#publications.find(trackId),
      hold: (publication, place) => this.#pipes.hold(publication, place),
      isShed: () => this.getShedStep(stay.place.live) !== 'none',
      tellDownlink: (reading) => {
        listener.downlink(participantId, reading);
      },
      send: (event) => {
        listener.toParticipant(participantId, event);
      },
      lost: (lostLeg, reason) => {
        this.#loseLeg(lostLeg, reason);
      },
    });
  }

  /** Its own legs only: the room goes on for the others. */
  #handleWorkerLost(place: Place): void {
    this.#pipes.handlePlaceGone(place);
    const lost = [...this.#legs.values()].filter((leg) => leg.place === place);
    // Receivers go first: none of them has to be told of each track.
    for (const leg of lost) {
      this.#legs.delete(leg.participantId);
      this.#shed.delete(leg.participantId);
      leg.close('worker');
    }
    for (const leg of lost) this.#dropPublications(leg, 'media_lost');
    const participantIds = lost.map(({ participantId }) => participantId);
    if (participantIds.length > 0) this.#options.listener.mediaLost(participantIds, 'worker_lost');
  }

  #loseLeg(leg: Leg, reason: 'transport_timeout' | 'ice_failed'): void {
    const { participantId } = leg;
    if (this.#legs.get(participantId) !== leg) return;
    this.#dropLeg(participantId, 'media_lost', 'timeout');
    this.#options.listener.mediaLost([participantId], reason);
  }

  #dropLeg(participantId: ParticipantId, removal: RemovalReason, reason: TransportCloseReason): void {
    const leg = this.#legs.get(participantId);
    if (leg === undefined) return;
    this.#legs.delete(participantId);
    // The next leg is told anew: the room takes it that a new one sheds nothing.
    this.#shed.delete(participantId);
    this.#dropPublications(leg, removal);
    leg.close(reason);
  }

  #dropPublications(leg: Leg, reason: RemovalReason): void {
    for (const publication of [...leg.publications.values()]) {
      this.#publications.drop(leg, publication, reason);
    }
  }

  #tellShed(participantIds: readonly ParticipantId[], step: ShedStep): void {
    const changed = participantIds.filter((id) => (this.#shed.get(id) ?? 'none') !== step);
    for (const id of changed) {
      if (step === 'none') this.#shed.delete(id);
      else this.#shed.set(id, step);
    }
    if (changed.length > 0) this.#options.listener.shed(changed, step);
  }

  #getTransport(participantId: ParticipantId, transportId: TransportId): LegTransport {
    this.#assertOpen();
    const transport = this.#legs.get(participantId)?.findTransport(transportId);
    if (transport === undefined) throw new EarshotError('transport_not_found');
    return transport;
  }

  #assertOpen(): void {
    if (this.#closed) throw new EarshotError('wrong_state', 'The room is closed.');
  }
}
