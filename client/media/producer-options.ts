import { kindOf, type Source } from '@earshot/shared';
import type { types } from 'mediasoup-client';
import {
  computeCameraEncodings,
  computeScreenEncodings,
  selectVideoCodec,
  type Encoding,
} from './encodings.ts';
import type { MediaOpening } from './ports.ts';

/** How a source wants to be sent. */
export interface SendingWish {
  readonly source: Source;
  /** Audio: stereo at 128 kbit/s, no DTX. */
  readonly music: boolean;
  /** Video: fps. */
  readonly frameRate: number;
  /** Video: bound of all encodings together, bit/s. */
  readonly maxBitrate: number | undefined;
}

/** What is sent, and where. */
export interface Sending {
  readonly opening: Pick<MediaOpening, 'parameters' | 'device'>;
  readonly track: MediaStreamTrack;
  /** px; `undefined` for sound. */
  readonly height: number | undefined;
}

/** bit/s of music and of a share's sound. */
const MUSIC_BITRATE = 128_000;

/**
 * How sound is encoded. Frames of 20 ms are what the server's budget of packets counts with. DTX sends two packets a second
 * in silence; in music, what is soft is no silence. FEC repairs single losses without asking again.
 */
export function computeAudioOptions({
  source,
  music,
}: Pick<SendingWish, 'source' | 'music'>): types.ProducerCodecOptions {
  const rich = music || source === 'screenAudio';
  const common = { opusFec: true, opusPtime: 20, opusStereo: rich, opusDtx: !rich };
  return rich ? { ...common, opusMaxAverageBitrate: MUSIC_BITRATE } : common;
}

/** Encodings of a camera or a share. */
export function computeEncodings(wish: SendingWish, size: { mode: string; height: number }): Encoding[] {
  const wanted = { ...size, frameRate: wish.frameRate, maxBitrate: wish.maxBitrate };
  return wish.source === 'screen' ? computeScreenEncodings(wanted) : computeCameraEncodings(wanted);
}

/** All that a producer is made with, but whose it is. */
export function toProducerOptions(
  wish: SendingWish,
  { opening, track, height }: Sending,
): types.ProducerOptions {
  const common = { track, stopTracks: false, disableTrackOnPause: false, zeroRtpOnPause: true };
  if (height === undefined || kindOf(wish.source) === 'audio')
    return { ...common, codecOptions: computeAudioOptions(wish) };
  const { parameters, device } = opening;
  const choose = (mode: string): types.RtpCodecCapability | undefined =>
    selectVideoCodec({
      preferred: parameters.videoCodecs,
      sendable: (device.sendRtpCapabilities.codecs ?? []).filter((codec) => codec.kind === 'video'),
      mode,
      simulcastOnlyClassic: device.handlerName.startsWith('Firefox'),
    });
  const wanted = choose(parameters.cameraMode);
  // A browser that cannot send the room's layered codec sends simulcast, which everybody can forward.
  const mode = wanted === undefined ? 'simulcast' : parameters.cameraMode;
  const codec = wanted ?? choose('simulcast');
  return {
    ...common,
    encodings: computeEncodings(wish, { mode, height }),
    codecOptions: { videoGoogleStartBitrate: 1_000 },
    ...(codec === undefined ? {} : { codec }),
  };
}
