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
import type { PublishSpec, Reception, RoomMedia, RoomMediaListener } from '../rooms/ports.ts';
import { createIceServers } from './ice-servers.ts';
import { Leg } from './leg.ts';
import type { MediaSettings } from './options.ts';
import { Publication, type RemovalReason } from './publications.ts';
import { assertPublishable, hasAudioLevel } from './publish-rules.ts';
import { RoomHome, type OpenHome } from './room-home.ts';
import type { LegTransport, TransportCloseReason } from './transports.ts';
import type { WorkerPool } from './workers.ts';
import type { WorkSlices } from './work-slices.ts';

/** What a room's media needs. */
export interface RoomMediaOptions {
  readonly settings: MediaSettings;
  readonly pool: WorkerPool;
  readonly slices: WorkSlices;
  readonly listener: RoomMediaListener;
  /** Facts for log lines: the call's id. */
  readonly facts: object;
  readonly closed: (room: CallMedia) => void;
}

/** One call's media on one worker. */
export class CallMedia implements RoomMedia {
  readonly #options: RoomMediaOptions;
  readonly #home: RoomHome;
  readonly #legs = new Map<ParticipantId, Leg>();
  /** Legs on their way; the latest request of a participant wins. */
  readonly #opening = new Map<ParticipantId, symbol>();
  readonly #publications = new Map<TrackId, Publication>();
  #closed = false;

  constructor(options: RoomMediaOptions) {
    this.#options = options;
    this.#home = new RoomHome({
      ...options,
      lost: () => {
        this.#handleWorkerLost();
      },
    });
  }

  /** Where it lives now; `undefined` while it is on its way to a worker. */
  get home(): OpenHome | undefined {
    return this.#home.current;
  }

  get legs(): Iterable<Leg> {
    return this.#legs.values();
  }

  get publications(): Iterable<Publication> {
    return this.#publications.values();
  }

  async openLeg(participantId: ParticipantId): Promise<MediaParameters> {
    this.#assertOpen();
    this.#dropLeg(participantId, 'media_lost', 'leg');
    const turn = Symbol(participantId);
    this.#opening.set(participantId, turn);
    let leg: Leg;
    try {
      const home = await this.#home.whenOpen();
      leg = await Leg.open({
        participantId,
        place: home,
        settings: this.#options.settings,
        findPublication: (trackId) => this.#publications.get(trackId),
        send: (event) => {
          this.#options.listener.toParticipant(participantId, event);
        },
        lost: (lostLeg, reason) => {
          this.#loseLeg(lostLeg, reason);
        },
      });
    } catch (error) {
      if (this.#opening.get(participantId) === turn) this.#opening.delete(participantId);
      throw EarshotError.from(error);
    }
    if (this.#opening.get(participantId) !== turn) {
      leg.close(this.#closed ? 'room' : 'leg');
      throw new EarshotError('wrong_state', 'The leg was closed or opened again.');
    }
    this.#opening.delete(participantId);
    if (this.#home.current !== leg.place) {
      leg.close('worker');
      throw new EarshotError('worker_lost');
    }
    this.#legs.set(participantId, leg);
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
    const home = this.#home.current;
    if (leg === undefined || home === undefined || this.#publications.has(spec.trackId)) {
      throw new EarshotError('wrong_state');
    }
    const { settings } = this.#options;
    assertPublishable(spec, settings.cameraMode);
    const publication = this.#createPublication(leg, spec);
    this.#publications.set(spec.trackId, publication);
    leg.publications.set(spec.trackId, publication);
    try {
      const producer = await publication.open(leg.sendTransport);
      leg.watchSend();
      if (spec.source === 'microphone') {
        await home.observers.add(producer).catch((error: unknown) => {
          // It is forwarded all the same; a lost worker ends the leg by itself.
          settings.logger.warn({ ...this.#options.facts, error: String(error) }, 'microphone not observed');
        });
        if (!hasAudioLevel(spec.rtpParameters)) {
          settings.logger.warn(this.#options.facts, 'microphone without audio level: never dominant');
        }
      }
    } catch (error) {
      this.#dropPublication(publication, 'unpublished');
      throw error;
    }
    if (publication.isClosed) throw new EarshotError('wrong_state', 'The track was unpublished meanwhile.');
    for (const { reconciler } of this.#legs.values()) reconciler.handlePublished(spec.trackId);
  }

  unpublish(trackId: TrackId): void {
    const publication = this.#publications.get(trackId);
    if (publication !== undefined) this.#dropPublication(publication, 'unpublished');
  }

  setPaused(trackId: TrackId, paused: boolean): void {
    this.#publications.get(trackId)?.setPaused(paused);
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

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#opening.clear();
    this.#closeAll('room');
    this.#home.close();
    this.#options.closed(this);
  }

  #createPublication(leg: Leg, spec: PublishSpec): Publication {
    const { settings, listener, facts } = this.#options;
    const { participantId } = leg;
    const { trackId } = spec;
    return new Publication({
      participantId,
      spec,
      clock: settings.clock,
      call: leg.place.live.call,
      tellLayers: (maxSpatialLayer) => {
        listener.toParticipant(participantId, { name: 'layersWanted', data: { trackId, maxSpatialLayer } });
      },
      tellUnheard: (unheard) => {
        listener.microphoneUnheard(trackId, unheard);
      },
      failed: (error) => {
        settings.logger.warn({ ...facts, trackId, error: String(error) }, 'track not paused or resumed');
      },
    });
  }

  #handleWorkerLost(): void {
    const participantIds = [...this.#legs.keys()];
    this.#closeAll('worker');
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
    for (const publication of [...leg.publications.values()]) this.#dropPublication(publication, removal);
    leg.close(reason);
  }

  #dropPublication(publication: Publication, reason: RemovalReason): void {
    const { trackId, participantId } = publication;
    if (this.#publications.get(trackId) === publication) this.#publications.delete(trackId);
    const leg = this.#legs.get(participantId);
    if (leg?.publications.get(trackId) === publication) leg.publications.delete(trackId);
    publication.close(reason);
  }

  /** All legs at once: nobody is left who could be told of single tracks, so receivers go first. */
  #closeAll(reason: TransportCloseReason): void {
    for (const leg of this.#legs.values()) leg.close(reason);
    this.#legs.clear();
    for (const publication of this.#publications.values()) publication.close('media_lost');
    this.#publications.clear();
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
