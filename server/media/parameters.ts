import type { ConsumerInfo, LayerInfo, RtpCapabilities, RtpParameters } from '@earshot/shared';
import { validateAndNormalizeRtpCapabilities } from 'mediasoup/ortc';
import type { types } from 'mediasoup';

/** Between the protocol's RTP shapes and mediasoup's: the only place that knows how they differ. */

/**
 * Client parameters as mediasoup's types name them. It knows fewer header extensions than browsers offer: those it does
 * not know are left out, the rest it checks itself. `msid` is ours, so that receivers group by our stream ids.
 */
export function toWorkerParameters(rtpParameters: RtpParameters, msid: string): types.RtpParameters {
  const known = new Set<string>(KNOWN_EXTENSIONS);
  const headerExtensions = (rtpParameters.headerExtensions ?? []).flatMap((extension) =>
    known.has(extension.uri) ? { ...extension, uri: extension.uri as types.RtpHeaderExtensionUri } : [],
  );
  return { ...rtpParameters, headerExtensions, msid };
}

const KNOWN_EXTENSIONS: readonly types.RtpHeaderExtensionUri[] = [
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'urn:ietf:params:rtp-hdrext:toffset',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
];

/**
 * mediasoup types `parameters` as unknown values; what it puts there came through our own schema or its tables. It also
 * leaves fields that are there and undefined, which the protocol does not know.
 */
export function toWireParameters(rtpParameters: types.RtpParameters): ConsumerInfo['rtpParameters'] {
  const { codecs, encodings, ...rest } = rtpParameters;
  return {
    ...dropUndefined(rest),
    codecs: codecs.map(dropUndefined),
    ...(encodings === undefined ? {} : { encodings: encodings.map(dropUndefined) }),
  } as ConsumerInfo['rtpParameters'];
}

function dropUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}

/**
 * A receiver's capabilities as mediasoup takes them. Ones that it refuses become those of a receiver that can decode
 * nothing, so that every track is listed as `codec_unsupported` instead of failing again and again.
 */
export function toWorkerCapabilities(capabilities: RtpCapabilities): types.RtpCapabilities {
  const copy = structuredClone(capabilities) as types.RtpCapabilities;
  try {
    validateAndNormalizeRtpCapabilities(copy);
    return copy;
  } catch {
    return { codecs: [], headerExtensions: [] };
  }
}

/** `null`: no layer comes. */
export function toLayerInfo(layers: types.ConsumerLayers | undefined): LayerInfo | null {
  return layers === undefined ? null : { spatial: layers.spatialLayer, temporal: layers.temporalLayer ?? 0 };
}
