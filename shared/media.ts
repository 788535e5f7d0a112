import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { ConsumerId, ParticipantId, TrackId, TransportId } from './ids.ts';
import { Source } from './grants.ts';

/**
 * The RTP, ICE and DTLS shapes that cross the wire: those of mediasoup and mediasoup-client, each string and list
 * bounded. What a client sends is parsed strictly; `parameters` of codecs are free-form but bounded.
 */
const LIST = LIMITS.maxRtpListEntries;
const short = z.string().max(256);
const kind = z.enum(['audio', 'video']);
const uint32 = z.number().int().min(0).max(0xffff_ffff);

const rtcpFeedback = z.strictObject({ type: short, parameter: short.exactOptional() });
const codecParameters = z
  .record(z.string().max(64), z.union([z.string().max(1024), z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= 32, 'at most 32 parameters');
const direction = z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']);

const rtpCodecCapability = z.strictObject({
  kind,
  mimeType: short,
  preferredPayloadType: z.number().int().min(0).max(127).exactOptional(),
  clockRate: uint32,
  channels: z.number().int().min(1).max(8).exactOptional(),
  parameters: codecParameters.exactOptional(),
  rtcpFeedback: z.array(rtcpFeedback).max(LIST).exactOptional(),
});

/** What an endpoint can receive. */
export const RtpCapabilities = z.strictObject({
  codecs: z.array(rtpCodecCapability).max(LIST).exactOptional(),
  headerExtensions: z
    .array(
      z.strictObject({
        kind: kind.exactOptional(),
        uri: short,
        preferredId: z.number().int().min(0).max(255),
        preferredEncrypt: z.boolean().exactOptional(),
        direction: direction.exactOptional(),
      }),
    )
    .max(LIST)
    .exactOptional(),
});
/** @see RtpCapabilities */
export type RtpCapabilities = z.infer<typeof RtpCapabilities>;

/** What an endpoint sends on one track. */
export const RtpParameters = z.strictObject({
  mid: z.string().max(32).exactOptional(),
  msid: short.exactOptional(),
  codecs: z
    .array(
      z.strictObject({
        mimeType: short,
        payloadType: z.number().int().min(0).max(127),
        clockRate: uint32,
        channels: z.number().int().min(1).max(8).exactOptional(),
        parameters: codecParameters.exactOptional(),
        rtcpFeedback: z.array(rtcpFeedback).max(LIST).exactOptional(),
      }),
    )
    .min(1)
    .max(LIST),
  headerExtensions: z
    .array(
      z.strictObject({
        uri: short,
        id: z.number().int().min(0).max(255),
        encrypt: z.boolean().exactOptional(),
        parameters: codecParameters.exactOptional(),
      }),
    )
    .max(LIST)
    .exactOptional(),
  encodings: z
    .array(
      z.strictObject({
        ssrc: uint32.exactOptional(),
        rid: z.string().max(16).exactOptional(),
        codecPayloadType: z.number().int().min(0).max(127).exactOptional(),
        rtx: z.strictObject({ ssrc: uint32 }).exactOptional(),
        dtx: z.boolean().exactOptional(),
        scalabilityMode: z.string().max(32).exactOptional(),
        scaleResolutionDownBy: z.number().min(1).max(64).exactOptional(),
        maxBitrate: uint32.exactOptional(),
        maxFramerate: z.number().min(0).max(240).exactOptional(),
        active: z.boolean().exactOptional(),
        adaptivePtime: z.boolean().exactOptional(),
        priority: z.enum(['very-low', 'low', 'medium', 'high']).exactOptional(),
        networkPriority: z.enum(['very-low', 'low', 'medium', 'high']).exactOptional(),
      }),
    )
    .max(LIMITS.maxEncodings)
    .exactOptional(),
  rtcp: z
    .strictObject({
      cname: short.exactOptional(),
      reducedSize: z.boolean().exactOptional(),
      mux: z.boolean().exactOptional(),
    })
    .exactOptional(),
});
/** @see RtpParameters */
export type RtpParameters = z.infer<typeof RtpParameters>;

/** DTLS role and certificate fingerprints of one side. */
export const DtlsParameters = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).exactOptional(),
  fingerprints: z
    .array(
      z.strictObject({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: short,
      }),
    )
    .min(1)
    .max(8),
});
/** @see DtlsParameters */
export type DtlsParameters = z.infer<typeof DtlsParameters>;

/** ICE credentials of the server. */
export const IceParameters = z.object({
  usernameFragment: short,
  password: short,
  iceLite: z.boolean().exactOptional(),
});
/** @see IceParameters */
export type IceParameters = z.infer<typeof IceParameters>;

/** One address at which the media server can be reached. */
export const IceCandidate = z.object({
  foundation: short,
  priority: uint32,
  ip: short,
  address: short,
  protocol: z.enum(['udp', 'tcp']),
  port: z.number().int().min(1).max(65_535),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.literal('passive').exactOptional(),
});
/** @see IceCandidate */
export type IceCandidate = z.infer<typeof IceCandidate>;

/** A STUN or TURN server for the client; credentials expire (seconds since the epoch is the name's first part). */
export const IceServer = z.object({
  urls: z.array(short).min(1).max(8),
  username: short.exactOptional(),
  credential: short.exactOptional(),
});
/** @see IceServer */
export type IceServer = z.infer<typeof IceServer>;

/** What a client needs to connect one transport. */
export const TransportParameters = z.object({
  transportId: TransportId,
  iceParameters: IceParameters,
  iceCandidates: z.array(IceCandidate).max(64),
  dtlsParameters: DtlsParameters,
});
/** @see TransportParameters */
export type TransportParameters = z.infer<typeof TransportParameters>;

/** What a client needs to publish and to receive: the media part of `join` and `openMedia`. */
export const MediaParameters = z.object({
  routerRtpCapabilities: RtpCapabilities,
  send: TransportParameters,
  receive: TransportParameters,
  iceServers: z.array(IceServer).max(8),
  /** Video codecs to publish with, in order of preference, as MIME types. */
  videoCodecs: z.array(short).max(8),
  /** `simulcast` cameras, or SVC with this scalability mode where the room asks for it. */
  cameraMode: z.union([z.literal('simulcast'), z.string().regex(/^L[1-3]T[1-3](?:_KEY)?$/u)]),
});
/** @see MediaParameters */
export type MediaParameters = z.infer<typeof MediaParameters>;

/** One track on its way to this receiver. It is made paused; `resumeConsumers` starts it. */
export const ConsumerInfo = z.object({
  consumerId: ConsumerId,
  trackId: TrackId,
  participantId: ParticipantId,
  source: Source,
  kind,
  rtpParameters: RtpParameters,
  /** Groups what must be played in sync: `<participantId>-camera` or `<participantId>-screen`. */
  streamId: z.string().max(64),
  /** The publisher has paused it. */
  trackPaused: z.boolean(),
});
/** @see ConsumerInfo */
export type ConsumerInfo = z.infer<typeof ConsumerInfo>;

/** Which layers of a track the receiver gets now; absent for audio and before the first. */
export const LayerInfo = z.object({
  spatial: z.number().int().min(0).max(7),
  temporal: z.number().int().min(0).max(7),
});
/** @see LayerInfo */
export type LayerInfo = z.infer<typeof LayerInfo>;
