import type { TrackColumn } from './report-vector.ts';

/** What a value of a track's vector is, for those who read the protocol; apart from the places, which every client carries. */
interface VectorNote {
  /** What it says, and of which tracks. */
  readonly says: string;
  /** Why there is an extreme beside or in place of a sum or a mean, or why there is none. */
  readonly extreme: string;
}

const SUMMED = 'none: a share of the interval';

/** Of each value. */
export const VECTOR_NOTES: Readonly<Record<TrackColumn, VectorNote>> = {
  expectedMs: {
    says: 'time in which media was expected: published, not paused, wanted',
    extreme: 'none: what others are a share of',
  },
  packets: { says: 'packets received or sent', extreme: 'none: seconds without any are in `dryMs`' },
  packetsLost: {
    says: 'packets lost; late ones are taken back, to 0 at least',
    extreme: 'none: the harm that a burst does is in concealed and frozen time',
  },
  bytes: {
    says: 'media payload without retransmissions',
    extreme: 'none: an encoder’s bitrate swings by itself',
  },
  dryMs: {
    says: 'seconds in which not one packet came or left, the first one’s wait included; not of a share’s picture, which may stand still',
    extreme: SUMMED,
  },
  jitterMaxMs: {
    says: 'jitter',
    extreme: 'maximum only: a burst vanishes in the mean, and a second of it is heard',
  },
  jitterBufferMs: {
    says: 'received: wait in the jitter buffer',
    extreme: 'none: it moves slowly, and its jumps are concealment',
  },
  concealedMs: {
    says: 'sound received: audible concealment (concealed silence is no harm)',
    extreme: 'see `concealedMaxMs`',
  },
  concealedMaxMs: {
    says: 'sound received: audible concealment',
    extreme: 'maximum: half a second at once is a lost word, the same spread over ten is not',
  },
  nack: { says: 'requests for packets', extreme: 'none: a count' },
  retransmitted: { says: 'packets that came or were sent once more', extreme: 'none: a count' },
  framesGiven: {
    says: 'frames that there were to decode, or that camera or share gave',
    extreme: 'none: it is what `frames` is compared with',
  },
  frames: { says: 'frames decoded or encoded', extreme: 'see `framesMin`' },
  framesMin: {
    says: 'pictures: frames decoded or encoded, per second',
    extreme: 'minimum: a mean of 20 is smooth, or 30 with three dead seconds',
  },
  framesDropped: { says: 'received: frames dropped before they were shown', extreme: 'none: a count' },
  freezeMs: {
    says: 'pictures received: time frozen, each second as it passes, not when the freeze ends',
    extreme: SUMMED,
  },
  frameHeight: { says: 'height of the largest frame', extreme: 'none: the last says what is seen now' },
  codecMsPerFrame: {
    says: 'time to decode or encode a frame',
    extreme: 'none: key frames make its maximum meaningless',
  },
  qp: {
    says: 'quantizer of the codec: how coarse the picture is, comparable within one codec',
    extreme: 'none: a scene’s cut makes its maximum meaningless',
  },
  pli: { says: 'requests for a key frame', extreme: 'none: a count' },
  rttMaxMs: { says: 'sent: round trip by RTCP', extreme: 'maximum only: the mean stands with the transport' },
  limitedBandwidthMs: { says: 'pictures sent: held back by bandwidth', extreme: SUMMED },
  limitedCpuMs: { says: 'pictures sent: held back by the device', extreme: SUMMED },
  limitedOtherMs: { says: 'pictures sent: held back by something else', extreme: SUMMED },
};
