import type { types } from 'mediasoup';

/** Video codecs a room can offer, by MIME type in lower case. */
const VIDEO: Readonly<Record<string, types.RouterRtpCodecCapability>> = {
  'video/vp8': { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  // Constrained baseline 3.1: what every browser can encode and decode, hardware included.
  'video/h264': {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: {
      'packetization-mode': 1,
      'profile-level-id': '42e01f',
      'level-asymmetry-allowed': 1,
    },
  },
  'video/vp9': {
    kind: 'video',
    mimeType: 'video/VP9',
    clockRate: 90_000,
    parameters: { 'profile-id': 0 },
  },
  'video/av1': { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000, parameters: {} },
};

/**
 * Opus, 20 ms frames (50 packets/s: shorter ones cost packets, longer ones delay, and the level observer needs ten
 * packets in its 250 ms), in-band FEC so that a lost packet can be had from the next, DTX so that silence costs
 * nothing. Clients set the same in their offers; these are the router's defaults in its answer.
 */
const OPUS: types.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  parameters: { useinbandfec: 1, usedtx: 1, minptime: 10, ptime: 20, 'sprop-stereo': 0 },
};

export const DEFAULT_VIDEO_CODECS = ['video/VP8', 'video/H264', 'video/VP9', 'video/AV1'] as const;

/** The codecs of a router for this order of preference; unknown names and doubles are left out. Opus is always there. */
export function selectMediaCodecs(videoCodecs: readonly string[]): types.RouterRtpCodecCapability[] {
  const names = new Set(videoCodecs.map((name) => name.toLowerCase()));
  return [OPUS, ...[...names].flatMap((name) => VIDEO[name] ?? [])];
}
