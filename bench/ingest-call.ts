import {
  decodeTrack,
  decodeTrackKind,
  encodeTrack,
  Identity,
  REQUESTS,
  resolveGrants,
  RoomName,
  type Report,
  type TrackId,
  type TrackReports,
} from '@earshot/shared';
import type { Member, Rooms } from '../server/rooms/api.ts';
import { readFrame } from '../server/signalling/dispatch.ts';
import type { ReadLeg } from './ingest-readings.ts';

/** Every so manieth leg is in trouble: its issue is raised in one interval and cleared in the next. */
export const TROUBLED_EVERY = 5;
const PUBLISHERS_SEEN = 16;
const ROUND_TRIP_MS = 40;

/** One leg of the call, with what its client sends. */
export interface BenchLeg extends ReadLeg {
  readonly member: Member;
  readonly tracks: TrackReports;
  /** Its clock is ahead of the server's by so much, ms. */
  readonly aheadMs: number;
  number: number;
}

/** Everybody is in, and publishes a microphone and a camera. */
export async function fillCall(rooms: Rooms, size: number): Promise<{ member: Member; sent: TrackId[] }[]> {
  return Promise.all(
    Array.from({ length: size }, async (_, index) => {
      const { member } = rooms.join({
        room: RoomName.parse('bench'),
        identity: Identity.parse(`bench-${String(index)}`),
        name: `Participant ${String(index)}`,
        role: 'presenter',
        grants: resolveGrants('presenter'),
        formFactor: 'desktop',
        moving: false,
        outlet: { send: () => undefined, end: () => undefined },
      });
      member.setConnection('connected');
      await member.openMedia();
      member.receiveReady({}, { tiles: [], pins: [], auto: { places: 4, height: 360 } });
      const codecs = [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000 }];
      const rtpParameters = { codecs };
      const microphone = await member.publish({ source: 'microphone', rtpParameters, paused: false });
      const camera = await member.publish({ source: 'camera', rtpParameters, height: 720, paused: false });
      return { member, sent: [microphone, camera] };
    }),
  );
}

/** Legs whose reports have the rows of `template`, each about tracks of this call. */
export function describeLegs(
  people: readonly { readonly member: Member; readonly sent: readonly TrackId[] }[],
  template: TrackReports,
): BenchLeg[] {
  return people.map(({ member, sent }, index) => {
    const others = people.filter((other) => other.member !== member).slice(0, PUBLISHERS_SEEN);
    const next = { microphone: 0, camera: 0 };
    const ids = template.kinds.map((kind): TrackId => {
      const { direction, source } = decodeTrackKind(kind) ?? { direction: 'send', source: 'camera' };
      const place = source === 'microphone' ? 0 : 1;
      const from = direction === 'send' ? sent : others[next[place === 0 ? 'microphone' : 'camera']++]?.sent;
      const id = from?.[place];
      if (id === undefined) throw new Error('the bench has too few publishers');
      return id;
    });
    const isBad = index % TROUBLED_EVERY === 0;
    return {
      member,
      participantId: member.participantId,
      sent,
      received: ids.filter((id) => !sent.includes(id)),
      isBad,
      tracks: {
        refs: ids.map((id) => id.slice(0, 8)),
        kinds: template.kinds,
        vectors: isBad ? spoil(template) : template.vectors,
      },
      aheadMs: 1_000_000 + index * 977,
      number: 0,
    };
  });
}

/** Received sound with gaps, pictures that stand still. */
function spoil({ kinds, vectors }: TrackReports): TrackReports['vectors'] {
  return vectors.map((cells, row) => {
    const { direction, source } = decodeTrackKind(kinds[row] ?? Infinity) ?? {};
    if (direction !== 'receive') return cells;
    const values = decodeTrack(cells);
    const harm = source === 'microphone' ? { concealedMs: 1_200 } : { freezeMs: 1_500 };
    return encodeTrack({ ...values, ...harm, packetsLost: Math.round((values.packets ?? 0) * 0.12) });
  });
}

/** What a leg's client writes to its socket at this moment: its ten seconds, and its issue if it has one. `now`: monotonic ms. */
export function writeFrames(
  leg: BenchLeg,
  { now, usual, round }: { now: number; usual: Report; round: number },
): string[] {
  const frames = [writeFrame(leg, now, { ...usual, tracks: leg.tracks })];
  if (leg.isBad) {
    const level = round % 2 === 0 ? 'poor' : 'good';
    const issues: Report['issues'] = [{ code: 'networkReceiveQuality', level, agoMs: 0 }];
    const { version, number } = usual;
    frames.push(writeFrame(leg, now, { version, number, intervalMs: 0, issuesOnly: true, issues }));
  }
  return frames;
}

function writeFrame(leg: BenchLeg, now: number, report: Report): string {
  leg.number += 1;
  const endMs = Math.round(now + leg.aheadMs);
  const answered = leg.number > 1 ? { number: leg.number - 1, roundTripMs: ROUND_TRIP_MS } : undefined;
  const clock = { endMs, sentMs: endMs + 5, ...(answered === undefined ? {} : { answered }) };
  return JSON.stringify({
    id: `${leg.participantId.slice(0, 8)}-${String(leg.number)}`,
    name: 'report',
    params: { report: { ...report, number: leg.number, clock } },
  });
}

/** What the server does with a frame, from its text on. */
export function takeFrame({ member }: BenchLeg, text: string): void {
  const { params } = readFrame(JSON.parse(text));
  const { report } = REQUESTS.report.params.parse(params);
  member.report(report);
}
