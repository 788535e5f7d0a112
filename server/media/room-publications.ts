import type { TrackId } from '@earshot/shared';
import type { PublishSpec, RoomMediaListener } from '../rooms/ports.ts';
import type { Leg } from './leg.ts';
import type { MediaSettings } from './options.ts';
import type { Pipes } from './pipes.ts';
import { Publication, type RemovalReason } from './publications.ts';
import { hasAudioLevel } from './publish-rules.ts';

/** What a room's publications need. */
interface RoomPublicationsOptions {
  readonly settings: MediaSettings;
  readonly listener: RoomMediaListener;
  readonly pipes: Pipes;
  readonly facts: object;
}

/** All tracks of one room, by id. */
export class RoomPublications {
  readonly #options: RoomPublicationsOptions;
  readonly #byTrack = new Map<TrackId, Publication>();

  constructor(options: RoomPublicationsOptions) {
    this.#options = options;
  }

  get all(): Iterable<Publication> {
    return this.#byTrack.values();
  }

  find(trackId: TrackId): Publication | undefined {
    return this.#byTrack.get(trackId);
  }

  /** Makes the producer on the leg's own router. Rejects as `Publication.open` does; then it is gone again. */
  async open(leg: Leg, spec: PublishSpec): Promise<Publication> {
    const publication = this.#create(leg, spec);
    this.#byTrack.set(spec.trackId, publication);
    leg.publications.set(spec.trackId, publication);
    try {
      const producer = await publication.open(leg.sendTransport);
      leg.watchSend();
      if (spec.source === 'microphone') await this.#observe(leg, producer.id, spec);
    } catch (error) {
      this.drop(leg, publication, 'unpublished');
      throw error;
    }
    return publication;
  }

  /** Ends it for all who receive it, wherever they are. `leg`: its publisher's, as far as it is still there. */
  drop(leg: Leg | undefined, publication: Publication, reason: RemovalReason): void {
    const { trackId } = publication;
    if (this.#byTrack.get(trackId) === publication) this.#byTrack.delete(trackId);
    if (leg?.publications.get(trackId) === publication) leg.publications.delete(trackId);
    publication.close(reason);
    this.#options.pipes.handleTrackGone(trackId);
  }

  close(): void {
    for (const publication of this.#byTrack.values()) publication.close('media_lost');
    this.#byTrack.clear();
  }

  async #observe(leg: Leg, producerId: string, spec: PublishSpec): Promise<void> {
    const { settings, facts } = this.#options;
    await leg.place.observers.add({ id: producerId }).catch((error: unknown) => {
      // It is forwarded all the same; a lost worker ends the leg by itself.
      settings.logger.warn({ ...facts, error: String(error) }, 'microphone not observed');
    });
    if (!hasAudioLevel(spec.rtpParameters)) {
      settings.logger.warn(facts, 'microphone without audio level: never dominant');
    }
  }

  #create(leg: Leg, spec: PublishSpec): Publication {
    const { settings, listener, facts } = this.#options;
    const { participantId } = leg;
    const { trackId } = spec;
    return new Publication({
      participantId,
      spec,
      clock: settings.clock,
      place: leg.place,
      resumeGatherMs: settings.limits.resumeGatherMs,
      tellLayers: (maxSpatialLayer) => {
        listener.toParticipant(participantId, { name: 'layersWanted', data: { trackId, maxSpatialLayer } });
      },
      tellUnheard: (unheard) => {
        listener.microphoneUnheard(trackId, unheard);
      },
      failed: (error) => {
        settings.logger.warn({ ...facts, trackId, error: String(error) }, 'track not paused or resumed');
      },
      keyFrameReceived: () => {
        settings.observer.keyFrameReceived(spec.source);
      },
    });
  }
}
