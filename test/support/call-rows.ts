import type { JudgedInterval, JudgedTrack } from '@earshot/server/telemetry/judged.ts';
import { CallId, Identity, NO_EVIDENCE, ParticipantId, RoomName, TrackId } from '@earshot/shared';

/** Beginning of the calls that tests make, ms since the epoch. */
export const CALL_START = 1_700_000_000_000;

/** An id of that number. */
export const idOf = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
/** @see idOf */
export const callIdOf = (number: number): CallId => CallId.parse(idOf(number));
/** @see idOf */
export const participantIdOf = (number: number): ParticipantId => ParticipantId.parse(idOf(number));
/** @see idOf */
export const trackIdOf = (number: number): TrackId => TrackId.parse(idOf(number));

/** What `legStarted` takes, of somebody in Chromium. */
export function legOf(callNumber: number, participantNumber: number, identity: string) {
  return {
    callId: callIdOf(callNumber),
    participantId: participantIdOf(participantNumber),
    identity: Identity.parse(identity),
    role: 'presenter' as const,
    hidden: false,
    formFactor: 'desktop' as const,
    client: { library: '0.1.0', browser: 'chromium' as const, browserVersion: 140, os: 'linux' as const },
    tags: ['blue', `team-${identity}`],
    at: CALL_START,
  };
}

/** What `callStarted` takes. */
export function callOf(callNumber: number, room: string, at = CALL_START) {
  return { callId: callIdOf(callNumber), room: RoomName.parse(room), at };
}

/** A microphone that was heard well, unless said otherwise. */
export function trackOf(change: Partial<JudgedTrack> = {}): JudgedTrack {
  return {
    trackId: trackIdOf(900),
    publisherId: participantIdOf(900),
    direction: 'receive',
    source: 'microphone',
    quality: { band: 'good', score: 96, factor: 'none', blame: 'none' },
    blame: 'none',
    impairedLeg: 'none',
    evidence: { ...NO_EVIDENCE, downlinkLoss: 0.001, downlinkRttMs: 30 },
    measuredBy: 'mixed',
    mosEstimate: 4.1,
    values: { expectedMs: 10_000, packets: 500, packetsLost: 1, bytes: 40_000, jitterMaxMs: 4 },
    ...change,
  };
}

/** What a track is when packets are lost on the way to who receives it. */
export const LOST_DOWNLINK: Partial<JudgedTrack> = {
  quality: { band: 'poor', score: 22, factor: 'concealment', blame: 'subscriberDownlink' },
  blame: 'subscriberDownlink',
  impairedLeg: 'downlink',
  evidence: { ...NO_EVIDENCE, downlinkLoss: 0.12, uplinkLoss: 0, downlinkRttMs: 80 },
};

/** The `number`th interval of 10 s of a leg, good unless said otherwise. */
export function intervalOf(
  of: { readonly callId: CallId; readonly participantId: ParticipantId },
  number: number,
  change: Partial<JudgedInterval> = {},
): JudgedInterval {
  const startAt = CALL_START + number * 10_000;
  return {
    callId: of.callId,
    participantId: of.participantId,
    number: number + 1,
    revision: 0,
    startAt,
    endAt: startAt + 10_000,
    uncertaintyMs: 12,
    from: 'report',
    reception: { band: 'good', score: 96, factor: 'none', blame: 'none' },
    ownReception: { band: 'good', score: 96, factor: 'none', blame: 'none' },
    sending: { band: 'good', score: 99, factor: 'none', blame: 'none' },
    mosEstimate: 4.1,
    transports: { send: { rttMs: 31 }, receive: { rttMs: 29 } },
    tracks: [trackOf()],
    ...change,
  };
}

/** The same, poor for loss on the way to the leg. */
export function poorIntervalOf(
  of: { readonly callId: CallId; readonly participantId: ParticipantId },
  number: number,
  change: Partial<JudgedInterval> = {},
): JudgedInterval {
  return intervalOf(of, number, {
    reception: { band: 'poor', score: 22, factor: 'concealment', blame: 'subscriberDownlink' },
    tracks: [trackOf(LOST_DOWNLINK), trackOf({ trackId: trackIdOf(901) })],
    ...change,
  });
}
