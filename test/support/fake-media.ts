import { EarshotError, type MediaParameters, type ParticipantId, type TrackId } from '@earshot/shared';
import type {
  MediaPort,
  PublishSpec,
  Reception,
  RoomMedia,
  RoomMediaListener,
} from '@earshot/server/rooms/ports.ts';

/** One call's media that does nothing but remember what it was told. */
export interface FakeRoomMedia extends RoomMedia {
  readonly listener: RoomMediaListener;
  /** Published now, and whether it is paused. */
  readonly tracks: Map<TrackId, { owner: ParticipantId; paused: boolean }>;
  readonly legs: Set<ParticipantId>;
  readonly receptions: Map<ParticipantId, Reception>;
  /** How many videos each opened leg was expected to receive, in their order. */
  readonly expected: (number | undefined)[];
  /** How often a reception was set. */
  receptionCount: number;
  closed: boolean;
}

/** A media layer that remembers; `gate` holds back `openLeg` and `publish` until its promise is settled. */
export interface FakeMedia extends MediaPort {
  readonly rooms: FakeRoomMedia[];
  gate: () => Promise<void>;
}

/** Makes it. */
export function createFakeMedia(): FakeMedia {
  const rooms: FakeRoomMedia[] = [];
  const media: FakeMedia = {
    rooms,
    gate: () => Promise.resolve(),
    openRoom(_call, listener) {
      const room = createFakeRoomMedia(media, listener);
      rooms.push(room);
      return room;
    },
  };
  return media;
}

const side = (transportId: string) => ({
  transportId,
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [] },
});
// The fake's transports are never used; their shape is enough.
const PARAMETERS = {
  routerRtpCapabilities: {},
  send: side('send'),
  receive: side('receive'),
  iceServers: [],
  videoCodecs: [],
  cameraMode: 'simulcast',
} as object as MediaParameters;

function createFakeRoomMedia(media: FakeMedia, listener: RoomMediaListener): FakeRoomMedia {
  const tracks: FakeRoomMedia['tracks'] = new Map();
  const legs = new Set<ParticipantId>();
  const receptions = new Map<ParticipantId, Reception>();
  const drop = (id: ParticipantId) => {
    legs.delete(id);
    receptions.delete(id);
    for (const [trackId, { owner }] of tracks) if (owner === id) tracks.delete(trackId);
  };
  const room: FakeRoomMedia = {
    listener,
    tracks,
    legs,
    receptions,
    receptionCount: 0,
    closed: false,
    expected: [],
    async openLeg(id, expected) {
      drop(id);
      room.expected.push(expected?.videos);
      await media.gate();
      legs.add(id);
      return PARAMETERS;
    },
    closeLeg: drop,
    connectTransport: () => Promise.resolve(),
    restartIce: () =>
      Promise.resolve({ iceParameters: { usernameFragment: 'u', password: 'p' }, iceServers: [] }),
    async publish(owner: ParticipantId, { trackId, paused }: PublishSpec) {
      await media.gate();
      if (!legs.has(owner)) throw new EarshotError('wrong_state');
      tracks.set(trackId, { owner, paused });
    },
    unpublish: (trackId) => void tracks.delete(trackId),
    setPaused(trackId, paused) {
      const track = tracks.get(trackId);
      if (track !== undefined) track.paused = paused;
    },
    setReceiver: () => undefined,
    setReception(id, reception) {
      room.receptionCount += 1;
      receptions.set(id, reception);
    },
    resumeConsumers: () => undefined,
    close: () => void (room.closed = true),
  };
  return room;
}
