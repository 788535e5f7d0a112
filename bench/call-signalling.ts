import {
  Identity,
  kindOf,
  resolveGrants,
  RoomName,
  SessionId,
  type ConsumerInfo,
  type ParticipantId,
  type Quality,
  type Source,
  type TrackId,
  UNKNOWN_QUALITY,
} from '@earshot/shared';
import { systemIds } from '../server/clock.ts';
import { createLogger } from '../server/logger.ts';
import type { Member, Rooms } from '../server/rooms/api.ts';
import type { Reception, RoomMediaListener } from '../server/rooms/ports.ts';
import { createRooms } from '../server/rooms/registry.ts';
import { writeEventPacket } from '../server/signalling/event-packet.ts';
import { Session } from '../server/signalling/session.ts';
import { EMPTY_REPORT } from '../test/support/reports.ts';
import { createFakeClock, type FakeClock } from '../test/support/fake-clock.ts';
import { benchOptions, fakeMedia } from './rooms.ts';
import { percentile, type Row } from './table.ts';

const SIZE = 350;
const CAMERAS = 25;
const TALKERS = 5;
const SECONDS = 60;
/** Share of reports after which a participant's quality is another than before. */
const QUALITY_CHANGES = 0.1;
const REPORT_EVERY_S = 10;
/** Who is dominant changes after so many intervals of 250 ms: each 1.75 s. */
const TURN_INTERVALS = 7;
/** What a consumer's RTP parameters take as JSON, bytes, as real ones do. */
const RTP_BYTES = { audio: 500, video: 660 } as const;

/** One participant's end: counts what would be written to its socket. */
interface Reader {
  readonly member: Member;
  readonly session: Session;
  bytes: number;
}

/** What a room of 350 signals while it runs on, without sockets: bytes to each participant and the server's own time. */
export function benchCallSignalling(): Promise<Row[]> {
  return new CallBench().run();
}

class CallBench {
  readonly #clock: FakeClock = createFakeClock();
  readonly #readers: Reader[] = [];
  readonly #tracks = new Map<TrackId, { readonly owner: ParticipantId; readonly source: Source }>();
  readonly #received = new Map<ParticipantId, ReadonlySet<TrackId>>();
  readonly #microphones: TrackId[] = [];
  #listener: RoomMediaListener | undefined;
  #quality: Quality | undefined;

  async run(): Promise<Row[]> {
    const rooms = this.#open();
    for (let n = 0; n < SIZE; n += 1) await this.#enter(rooms, n);
    this.#clock.advance(10_000);
    for (const reader of this.#readers) reader.bytes = 0;
    const began = performance.now();
    for (let second = 0; second < SECONDS; second += 1) this.#live(second);
    const spent = performance.now() - began;
    const rates = this.#readers.map(({ bytes }) => bytes / SECONDS);
    await rooms.close('room_closed');
    return [
      {
        what: `bytes/s to each of ${String(SIZE)}, ${String(TALKERS)} talkers changing`,
        value: `${percentile(rates, 50).toFixed(0)} B/s median`,
        note: `${Math.max(...rates).toFixed(0)} B/s at most; quality changes after ${String(QUALITY_CHANGES * 100)} % of reports`,
      },
      {
        what: `server time for it, N = ${String(SIZE)}`,
        value: `${(spent / SECONDS).toFixed(1)} ms/s`,
        note: 'rooms, sessions and packets; without sockets and media',
      },
    ];
  }

  #open(): Rooms {
    return createRooms(
      benchOptions({
        clock: this.#clock,
        reports: {
          begin: () => undefined,
          accept: () => undefined,
          standingOf: () =>
            this.#quality === undefined
              ? undefined
              : { send: UNKNOWN_QUALITY, receive: this.#quality, issues: [] },
          forget: () => undefined,
        },
        media: {
          openRoom: (_call, listener) => {
            this.#listener = listener;
            return fakeMedia((participantId, reception) => {
              this.#receive(participantId, reception);
            });
          },
        },
      }),
    );
  }

  async #enter(rooms: Rooms, n: number): Promise<void> {
    const session = new Session({
      id: SessionId.parse(systemIds.uuid()),
      resumeToken: '',
      beaconKey: '',
      connectionId: String(n),
      graces: { resumeGraceMs: 30_000, pageCloseGraceMs: 3_000 },
      clock: this.#clock,
      logger: createLogger({ logLevel: 'silent', mode: 'production' }),
      onClosed: () => undefined,
    });
    const { member, snapshot } = rooms.join({
      room: RoomName.parse('bench'),
      identity: Identity.parse(`bench-${String(n)}`),
      name: `Participant ${String(n)}`,
      role: 'presenter',
      grants: resolveGrants('presenter'),
      formFactor: 'desktop',
      moving: false,
      outlet: session,
    });
    session.begin(member, snapshot.slice(1));
    const reader: Reader = { member, session, bytes: 0 };
    session.attach(
      {
        connectionId: String(n),
        emit: (frame) => {
          reader.bytes += Buffer.byteLength(writeEventPacket(frame));
        },
        release: () => undefined,
      },
      0,
    );
    this.#readers.push(reader);
    await member.openMedia();
    member.receiveReady({}, { tiles: [], pins: [], auto: { places: 4, height: 360 } });
    if (n < CAMERAS) await this.#publish(member, 'camera');
    this.#microphones.push(await this.#publish(member, 'microphone', n >= CAMERAS));
  }

