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
 * What a receiver needs of its consumer's parameters, and no more: it is told of one for every switch of a view. Left out
 * is what the protocol's defaults say anyhow, the group (`streamId` has it), and what is of use to a sender only. mediasoup
 * types `parameters` as unknown values; what it puts there came through our own schema or its tables.
 */
export function toWireParameters(rtpParameters: types.RtpParameters): ConsumerInfo['rtpParameters'] {
  const { mid, codecs, headerExtensions = [], encodings = [], rtcp } = rtpParameters;
  const estimates = codecs.some(({ rtcpFeedback = [] }) =>
    rtcpFeedback.some(({ type }) => type === 'goog-remb'),
  );
  return {
    ...(mid === undefined ? {} : { mid }),
    codecs: codecs.map(toWireCodec),
    headerExtensions: headerExtensions
      .filter(({ uri }) => !WITHIN_WORKERS.has(uri) && (estimates || !FOR_ESTIMATES.has(uri)))
      .map(({ uri, id }) => ({ uri, id })),
    // The layers and bitrates of a consumer are the server's matter.
    encodings: encodings.map(({ ssrc, rtx, codecPayloadType }) =>
      dropEmpty({ ssrc, rtx: rtx === undefined ? undefined : { ssrc: rtx.ssrc }, codecPayloadType }),
    ),
    ...(rtcp?.cname === undefined ? {} : { rtcp: { cname: rtcp.cname } }),
  } as ConsumerInfo['rtpParameters'];
}

/** Only a receiver that estimates the path itself, by REMB, reads them. */
const FOR_ESTIMATES: ReadonlySet<string> = new Set<types.RtpHeaderExtensionUri>([
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'urn:ietf:params:rtp-hdrext:toffset',
]);
/** No client knows them. */
const WITHIN_WORKERS: ReadonlySet<string> = new Set(['urn:mediasoup:params:rtp-hdrext:packet-id']);

function toWireCodec(codec: types.RtpCodecParameters): Partial<types.RtpCodecParameters> {
  const { rtcpFeedback = [], ...rest } = codec;
  const hasPli = rtcpFeedback.some(({ type, parameter }) => type === 'nack' && parameter === 'pli');
  const feedback = rtcpFeedback
    // Who can ask by PLI does so: FIR is the older way.
    .filter(({ type, parameter }) => !(hasPli && type === 'ccm' && parameter === 'fir'))
    .map(({ type, parameter }) => ({ type, ...(parameter ? { parameter } : {}) }));
  return dropEmpty({ ...rest, rtcpFeedback: feedback });
}

/** Without what is undefined, an empty list or an empty record. */
function dropEmpty<T extends object>(value: T): Partial<T> {
  const entries = Object.entries(value) as [string, unknown][];
  return Object.fromEntries(entries.filter(([, field]) => !isEmpty(field))) as Partial<T>;
}

function isEmpty(field: unknown): boolean {
  if (field === undefined) return true;
  return typeof field === 'object' && field !== null && Object.keys(field).length === 0;
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
