import {
  EMPTY_VIEW,
  Identity,
  LIMITS,
  RoomName,
  resolveGrants,
  type AnyEvent,
  type EndReason,
  type EventName,
  type EventData,
  type Grants,
  type ParticipantId,
  type ParticipantInfo,
  type Quality,
  type Role,
  type SnapshotPart,
  type Source,
  type TrackId,
  type View,
  UNKNOWN_QUALITY,
} from '@earshot/shared';
import type { JoinRequest, Member, Rooms } from '@earshot/server/rooms/api.ts';
import { DEFAULT_CAPS } from '@earshot/server/rooms/caps.ts';
import type { RoomsConfig } from '@earshot/server/rooms/options.ts';
import type { LegContext, Standing } from '@earshot/server/rooms/ports.ts';
import { createRooms } from '@earshot/server/rooms/registry.ts';
import { createFakeClock, createFakeIds, type FakeClock } from '../../support/fake-clock.ts';
import { createFakeMedia, type FakeMedia, type FakeRoomMedia } from '../../support/fake-media.ts';

/** A participant's end of the signalling: it keeps the roster as a client would. */
export class FakeClient {
  readonly events: AnyEvent[] = [];
  readonly roster = new Map<ParticipantId, ParticipantInfo>();
  ended: EndReason | undefined;

  send(event: AnyEvent): void {
    if (this.ended !== undefined) throw new Error(`${event.name} after the end`);
    this.events.push(event);
    this.#apply(event);
  }

  end(reason: EndReason): void {
    this.ended = reason;
  }

  /** What the events of this name carried. */
  all<N extends EventName>(name: N): EventData<N>[] {
    return this.events.flatMap((event) => (event.name === name ? [event.data as EventData<N>] : []));
  }

  read(parts: readonly SnapshotPart[]): void {
    this.roster.clear();
    for (const part of parts) this.#add(part.participants);
  }

  #add(participants: readonly ParticipantInfo[]): void {
    for (const info of participants) this.roster.set(info.participantId, structuredClone(info));
  }

  #get(participantId: ParticipantId): ParticipantInfo {
    const found = this.roster.get(participantId);
    if (found === undefined) throw new Error(`an event about ${participantId}, who is not in the roster`);
    return found;
  }

  #apply({ name, data }: AnyEvent): void {
    if (name === 'participantJoined') this.#add(data.participants);
    if (name === 'participantLeft') {
      for (const { participantId } of data.participants) this.roster.delete(participantId);
    }
    if (name === 'participantUpdated') {
      for (const update of data.updates) Object.assign(this.#get(update.participantId), update);
    }
    if (name === 'trackPublished') {
      for (const { participantId, track } of data.tracks) this.#get(participantId).tracks.push({ ...track });
    }
    if (name === 'trackUnpublished') {
      for (const gone of data.tracks) {
        const info = this.#get(gone.participantId);
        info.tracks = info.tracks.filter(({ trackId }) => trackId !== gone.trackId);
      }
    }
    if (name === 'trackUpdated') {
      for (const { participantId, ...state } of data.updates) {
        const info = this.#get(participantId);
        const at = info.tracks.findIndex(({ trackId }) => trackId === state.trackId);
        const source = info.tracks[at]?.source;
        if (source === undefined) throw new Error('an update of an unknown track');
        info.tracks[at] = { source, ...state };
      }
    }
  }
}

/** A participant on the stage. */
export interface Guest {
  readonly member: Member;
  readonly client: FakeClient;
  readonly id: ParticipantId;
  readonly snapshot: readonly [SnapshotPart, ...SnapshotPart[]];
}

/** How somebody joins; all but the name has a default. */
export interface GuestOptions {
  readonly room?: string;
  readonly role?: Role;
  readonly grants?: Partial<Grants>;
  readonly formFactor?: 'desktop' | 'mobile';
  readonly replaces?: ParticipantId;
  readonly moving?: boolean;
}

/** Rooms over a fake media layer, on a clock that stands still. */
export interface Stage {
  readonly rooms: Rooms;
  readonly clock: FakeClock;
  readonly media: FakeMedia;
  /** The media of the room opened last. */
  readonly call: FakeRoomMedia;
  readonly counts: Record<
    'opened' | 'closed' | 'joined' | 'left' | 'refused' | 'told' | 'spotlights' | 'forbidden',
    number
  >;
  /** What the next report says. */
  quality: Quality | undefined;
  /** How the next one who reports stands. */
  standing: Standing | undefined;
  /** Who reported last, as reports see it. */
  reporter: LegContext | undefined;
  /** Lets what changed of the roster be told. */
  tell(): void;
  join(identity: string, options?: GuestOptions): Guest;
  /** Joins, connects, opens media and is ready to receive. */
  enter(identity: string, options?: GuestOptions): Promise<Guest>;
}

