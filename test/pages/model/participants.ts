import type { Participant, RemoteTrack } from '@earshot/client';

/** A track for tests of what the page shows. */
export function track(fields: Partial<RemoteTrack> = {}): RemoteTrack {
  return {
    trackId: 'track',
    participantId: 'p',
    source: 'camera',
    kind: 'video',
    paused: false,
    pauseReason: undefined,
    mediaTrack: undefined,
    unavailable: undefined,
    attach: () => () => undefined,
    ...fields,
  };
}

/** A participant for tests of what the page shows. */
export function participant(name: string, fields: Partial<Participant> = {}): Participant {
  return {
    participantId: name,
    identity: name,
    name,
    role: 'attendee',
    isLocal: false,
    connection: 'connected',
    handRaisedAt: undefined,
    isSpeaking: false,
    quality: { band: 'good', factor: 'none', blame: 'none', score: 100 },
    issues: [],
    forbidden: [],
    joinedAt: 0,
    tracks: [],
    ...fields,
  };
}
