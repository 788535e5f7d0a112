import { z } from 'zod';
import { Source } from '../grants.ts';
import { ConsumerId, TrackId, TransportId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { DtlsParameters, IceParameters, IceServer, RtpCapabilities, RtpParameters } from '../media.ts';
import { PauseReason } from '../roster.ts';
import { ReceiveConstraints, View } from '../view.ts';
import { request } from '../table.ts';

const publishParams = z.strictObject({
  source: Source,
  rtpParameters: RtpParameters,
  /** Height of the largest encoding in pixels, for choosing layers; absent for audio. */
  height: z.number().int().min(1).max(8_640).exactOptional(),
  paused: z.boolean(),
  pauseReason: PauseReason.exactOptional(),
});

/** Media of one participant. */
export const mediaRequests = {
  /** Tells what the client can receive and what it looks at. No consumer exists before it. */
  receiveReady: request(
    'view',
    z.strictObject({ rtpCapabilities: RtpCapabilities, view: View }),
    z.object({}),
  ),
  /** The client's half of DTLS, once for each transport. */
  connectTransport: request(
    'media',
    z.strictObject({ transportId: TransportId, dtlsParameters: DtlsParameters }),
    z.object({}),
  ),
  /** New ICE credentials for a transport whose path broke. */
  restartIce: request(
    'media',
    z.strictObject({ transportId: TransportId }),
    z.object({ iceParameters: IceParameters, iceServers: z.array(IceServer).max(8) }),
  ),
  publish: request('media', publishParams, z.object({ trackId: TrackId })),
  unpublish: request('media', z.strictObject({ trackId: TrackId }), z.object({})),
  /** Pauses or resumes a track of one's own. `reason` says why it pauses. */
  setPublished: request(
    'media',
    z.strictObject({ trackId: TrackId, paused: z.boolean(), reason: PauseReason.exactOptional() }),
    z.object({}),
  ),
  /** What the client looks at now; replaces what it said before. */
  setView: request('view', z.strictObject({ view: View }), z.object({})),
  /** Caps on what this receiver gets, set by its app; absent = none. Replaces what was said before. */
  setReceiveConstraints: request('view', z.strictObject({ constraints: ReceiveConstraints }), z.object({})),
  /**
   * How many videos this device can decode, by decode time, dropped frames and processor; `null` = no limit seen. The
   * server joins it with what it knows of the path (`limits.optimalVideoCount`). Sent on change, at most every 10 s but at
   * once on a sharp fall.
   */
  setDecodeCapacity: request(
    'view',
    z.strictObject({ videos: z.number().int().min(0).max(LIMITS.maxVideos).nullable() }),
    z.object({}),
  ),
  /** The client is ready to play these; unknown ids are ignored, because they may have been removed meanwhile. */
  resumeConsumers: request(
    'view',
    z.strictObject({ consumerIds: z.array(ConsumerId).min(1).max(LIMITS.maxConsumerIds) }),
    z.object({}),
  ),
};
