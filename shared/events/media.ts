import { z } from 'zod';
import { Source } from '../grants.ts';
import { ConsumerId, ParticipantId, TrackId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { ConsumerInfo, LayerInfo } from '../media.ts';

const Ratio = z.number().min(0).max(1);
const LIST = LIMITS.maxConsumerIds;

/** Why a track stopped coming. */
export const REMOVAL_REASONS = ['unpublished', 'left', 'view', 'cap', 'evicted', 'media_lost'] as const;
/** Why a wanted track does not come. */
export const UNAVAILABLE_REASONS = ['codec_unsupported', 'cap', 'failed'] as const;

/**
 * Why a video comes smaller than it is sent. `cap`: this receiver, its app or the call takes no more; `view`: its tile asks for no more;
 * the way to this receiver; a layer that the publisher sent and sends no more; a server with too much to do. Only the last three hurt.
 */
export const TRACK_LIMITS = [
  'none',
  'cap',
  'view',
  'downlinkBandwidth',
  'publisherLayerOff',
  'workerOverload',
] as const;
/** @see TRACK_LIMITS */
export type TrackLimit = (typeof TRACK_LIMITS)[number];

/** What this receiver gets, and what its publishers should send. */
export const mediaEvents = {
  /** Tracks on their way; all paused until `resumeConsumers`. */
  consumersAdded: z.object({ consumers: z.array(ConsumerInfo).min(1).max(LIST) }),
  consumersUpdated: z.object({
    updates: z
      .array(
        z.object({
          consumerId: ConsumerId,
          trackPaused: z.boolean().exactOptional(),
          /** `null`: no layer comes (congestion, or the publisher sends none). */
          layers: LayerInfo.nullable().exactOptional(),
          /** `none` until told, and in the first seconds of a size. */
          limit: z.enum(TRACK_LIMITS).exactOptional(),
        }),
      )
      .min(1)
      .max(LIST),
  }),
  consumersRemoved: z.object({
    removed: z
      .array(z.object({ consumerId: ConsumerId, reason: z.enum(REMOVAL_REASONS) }))
      .min(1)
      .max(LIST),
  }),
  /** All that is wanted (or audible) and does not come; replaces the list sent before. */
  tracksUnavailable: z.object({
    tracks: z
      .array(
        z.object({
          participantId: ParticipantId,
          trackId: TrackId,
          source: Source,
          reason: z.enum(UNAVAILABLE_REASONS),
        }),
      )
      .max(LIST),
  }),
  /**
   * Packets that this participant's own ways lost lately, 0..1, by the server's own count: what it sent and did not come, what
   * was sent to it and did not come. Told every 5 s or so while one of them is 1 % or more, and once when that is over. Absent: not
   * measured.
   */
  pathLoss: z.object({ sent: Ratio.exactOptional(), received: Ratio.exactOptional() }),
  /** To a publisher: the highest spatial layer that anybody watches; -1 = nobody watches the track. */
  layersWanted: z.object({ trackId: TrackId, maxSpatialLayer: z.number().int().min(-1).max(7) }),
};
