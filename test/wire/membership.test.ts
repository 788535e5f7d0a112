import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opusParameters } from '../media/fixtures.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';
import { connect, join, type Joined, type WireClient } from '../support/wire-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const WHO = ['ann', 'bob', 'eve', 'dan'] as const;
type Who = (typeof WHO)[number];
const STEPS = ['join', 'leave', 'drop', 'resume', 'publish', 'unpublish', 'reload'] as const;

interface Seat {
  readonly joined: Joined['joined'];
  /** The connection, or the last one while there is none. */
  client: WireClient;
  connected: boolean;
  trackId: string | undefined;
  /** Events of all its connections, by number. */
  readonly seqs: number[];
}

/** What should be true, told by the steps alone. */
type Model = Map<Who, Seat>;

let rooms = 0;

describe('membership', () => {
  it('is the same for the server and for every participant, after every step of any sequence', async () => {
    const step = fc.record({ who: fc.constantFrom(...WHO), what: fc.constantFrom(...STEPS) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        rooms += 1;
        const room = `membership-${String(rooms)}`;
        const model: Model = new Map();
        try {
          for (const { who, what } of steps) {
            await STEP[what](model, room, who);
            await assertInvariants(model, room);
          }
        } finally {
          for (const seat of model.values()) seat.client.close();
        }
      }),
      { seed: 42, numRuns: 80 },
    );
  });
});

const STEP: Record<(typeof STEPS)[number], (model: Model, room: string, who: Who) => Promise<void>> = {
  async join(model, room, who) {
    const client = await join(app, { room, identity: who });
    model.set(who, { joined: client.joined, client, connected: true, trackId: undefined, seqs: [] });
  },
  /** A reload: the old connection goes and the new leg proves that it is the same page. */
  async reload(model, room, who) {
    const seat = model.get(who);
    if (seat === undefined) return;
    seat.client.close();
    const { sessionId, resumeToken } = seat.joined;
    const client = await join(app, { room, identity: who, params: { replaces: { sessionId, resumeToken } } });
    model.set(who, { joined: client.joined, client, connected: true, trackId: undefined, seqs: [] });
  },
  async leave(model, _room, who) {
    const seat = model.get(who);
    if (seat?.connected !== true) return;
    await seat.client.request('leave', {});
    model.delete(who);
  },
  async drop(model, _room, who) {
    const seat = model.get(who);
    if (seat === undefined) return;
    seat.client.close();
    seat.connected = false;
  },
  async resume(model, _room, who) {
    const seat = model.get(who);
    if (seat === undefined) return;
    keepSeqs(seat);
    const client = await connect(app);
    const { sessionId, resumeToken } = seat.joined;
    await client.request('resume', { sessionId, resumeToken, lastSeq: seat.seqs.at(-1) ?? 0 });
    seat.client = client;
    seat.connected = true;
  },
  async publish(model, _room, who) {
    const seat = model.get(who);
    if (seat?.connected !== true || seat.trackId !== undefined) return;
    const params = { source: 'microphone' as const, rtpParameters: opusParameters(), paused: false };
    seat.trackId = (await seat.client.request('publish', params)).trackId;
  },
  async unpublish(model, _room, who) {
    const seat = model.get(who);
    if (seat?.connected !== true || seat.trackId === undefined) return;
    await seat.client.request('unpublish', { trackId: seat.trackId });
    seat.trackId = undefined;
  },
};

function keepSeqs(seat: Seat): void {
  const last = seat.seqs.at(-1) ?? 0;
  seat.seqs.push(...seat.client.events.map(({ seq }) => seq).filter((seq) => seq > last));
}

interface Shown {
  readonly identity: string;
  readonly participantId: string;
  readonly connection: string;
  readonly tracks: readonly { readonly trackId: string }[];
}

async function assertInvariants(model: Model, room: string): Promise<void> {
  const expected = [...model]
    .map(([who, { joined, connected, trackId }]) => ({
      who,
      participantId: joined.participantId,
      connection: connected ? 'connected' : 'reconnecting',
      tracks: trackId === undefined ? [] : [trackId],
    }))
    .toSorted((a, b) => a.who.localeCompare(b.who));
  // The server sees a closed socket a moment after the client closed it.
  await until(
    async () => {
      const shown = (await participants(room)).map(({ identity, participantId, connection, tracks }) => ({
        who: identity,
        participantId,
        connection,
        tracks: tracks.map(({ trackId }) => trackId),
      }));
      expect(shown.toSorted((a, b) => a.who.localeCompare(b.who))).toEqual(expected);
      return undefined;
    },
    { what: 'the same members', intervalMs: 10 },
  );
  for (const seat of model.values()) {
    keepSeqs(seat);
    expect(seat.seqs, 'events without gaps').toEqual(seat.seqs.map((_, index) => index + 1));
    expect(seat.client.socket.connected).toBe(seat.connected);
  }
}

async function participants(room: string): Promise<readonly Shown[]> {
  const response = await app.api('GET', `/v1/rooms/${room}/participants`);
  if (response.status === 404) return [];
  return ((await response.json()) as { participants: Shown[] }).participants;
}
