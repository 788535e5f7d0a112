import { EarshotError, type ParticipantId, type RtpParameters, type Source } from '@earshot/shared';
import type { PublishSpec } from '../rooms/ports.ts';
import { computeTrackLayers } from './layers.ts';

/** Microphone and share audio are sound, the rest is picture. */
export function getKind(source: Source): 'audio' | 'video' {
  return source === 'microphone' || source === 'screenAudio' ? 'audio' : 'video';
}

/** Groups what must be played in sync: a share and its audio are another pair than camera and microphone. */
export function computeStreamId(participantId: ParticipantId, source: Source): string {
  const group = source === 'screen' || source === 'screenAudio' ? 'screen' : 'camera';
  return `${participantId}-${group}`;
}

/**
 * How long further key-frame requests to one publisher are gathered after one went out, ms. For a camera 300: when 349
 * receivers switch to a new speaker their requests become two instead of hundreds, and the last of them still waits
 * for less than the second that a speaker change may take. A share is not delayed: it has few key frames, and the first
 * picture of a slide is what people wait for. A request without answer is repeated by the worker after 1 s.
 */
export function getKeyFrameRequestDelay(source: Source): number {
  return source === 'camera' ? 300 : 0;
}

const RID_EXTENSION = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
const LEVEL_EXTENSION = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** Whether loudness can be read from the packets: without it a microphone is forwarded but never a dominant speaker. */
export function hasAudioLevel(rtpParameters: RtpParameters): boolean {
  return (rtpParameters.headerExtensions ?? []).some(({ uri }) => uri === LEVEL_EXTENSION);
}

/**
 * Throws `media_rejected` when a track cannot be forwarded well: details hold what is wrong. A camera must have
 * layers, because one without cannot be thinned out for small tiles or bad links, and because its paused consumers get
 * slow: in simulcast at least two encodings; one encoding only with a scalability mode of two or more spatial layers.
 */
export function assertPublishable(spec: PublishSpec, cameraMode: string): void {
  const { source, rtpParameters } = spec;
  const kind = getKind(source);
  const encodings = rtpParameters.encodings ?? [];
  const [codec] = rtpParameters.codecs;
  if (codec === undefined || !codec.mimeType.toLowerCase().startsWith(`${kind}/`)) {
    throw refuse(`A ${source} needs a codec of kind ${kind}.`, { source, kind });
  }
  if (kind === 'audio' && encodings.length > 1) throw refuse('Audio has one encoding.', { source });
  const byRid = encodings.some((encoding) => encoding.rid !== undefined && encoding.ssrc === undefined);
  const extensions = rtpParameters.headerExtensions ?? [];
  if (byRid && !extensions.some(({ uri }) => uri === RID_EXTENSION)) {
    throw refuse('Encodings named by rid need the rtp-stream-id header extension.', { source });
  }
  if (source === 'camera' && computeTrackLayers(encodings, undefined).spatial < 2) {
    throw refuse('A camera needs simulcast (two encodings or more) or spatial scalability.', {
      source,
      cameraMode,
      encodings: encodings.length,
    });
  }
}

function refuse(message: string, details: Record<string, string | number>): EarshotError {
  return new EarshotError('media_rejected', message, { details });
}