export const ROOM = RoomName.parse('r');

/** Builds a stage. */
export function createStage(config: Partial<RoomsConfig> = {}): Stage {
  const clock = createFakeClock();
  const media = createFakeMedia();
  const counts = {
    opened: 0,
    closed: 0,
    joined: 0,
    left: 0,
    refused: 0,
    told: 0,
    spotlights: 0,
    forbidden: 0,
  };
  const observer = {
    roomOpened: () => void (counts.opened += 1),
    roomClosed: () => void (counts.closed += 1),
    joined: () => void (counts.joined += 1),
    joinRefused: () => void (counts.refused += 1),
    left: () => void (counts.left += 1),
    dominantSpeakerChanged: () => undefined,
    audibleEvicted: () => undefined,
    limitsChanged: () => undefined,
    chatSent: () => undefined,
    rosterTold: (entries: number) => void (counts.told += entries),
    spotlightChanged: () => void (counts.spotlights += 1),
    forbiddenRefused: () => void (counts.forbidden += 1),
  };
  const rooms = createRooms({
    clock,
    ids: createFakeIds(),
    random: () => 0.5,
    media,
    reports: {
      begin: () => undefined,
      accept(leg) {
        stage.reporter = leg;
      },
      standingOf: () => stage.standing ?? standingWith(stage.quality),
      forget: () => undefined,
    },
    observer,
    logger: { info: () => undefined, warn: (fields, message) => failOn(message, fields) },
    config: {
      maxParticipants: 350,
      emptyRoomMs: 20_000,
      maxCallMs: 30 * 3_600_000,
      duplicateIdentity: 'replace',
      guestAccess: false,
      caps: DEFAULT_CAPS,
      ...config,
    },
  });
  const stage: Stage = {
    rooms,
    clock,
    media,
    counts,
    quality: undefined,
    standing: undefined,
    reporter: undefined,
    get call() {
      const last = media.rooms.at(-1);
      if (last === undefined) throw new Error('no room was opened');
      return last;
    },
    tell() {
      clock.advance(LIMITS.rosterBatchMs);
    },
    join(identity, options = {}) {
      const client = new FakeClient();
      const { member, snapshot } = rooms.join(toRequest(identity, options, client));
      client.read(snapshot);
      return { member, client, id: member.participantId, snapshot };
    },
    async enter(identity, options) {
      const guest = stage.join(identity, options);
      guest.member.setConnection('connected');
      await guest.member.openMedia();
      guest.member.receiveReady({}, EMPTY_VIEW);
      return guest;
    },
  };
  return stage;
}

function failOn(message: string, fields: Readonly<Record<string, unknown>>): void {
  if ('err' in fields) throw new Error(message, { cause: fields['err'] });
}

function toRequest(identity: string, options: GuestOptions, outlet: FakeClient): JoinRequest {
  const role = options.role ?? 'presenter';
  return {
    room: RoomName.parse(options.room ?? 'r'),
    identity: Identity.parse(identity),
    name: identity,
    role,
    grants: resolveGrants(role, options.grants),
    formFactor: options.formFactor ?? 'desktop',
    outlet,
    ...(options.replaces === undefined ? {} : { replaces: options.replaces }),
    moving: options.moving ?? false,
  };
}

/** Publishes a source of a guest. */
export function publish(guest: Guest, source: Source, paused = false): Promise<TrackId> {
  return guest.member.publish({ source, rtpParameters: { codecs: [CODEC] }, paused });
}

const CODEC = { mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000 };

/** A view of these cameras. */
export function viewOf(ids: readonly ParticipantId[], pins: ParticipantId[] = []): View {
  return { tiles: ids.map((participantId) => ({ participantId, source: 'camera', height: 360 })), pins };
}

/** Somebody who only receives, and does so. */
function standingWith(quality: Quality | undefined): Standing | undefined {
  return quality === undefined ? undefined : { send: UNKNOWN_QUALITY, receive: quality, issues: [] };
}
