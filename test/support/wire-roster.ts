import type { EventData, EventName, ParticipantInfo } from '@earshot/shared';
import { until } from './until.ts';
import type { Joined } from './wire-client.ts';

/** The roster as a client makes it of its snapshot and what it was told since, by participant. */
export function rosterOf(client: Joined): ReadonlyMap<string, ParticipantInfo> {
  const roster = new Map<string, ParticipantInfo>();
  add(roster, client.joined.snapshot.participants);
  for (const { name, data } of client.events) {
    // The name decides the type of the data.
    HANDLERS[name as EventName]?.(roster, data as never);
  }
  return roster;
}

/** Waits until a client's roster has somebody of this identity who fits. */
export async function sees(
  client: Joined,
  identity: string,
  matches: (info: ParticipantInfo) => boolean = () => true,
): Promise<ParticipantInfo> {
  const find = () => {
    const all = [...rosterOf(client).values()].filter((info) => info.identity === identity);
    return { all, found: all.find(matches) };
  };
  await until(() => (find().found === undefined ? JSON.stringify(find().all) : undefined), {
    what: `${identity} in the roster`,
    intervalMs: 10,
  });
  const { found } = find();
  if (found === undefined) throw new Error('unreachable: until() saw it');
  return found;
}

/** Waits until all of these clients see each other. */
export async function meet(clients: Readonly<Record<string, Joined>>): Promise<void> {
  for (const client of Object.values(clients)) {
    for (const identity of Object.keys(clients)) await sees(client, identity);
  }
}

type Roster = Map<string, ParticipantInfo>;

function add(roster: Roster, participants: readonly ParticipantInfo[]): void {
  for (const info of participants) roster.set(info.participantId, info);
}

function edit(roster: Roster, id: string, change: (info: ParticipantInfo) => Partial<ParticipantInfo>): void {
  const info = roster.get(id);
  if (info === undefined) throw new Error(`an event about ${id}, who is not in the roster`);
  roster.set(id, { ...info, ...change(info) });
}

const HANDLERS: { readonly [N in EventName]?: (roster: Roster, data: EventData<N>) => void } = {
  snapshot(roster, { index, participants }) {
    // The parts beyond the first of `join` go on with it; any other picture begins anew.
    if (index === 0) roster.clear();
    add(roster, participants);
  },
  participantJoined(roster, { participants }) {
    add(roster, participants);
  },
  participantLeft(roster, { participants }) {
    for (const { participantId } of participants) roster.delete(participantId);
  },
  participantUpdated(roster, { updates }) {
    for (const update of updates) edit(roster, update.participantId, () => update);
  },
  trackPublished(roster, { tracks }) {
    for (const { participantId, track } of tracks)
      edit(roster, participantId, (info) => ({ tracks: [...info.tracks, track] }));
  },
  trackUnpublished(roster, { tracks }) {
    for (const { participantId, trackId } of tracks)
      edit(roster, participantId, (info) => ({
        tracks: info.tracks.filter((track) => track.trackId !== trackId),
      }));
  },
  trackUpdated(roster, { updates }) {
    for (const { participantId, trackId, ...state } of updates)
      edit(roster, participantId, (info) => ({
        tracks: info.tracks.map((track) =>
          track.trackId === trackId ? { trackId, source: track.source, ...state } : track,
        ),
      }));
  },
};
