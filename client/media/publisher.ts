import {
  EarshotError,
  LIMITS,
  type CapabilityReason,
  type ErrorCode,
  type PauseReason,
  type RtpParameters,
  type Source,
  type TrackId,
} from '@earshot/shared';
import type { types } from 'mediasoup-client';
import type { MediaOpening, Requester } from './ports.ts';
import { Publication, type PublishAppData, type PublishWish } from './publication.ts';

/** Who hears what becomes of publications without having asked. */
export interface PublisherListener {
  /** The server paused it. */
  forcedPause(source: Source, reason: PauseReason): void;
  /** The server ended it, or it could not be published again after media was renewed. */
  lost(source: Source, error: EarshotError): void;
  /** The server no longer has the transport: open media anew. */
  broken(): void;
}

/** It is the transport that failed and not the source, which goes out with the next opening. */
const TRANSPORT_GONE: ReadonlySet<ErrorCode> = new Set([
  'transport_not_found',
  'worker_lost',
  'timeout',
  'connection_lost',
]);
/** ... and of a first start: what timed out is told to the person, who may try again. */
const SENT_LATER: ReadonlySet<ErrorCode> = new Set(['transport_not_found', 'worker_lost', 'connection_lost']);

/** Why the server refuses what an admin has forbidden. */
const FORBIDDEN: CapabilityReason = 'forbidden_by_admin';

/** All that this participant sends: one publication for each source. */
export class Publisher {
  readonly #requester: Requester;
  readonly #listener: PublisherListener;
  readonly #publications = new Map<Source, Publication>();
  /** The server's last word on each track of this opening: it may come before the track is known by its id. */
  readonly #layersWanted = new Map<TrackId, number>();
  /** Could not be published with this opening, because an admin forbids it for now. */
  readonly #withheld = new Set<Publication>();
  #opening: MediaOpening | undefined;

  constructor(requester: Requester, listener: PublisherListener) {
    this.#requester = requester;
    this.#listener = listener;
  }

  get publications(): readonly Publication[] {
    return [...this.#publications.values()];
  }

  /** Ids of what is published now. */
  get trackIds(): readonly TrackId[] {
    return this.publications.flatMap(({ trackId }) => trackId ?? []);
  }

  find(trackId: TrackId): Publication | undefined {
    return this.publications.find((publication) => publication.trackId === trackId);
  }

  /**
   * Sends a track. While media is being renewed it resolves at once, and the track goes out with the next opening.
   * Rejects with the server's refusal or `not_supported`.
   */
  async publish(wish: PublishWish): Promise<Publication> {
    this.unpublish(wish.source);
    const publication = new Publication(wish, this.#requester);
    this.#publications.set(wish.source, publication);
    try {
      await publication.attach(this.#opening);
      this.#applyLayers(publication);
      return publication;
    } catch (thrown) {
      const error = toPublishError(thrown);
      const current = this.#publications.get(wish.source) === publication;
      if (current && SENT_LATER.has(error.code)) {
        // A lost connection brings an opening of its own.
        if (error.code !== 'connection_lost') this.#listener.broken();
        return publication;
      }
      this.unpublish(wish.source, publication);
      throw error;
    }
  }

  /** Ends what a source sends; with `only`, not if it sends another thing by now. */
  unpublish(source: Source, only?: Publication): void {
    const publication = this.#publications.get(source);
    if (publication === undefined || (only !== undefined && only !== publication)) return;
    this.#publications.delete(source);
    this.#withheld.delete(publication);
    publication.close(true);
  }

  /** New transports, or none: everything is published again. Rejects when the transports went away over it. */
  async attach(opening: MediaOpening | undefined): Promise<void> {
    this.#opening = opening;
    this.#withheld.clear();
    this.#layersWanted.clear();
    await Promise.all(
      this.publications.map(async (publication) => {
        try {
          await publication.attach(opening);
          this.#applyLayers(publication);
        } catch (thrown) {
          if (this.#opening !== opening || this.#publications.get(publication.source) !== publication) return;
          const error = toPublishError(thrown);
          if (TRANSPORT_GONE.has(error.code)) throw error;
          if (error.details?.['reason'] === FORBIDDEN) {
            this.#withheld.add(publication);
            return;
          }
          this.#publications.delete(publication.source);
          publication.close(false);
          this.#listener.lost(publication.source, error);
        }
      }),
    );
  }

  /** A source is permitted again: it is published, still muted, so that the person may unmute it. */
  async handlePermitted(source: Source): Promise<void> {
    const publication = this.#publications.get(source);
    if (publication === undefined || !this.#withheld.delete(publication)) return;
    try {
      await publication.retry();
      this.#applyLayers(publication);
    } catch {
      // Forbidden anew in this instant, or the transports went away: what follows either tries again.
      if (this.#publications.get(source) === publication) this.#withheld.add(publication);
    }
  }

  /** Answers mediasoup-client's question for an id. */
  async handleOffer(rtpParameters: types.RtpParameters, appData: types.AppData): Promise<string> {
    // What `Publication` handed over with the track comes back here.
    const { source, height, publication } = appData as PublishAppData;
    const { trackId } = await this.#requester.request('publish', {
      source,
      // Explicit `undefined`s vanish in JSON.
      rtpParameters: JSON.parse(JSON.stringify(rtpParameters)) as RtpParameters,
      ...(height === undefined ? {} : { height: Math.round(height) }),
      ...publication.describePause(),
    });
    return trackId;
  }

  handleLayersWanted(trackId: TrackId, maxSpatialLayer: number): void {
    if (this.#layersWanted.has(trackId) || this.#layersWanted.size < LIMITS.maxPublishedTracks * 2)
      this.#layersWanted.set(trackId, maxSpatialLayer);
    const publication = this.find(trackId);
    if (publication !== undefined) this.#applyLayers(publication);
  }

  /** The roster says that a track of one's own is paused. */
  handleTrackUpdated(trackId: TrackId, paused: boolean, reason: PauseReason | undefined): void {
    const publication = this.find(trackId);
    if (publication === undefined || !paused || reason !== 'admin' || publication.paused) return;
    publication.handleForcedPause('admin');
    this.#listener.forcedPause(publication.source, 'admin');
  }

  /**
   * The server ended a track of one's own: with its media, which will be opened anew, or because a grant was taken away,
   * which ends the source when the capabilities say so.
   */
  handleTrackUnpublished(trackId: TrackId): void {
    this.#layersWanted.delete(trackId);
    this.find(trackId)?.handleUnpublished();
  }

  #applyLayers(publication: Publication): void {
    const { trackId } = publication;
    const wanted = trackId === undefined ? undefined : this.#layersWanted.get(trackId);
    // A sender that is going away refuses; the next word tells it anew.
    if (wanted !== undefined) publication.handleLayersWanted(wanted).catch(() => undefined);
  }
}

/** mediasoup-client throws its own errors where a browser cannot do what is asked. */
function toPublishError(thrown: unknown): EarshotError {
  if (thrown instanceof Error && thrown.name === 'UnsupportedError')
    return new EarshotError('not_supported', undefined, { cause: thrown });
  return EarshotError.from(thrown);
}