  async #publish(member: Member, source: Source, paused = false): Promise<TrackId> {
    const codecs = [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000 }];
    const trackId = await member.publish({ source, rtpParameters: { codecs }, height: 720, paused });
    this.#tracks.set(trackId, { owner: member.participantId, source });
    return trackId;
  }

  /** Consumers as media would announce them. */
  #receive(participantId: ParticipantId, { audio, video }: Reception): void {
    const wanted = new Set([...audio, ...video.map(({ trackId }) => trackId)]);
    const before = this.#received.get(participantId) ?? new Set<TrackId>();
    this.#received.set(participantId, wanted);
    const consumers = [...wanted].filter((id) => !before.has(id)).flatMap((id) => this.#describe(id) ?? []);
    const removed = [...before]
      .filter((id) => !wanted.has(id))
      .map((id) => ({ consumerId: id, reason: 'view' }));
    this.#clock.after(0, () => {
      // Ids of tracks stand for ids of consumers here: both are UUIDs.
      if (consumers.length > 0)
        this.#listener?.toParticipant(participantId, { name: 'consumersAdded', data: { consumers } });
      if (removed.length > 0)
        this.#listener?.toParticipant(participantId, {
          name: 'consumersRemoved',
          data: { removed: removed as never },
        });
    });
  }

  #describe(trackId: TrackId): ConsumerInfo | undefined {
    const track = this.#tracks.get(trackId);
    if (track === undefined) return undefined;
    const kind = kindOf(track.source);
    return {
      consumerId: trackId as string as ConsumerInfo['consumerId'],
      trackId,
      participantId: track.owner,
      source: track.source,
      kind,
      rtpParameters: { codecs: [], rtcp: { cname: 'x'.repeat(RTP_BYTES[kind]) } },
      streamId: `${track.owner}-camera`,
      trackPaused: false,
    };
  }

  #live(second: number): void {
    // Five who take turns in four places: somebody's camera must go each time. Every ten seconds all five are others.
    const base = Math.floor(second / 10) * TALKERS;
    for (let interval = 0; interval < 4; interval += 1) {
      const now = second * 4 + interval;
      const turn = Math.floor(now / TURN_INTERVALS);
      const talker = this.#microphones[(base + (turn % TALKERS)) % CAMERAS];
      if (talker !== undefined) {
        if (now % TURN_INTERVALS === 1) this.#listener?.dominantTrack(talker);
        this.#listener?.audioLevels([{ trackId: talker, level: -20 }]);
      }
      this.#clock.advance(250);
    }
    for (let n = second % REPORT_EVERY_S; n < SIZE; n += REPORT_EVERY_S) this.#report(n, second);
    if (second % 5 === 0) for (const { session } of this.#readers) session.acknowledge(session.lastSeq);
  }

  #report(n: number, second: number): void {
    const round = Math.floor(second / REPORT_EVERY_S);
    const changes = (Math.floor(n / REPORT_EVERY_S) + round) % Math.round(1 / QUALITY_CHANGES) === 0;
    const poor = round % 2 === 0;
    this.#quality = changes
      ? poor
        ? { band: 'poor', factor: 'loss', blame: 'subscriberDownlink', score: 30 }
        : { band: 'good', factor: 'none', blame: 'none', score: 100 }
      : undefined;
    this.#readers[n]?.member.report(EMPTY_REPORT);
  }
}
