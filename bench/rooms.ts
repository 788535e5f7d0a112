import {
  EMPTY_VIEW,
  Identity,
  LIMITS,
  MediaParameters,
  resolveGrants,
  RoomName,
  type ParticipantId,
  type TrackId,
  type View,
} from '@earshot/shared';
import { systemClock, systemIds, type Clock } from '../server/clock.ts';
import type { Member, Rooms } from '../server/rooms/api.ts';
import { DEFAULT_CAPS } from '../server/rooms/caps.ts';
import { createRooms } from '../server/rooms/registry.ts';
import type { RoomsOptions } from '../server/rooms/options.ts';
import type { CallObserver, MediaPort, RoomMedia, RoomMediaListener } from '../server/rooms/ports.ts';
import { timings, type Row } from './table.ts';

const SIZES = [10, 100, 350] as const;
const REPEATS = 30;
const nothing = () => undefined;

/** Cost of what a room recomputes when somebody looks elsewhere, talks or comes, without media and sockets. */
export async function benchRooms(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of SIZES) rows.push(...(await benchSize(size)));
  return rows;
}

async function benchSize(size: number): Promise<Row[]> {
  const { rooms, listener, clock, receptions } = openBenchRooms();
  const members = await fill(rooms, size);
  const talkers = await Promise.all(members.slice(0, 25).map(({ member }) => publish(member)));
  lookAtCameras(members.map(({ member }) => member));
  const counted = (what: string, run: (index: number) => void) => {
    const before = receptions.count;
    const times = repeat(run);
    const each = (receptions.count - before) / REPEATS;
    return timings(`${what}, N = ${String(size)}`, times, `${each.toFixed(0)} receptions each`);
  };
  const rows = [
    counted('one looks elsewhere', (index) => {
      const looker = members[size - 1]?.member;
      looker?.setView(
        viewOf(
          members.map(({ member }) => member),
          100 + index * 20,
        ),
      );
    }),
    counted('the dominant speaker changes', (index) => {
      const track = talkers[index % talkers.length];
      if (track === undefined) return;
      // Two intervals of loudness, then the observer's choice: what a new talker really causes.
      for (let interval = 0; interval < 3; interval += 1) {
        clock.advance(1_000);
        listener().audioLevels([{ trackId: track, level: -20 }]);
      }
      listener().dominantTrack(track);
    }),
    counted('one joins and leaves', (index) => {
      join(rooms, `extra-${String(index)}`).member.leave('hangup');
    }),
  ];
  await rooms.close('room_closed');
  return rows;
}

function viewOf(members: readonly Member[], height: number): View {
  const tiles = members
    .slice(0, 25)
    .map(({ participantId }) => ({ participantId, source: 'camera' as const, height }));
  return { tiles, pins: [] };
}

function lookAtCameras(members: readonly Member[]): void {
  for (const member of members) member.setView(viewOf(members, 180));
}

function repeat(run: (index: number) => void): number[] {
  return Array.from({ length: REPEATS }, (_, index) => {
    const start = performance.now();
    run(index);
    return performance.now() - start;
  });
}

function join(rooms: Rooms, identity: string) {
  return rooms.join({
    room: RoomName.parse('bench'),
    identity: Identity.parse(identity),
    name: identity,
    role: 'presenter',
    grants: resolveGrants('presenter'),
    formFactor: 'desktop',
    moving: false,
    outlet: { send: nothing, end: nothing },
  });
}

async function fill(rooms: Rooms, size: number) {
  return Promise.all(
    Array.from({ length: size }, async (_, index) => {
      const seat = join(rooms, `bench-${String(index)}`);
      seat.member.setConnection('connected');
      await seat.member.openMedia();
      seat.member.receiveReady({}, EMPTY_VIEW);
      return seat;
    }),
  );
}

/** Microphone and camera; the answer is the microphone. */
async function publish(member: Member): Promise<TrackId> {
  const rtpParameters = { codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000 }] };
  await member.publish({ source: 'camera', rtpParameters, height: 720, paused: false });
  return member.publish({ source: 'microphone', rtpParameters, paused: false });
}

function openBenchRooms() {
  const clock = shiftedClock();
  const receptions = { count: 0 };
  let heard: RoomMediaListener | undefined;
  const media: MediaPort = {
    openRoom(_call, listener) {
      heard = listener;
      return fakeMedia(() => {
        receptions.count += 1;
      });
    },
  };
  const rooms = createRooms(benchOptions({ clock, media }));
  return {
    rooms,
    clock,
    receptions,
    listener: () => {
      if (heard === undefined) throw new Error('the bench room has not opened its media');
      return heard;
    },
  };
}

/** Everything that rooms need, but for what a bench has an eye on. */
export function benchOptions(
  watched: Pick<RoomsOptions, 'clock' | 'media'> & Partial<RoomsOptions>,
): RoomsOptions {
  const observer: CallObserver = {
    roomOpened: nothing,
    roomClosed: nothing,
    joined: nothing,
    joinRefused: nothing,
    left: nothing,
    dominantSpeakerChanged: nothing,
    audibleEvicted: nothing,
    limitsChanged: nothing,
    chatSent: nothing,
    rosterTold: nothing,
    spotlightChanged: nothing,
    forbiddenRefused: nothing,
  };
  return {
    ids: systemIds,
    random: Math.random,
    reports: { begin: nothing, accept: nothing, standingOf: nothing, forget: nothing },
    observer,
    logger: { info: nothing, warn: nothing },
    config: {
      maxParticipants: LIMITS.maxParticipants + 1,
      emptyRoomMs: LIMITS.emptyRoomMs,
      maxCallMs: LIMITS.maxCallMs,
      duplicateIdentity: 'allow',
      guestAccess: false,
      caps: DEFAULT_CAPS,
    },
    ...watched,
  };
}

/** The machine's clock, which can be moved on: hysteresis is counted in seconds that nobody wants to wait for. */
function shiftedClock(): Clock & { advance(ms: number): void } {
  let shift = 0;
  return {
    now: () => systemClock.now() + shift,
    monotonic: () => systemClock.monotonic() + shift,
    after: (delayMs, action) => systemClock.after(delayMs, action),
    advance(ms) {
      shift += ms;
    },
  };
}

/** Media that costs nothing, so that only the room's own work is measured. */
export function fakeMedia(setReception: RoomMedia['setReception']): RoomMedia {
  const transport = (participantId: ParticipantId, direction: string) => ({
    transportId: `${direction}-${participantId}`,
    iceParameters: { usernameFragment: 'bench', password: 'bench' },
    iceCandidates: [],
    dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'bench' }] },
  });
  return {
    openLeg: (participantId) =>
      Promise.resolve(
        MediaParameters.parse({
          routerRtpCapabilities: {},
          send: transport(participantId, 's'),
          receive: transport(participantId, 'r'),
          iceServers: [],
          videoCodecs: [],
          cameraMode: 'simulcast',
        }),
      ),
    closeLeg: nothing,
    connectTransport: () => Promise.resolve(),
    restartIce: () => Promise.reject(new Error('not measured')),
    publish: () => Promise.resolve(),
    unpublish: nothing,
    setPaused: nothing,
    setReceiver: nothing,
    setReception,
    resumeConsumers: nothing,
    close: nothing,
  };
}
