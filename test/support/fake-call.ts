import {
  computeCapabilities,
  resolveGrants,
  type ChatMessage,
  type Identity,
  type MediaParameters,
  type ParticipantId,
  type ParticipantInfo,
  type RequestResult,
  type Source,
  type TrackInfo,
} from '@earshot/shared';
import { testFakeParameters } from 'mediasoup-client';

/** Ids that look like the server's. */
export const fakeId = (count: number): string =>
  `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;

/** A track of the roster. */
export function fakeTrack(count: number, source: Source = 'microphone', paused = false): TrackInfo {
  return {
    trackId: fakeId(1_000 + count),
    source,
    paused,
    ...(paused ? { pauseReason: 'user' } : {}),
  } as TrackInfo;
}

/** A member of the roster. Number 1 is the client under test. */
export function fakeParticipant(count: number, tracks: readonly TrackInfo[] = []): ParticipantInfo {
  return {
    // Brands are the server's to give.
    participantId: fakeId(count) as ParticipantId,
    identity: `identity-${String(count)}` as Identity,
    name: `Person ${String(count)}`,
    role: 'presenter',
    connection: 'connected',
    joinedAt: 1_700_000_000_000 + count,
    tracks: [...tracks],
    handRaisedAt: null,
    quality: { band: 'unknown', factor: 'none', blame: 'none', score: null },
    forbidden: [],
  };
}

/** A chat message. */
export function fakeChat(count: number, text = `message ${String(count)}`): ChatMessage {
  return {
    messageId: fakeId(5_000 + count),
    participantId: fakeId(2),
    name: 'Person 2',
    text,
    at: 1_700_000_000_000 + count,
  } as ChatMessage;
}

const side = (transportId: string) => {
  const { iceParameters, iceCandidates, dtlsParameters } =
    testFakeParameters.generateTransportRemoteParameters();
  return { transportId, iceParameters, iceCandidates, dtlsParameters };
};

/** Media parameters that mediasoup-client's fake handler can work with; transports are named after `opening`. */
export function fakeMediaParameters(opening = 1): MediaParameters {
  return {
    routerRtpCapabilities: testFakeParameters.generateRouterRtpCapabilities(),
    send: side(`send-${String(opening)}`),
    receive: side(`receive-${String(opening)}`),
    iceServers: [],
    videoCodecs: ['video/VP8'],
    cameraMode: 'simulcast',
  } as object as MediaParameters; // mediasoup-client's own shapes, without our brands
}

/** What `join` answers to participant 1. */
export function fakeJoinResult(options: {
  readonly participants?: readonly ParticipantInfo[];
  readonly media?: MediaParameters | null;
  readonly session?: number;
  readonly last?: boolean;
}): RequestResult<'join'> {
  const grants = resolveGrants('presenter');
  const { participants = [fakeParticipant(1)], media = null, session = 1, last = true } = options;
  return {
    sessionId: fakeId(9_000 + session),
    resumeToken: `resume-token-${String(session)}`.padEnd(40, '.'),
    beaconKey: `beacon-key-${String(session)}`.padEnd(40, '.'),
    participantId: fakeId(1),
    callId: fakeId(8_000),
    room: 'room',
    resumeGraceMs: 30_000,
    reportIntervalMs: 10_000,
    media,
    snapshot: {
      snapshotId: session,
      index: 0,
      last,
      head: {
        call: {
          callId: fakeId(8_000),
          room: 'room',
          startedAt: 1_700_000_000_000,
          endsAt: 1_700_100_000_000,
        },
        self: {
          participantId: fakeId(1),
          role: 'presenter',
          grants,
          capabilities: computeCapabilities(grants, { guestAccess: false }),
        },
        dominantSpeakers: [],
        limits: {
          videos: 25,
          audios: 32,
          participants: 350,
          reason: 'normal',
          shedLevel: 0,
          optimalVideoCount: 25,
          optimalVideoCountReason: 'unknown',
        },
        spotlight: [],
        forbiddenForAll: [],
      },
      participants: [...participants],
      chat: [],
    },
    // Brands are the server's to give.
  } as object as RequestResult<'join'>;
}
