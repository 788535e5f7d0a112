import type { Blame, ImpairedLeg, IssueCode, LimitingFactor, QualityBand } from '@earshot/shared';
import type { Person, RowId } from './rows.ts';

/*
 * What each row must come to. It was written before the first run, from what is done, from the curves of
 * shared/quality/thresholds.ts, and from what others measured at the same impairments in Chromium; it is changed only
 * where it was wrong about the world, never because the server said something else.
 */

/** How tracks of one kind may be judged where they are affected. */
export interface Allowed {
  readonly bands: readonly QualityBand[];
  /** Besides `none`, which only what is good has. */
  readonly factors: readonly LimitingFactor[];
}

/** An issue that must come: one of these codes is enough, where two detectors see the same. */
export interface Raise {
  readonly codes: readonly IssueCode[];
  readonly on: Person;
}

/** What a row must come to. */
export interface Expected {
  /** Tracks that the row's fault reaches. A received track is affected at these receivers. */
  readonly audio: Allowed | undefined;
  readonly video: Allowed | undefined;
  /** Whose reception is affected. */
  readonly at: readonly Person[];
  /** Loss 10 and 20 %: no interval of an affected voice is good. */
  readonly neverGoodAudio?: true;
  readonly leg: ImpairedLeg;
  readonly blame: Blame;
  readonly raise: readonly Raise[];
  /** What may last longer than `LATEST_CLEAR_SECONDS`, since what it tells of does. */
  readonly mayLast?: readonly IssueCode[];
  /** What may come besides, on whom; everything else must not. */
  readonly mayRaise: Readonly<Partial<Record<Person, readonly IssueCode[]>>>;
}

/** Seconds after the onset, and after the end of the fault. */
export const LATEST_RAISE_SECONDS = 15;
export const LATEST_CLEAR_SECONDS = 30;

const GOOD: readonly QualityBand[] = ['good'];
const NOT_POOR: readonly QualityBand[] = ['good', 'fair'];
const HARMED: readonly QualityBand[] = ['fair', 'poor'];
const ANY: readonly QualityBand[] = ['good', 'fair', 'poor'];

const BOTH = ['subscriber', 'witness'] as const;

/** What harm to packets does to a voice or a picture, whoever's packets they are. */
const LOST_VOICE: readonly LimitingFactor[] = ['concealment', 'loss', 'delay', 'dry'];
const LOST_PICTURE: readonly LimitingFactor[] = ['freeze', 'lowFps', 'loss', 'layer', 'bitrate', 'dry'];
const LATE_VOICE: readonly LimitingFactor[] = ['delay', 'concealment'];

/** What a receiver's own page may say of media that come harmed, without naming a culprit. */
const HEARD = ['audioConcealment', 'jitterBufferStress', 'lossBurst'] as const;
const SEEN = ['videoFreeze', 'stuckDecoder', 'keyFrameStorm', 'dryTrack'] as const;
/** A browser aligns lips with a voice by what senders say every few seconds: what changes delays takes them apart for a while. */
const APART = 'audioVideoOutOfSync';
const OWN_PATH = ['lossBurst', 'congestion', 'encoderStarved', 'sfuLimited'] as const;

/** Harm to a publisher's uplink: both receivers have it, and only the publisher's network may be named. */
function uplink(
  bands: { audio: readonly QualityBand[]; video: readonly QualityBand[] },
  raise: readonly IssueCode[],
): Expected {
  return {
    audio: { bands: bands.audio, factors: LOST_VOICE },
    video: { bands: bands.video, factors: LOST_PICTURE },
    at: BOTH,
    leg: 'uplink',
    blame: 'publisherUplink',
    raise: raise.length === 0 ? [] : [{ codes: raise, on: 'publisher' }],
    mayRaise: {
      publisher: ['networkSendQuality', ...OWN_PATH],
      // A publisher whose way is bad turns its larger layer off: that is told, and names nobody's network.
      subscriber: [...HEARD, ...SEEN, APART, 'sfuLimited'],
      witness: [...HEARD, ...SEEN, APART, 'sfuLimited'],
    },
  };
}

/** Harm to a subscriber's downlink: the witness and the publisher have none. */
function downlink(
  bands: { audio: readonly QualityBand[]; video: readonly QualityBand[] },
  raise: readonly IssueCode[],
): Expected {
  return {
    audio: { bands: bands.audio, factors: LOST_VOICE },
    video: { bands: bands.video, factors: LOST_PICTURE },
    at: ['subscriber'],
    leg: 'downlink',
    blame: 'subscriberDownlink',
    raise: raise.length === 0 ? [] : [{ codes: raise, on: 'subscriber' }],
    mayRaise: { subscriber: ['networkReceiveQuality', ...HEARD, ...SEEN, APART, ...OWN_PATH] },
  };
}

/** Late packets: what is heard is late, too; a voice may be concealed while the buffer learns. */
function late(expected: Expected): Expected {
  return { ...expected, audio: { bands: ANY, factors: LATE_VOICE } };
}

/** Nothing passes for three seconds: everything that comes is harmed, and videos stand still. */
function blackout(expected: Expected): Expected {
  return {
    ...expected,
    audio: { bands: ANY, factors: LOST_VOICE },
    raise: expected.at.map((on) => ({ codes: ['videoFreeze'], on })),
  };
}

const ANY_NETWORK = [
  'networkSendQuality',
  'networkReceiveQuality',
  ...HEARD,
  ...SEEN,
  APART,
  ...OWN_PATH,
] as const;
const SEND = ['networkSendQuality'] as const;
const RECEIVE = ['networkReceiveQuality'] as const;
const CONCEALED = { audio: ANY, video: ANY };
const SPOILED = { audio: HARMED, video: ANY };

/** What each row must come to. */
export const EXPECTED: Readonly<Record<RowId, Expected>> = {
  clean: {
    audio: { bands: GOOD, factors: [] },
    video: { bands: GOOD, factors: [] },
    at: BOTH,
    leg: 'none',
    blame: 'none',
    raise: [],
    mayRaise: {},
  },
  // Two in a hundred packets are concealed for 2.8 % of the time: about where fair begins. Pictures are sent again.
  'loss2-up': uplink({ audio: NOT_POOR, video: NOT_POOR }, []),
  'loss2-down': downlink({ audio: NOT_POOR, video: NOT_POOR }, []),
  // 3.9 % with the error correction that Opus has. 5 % is exactly where the network's diagnostics begin: they may speak.
  'loss5-up': uplink({ audio: ANY, video: NOT_POOR }, []),
  'loss5-down': downlink({ audio: ANY, video: NOT_POOR }, []),
  'loss10-up': { ...uplink(SPOILED, SEND), neverGoodAudio: true },
  'loss10-down': { ...downlink(SPOILED, RECEIVE), neverGoodAudio: true },
  'loss20-up': { ...uplink(SPOILED, SEND), neverGoodAudio: true },
  'loss20-down': { ...downlink(SPOILED, RECEIVE), neverGoodAudio: true },
  // Five in a row are beyond what error correction repairs.
  'burst10-up': uplink(SPOILED, SEND),
  'burst10-down': downlink(SPOILED, RECEIVE),
  // 20 ms of packets, 200 ms of way, 40 to 220 ms of buffer. Both ways: the round trip of 400 ms is poor (300).
  'delay200-up': late(uplink(CONCEALED, SEND)),
  'delay200-down': late(downlink(CONCEALED, RECEIVE)),
  // Order is kept, so the buffers grow by what the relay adds: 20 ms of measured jitter, which no threshold minds.
  'jitter80-up': late(uplink(CONCEALED, [])),
  'jitter80-down': late(downlink(CONCEALED, [])),
  // The voice and a small picture fit; the picture is held back or comes in a lower layer.
  'rate300-up': late(uplink(CONCEALED, [])),
  'rate300-down': late(downlink(CONCEALED, [])),
  'rate150-up': late(uplink(CONCEALED, ['congestion', ...SEND])),
  'rate150-down': late(downlink(CONCEALED, ['sfuLimited', 'congestion', ...RECEIVE])),
  'blackout-up': blackout(uplink(CONCEALED, [])),
  'blackout-down': blackout(downlink(CONCEALED, [])),
  'frozen-camera': {
    audio: undefined,
    video: { bands: ['poor'], factors: ['freeze', 'lowFps', 'dry'] },
    at: BOTH,
    leg: 'none',
    blame: 'publisherDevice',
    raise: [{ codes: ['cameraFreeze'], on: 'publisher' }],
    mayRaise: { publisher: ['encoderStarved'], subscriber: [...SEEN], witness: [...SEEN] },
  },
  // Silence arrives unharmed: nobody can score what a person did not say, but the person is told.
  'silent-microphone': {
    audio: undefined,
    video: undefined,
    at: BOTH,
    leg: 'none',
    blame: 'publisherDevice',
    raise: [{ codes: ['microphoneNotMuteButSilent'], on: 'publisher' }],
    mayRaise: {},
  },
  'starved-cpu': {
    audio: { bands: ANY, factors: ['concealment', 'delay'] },
    video: { bands: ANY, factors: ['freeze', 'lowFps', 'layer'] },
    at: ['subscriber'],
    leg: 'none',
    blame: 'subscriberDevice',
    raise: [{ codes: ['cpuLimited', 'decoderOverloaded'], on: 'subscriber' }],
    mayRaise: { subscriber: ['cpuLimited', 'decoderOverloaded', 'sfuLimited', APART, ...HEARD, ...SEEN] },
    // Two seconds of sound wait in the buffer when the fault ends, and it empties by a few per cent of the time.
    mayLast: [APART, 'decoderOverloaded', 'jitterBufferStress'],
  },
  'paused-consumer': {
    audio: undefined,
    video: { bands: HARMED, factors: ['freeze', 'lowFps', 'dry'] },
    at: ['subscriber'],
    leg: 'sfu',
    blame: 'sfu',
    raise: [{ codes: ['videoFreeze', 'dryTrack'], on: 'subscriber' }],
    mayRaise: { subscriber: [...SEEN] },
  },
  'stopped-worker': {
    audio: { bands: ANY, factors: LOST_VOICE },
    video: { bands: ANY, factors: LOST_PICTURE },
    at: BOTH,
    leg: 'sfu',
    blame: 'sfu',
    raise: BOTH.map((on) => ({ codes: ['videoFreeze'], on })),
    // Everybody's packets come three seconds late: a page cannot know whose fault that is.
    mayRaise: { publisher: ANY_NETWORK, subscriber: ANY_NETWORK, witness: ANY_NETWORK },
  },
};
