import {
  Identity,
  ParticipantId,
  SOURCES,
  TrackId,
  type AnyEvent,
  type ParticipantInfo,
  type Quality,
  type Source,
  type TrackInfo,
} from '@earshot/shared';
import { RosterBatch } from '@earshot/server/rooms/roster-batch.ts';
import { jsonOf } from '@earshot/server/primitives/json-text.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClient } from './stage.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const idOf = (n: number) => ParticipantId.parse(uuid(n));

const track = fc.record({
  // What a track is of never changes.
  what: fc.nat(3).map((n) => ({ trackId: TrackId.parse(uuid(n)), source: SOURCES[n] ?? 'camera' })),
  state: fc.constantFrom<Omit<TrackInfo, 'trackId' | 'source'>>(
    { paused: false },
    { paused: true, pauseReason: 'user' },
    { paused: true, pauseReason: 'admin' },
  ),
});

/** Somebody, with what may change of it. */
const person = (n: number): fc.Arbitrary<ParticipantInfo> =>
  fc
    .record({
      role: fc.constantFrom('presenter' as const, 'attendee' as const),
      connection: fc.constantFrom('connected' as const, 'reconnecting' as const),
      handRaisedAt: fc.constantFrom(null, 1, 2),
      quality: fc.constantFrom<Quality>(
        { band: 'good', factor: 'none', blame: 'none', score: 100 },
        { band: 'poor', factor: 'loss', blame: 'publisherUplink', score: 30 },
      ),
      forbidden: fc.constantFrom<Source[]>([], ['microphone'], ['microphone', 'screen']),
      tracks: fc.uniqueArray(track, { selector: ({ what }) => what.trackId, maxLength: 3 }),
    })
    .map(({ tracks, ...rest }) => ({
      participantId: idOf(n),
      identity: Identity.parse(`person-${String(n)}`),
      name: `"Ann", \\ 語 ${String(n)}`,
      joinedAt: n,
      tracks: tracks.map(({ what, state }) => ({ ...what, ...state })),
      ...rest,
    }));

/** A roster before and after: each place is empty or holds somebody. */
const change = fc.tuple(
  ...Array.from({ length: 6 }, (_, n) =>
    fc.record({
      told: fc.option(person(n), { nil: undefined }),
      now: fc.option(person(n), { nil: undefined }),
    }),
  ),
);

function batchOf(steps: readonly { told: ParticipantInfo | undefined; now: ParticipantInfo | undefined }[]) {
  const batch = new RosterBatch();
  for (const [n, step] of steps.entries()) batch.add({ participantId: idOf(n), ...step, reason: 'hangup' });
  return batch;
}

const sorted = (info: ParticipantInfo) => ({
  ...info,
  tracks: [...info.tracks].sort((a, b) => (a.trackId < b.trackId ? -1 : 1)),
});
const rosterOf = (list: Iterable<ParticipantInfo | undefined>) =>
  new Map([...list].filter((info) => info !== undefined).map((info) => [info.participantId, sorted(info)]));

describe('a batch of the roster', () => {
  it('brings every viewer from what was told to what is now, without a word on itself', () => {
    fc.assert(
      fc.property(change, fc.nat(8), (steps, viewerIndex) => {
        const viewer = idOf(viewerIndex);
        const client = new FakeClient();
        // Of itself a viewer knows already.
        const own = steps[viewerIndex]?.now;
        const known = steps.map(({ told }) => told).filter((info) => info?.participantId !== viewer);
        for (const info of [...known, own]) {
          if (info !== undefined) client.roster.set(info.participantId, structuredClone(info));
        }
        const events = batchOf(steps).eventsFor(viewer);
        for (const event of events) client.send(event);
        expect(rosterOf(client.roster.values())).toEqual(rosterOf(steps.map(({ now }) => now)));
        expect(JSON.stringify(events)).not.toContain(`"participantId":"${viewer}"`);
      }),
    );
  });

  it('is the same JSON whether it is put together or written anew, for those who find themselves in it too', () => {
    fc.assert(
      fc.property(change, (steps) => {
        const batch = batchOf(steps);
        for (let n = 0; n < 8; n += 1) {
          for (const { data } of batch.eventsFor(idOf(n)))
            expect(jsonOf(data).text).toBe(JSON.stringify(data));
        }
      }),
    );
  });

  it('is one object for all who are not in it, and empty when nothing has changed', () => {
    const [ann, bob] = fc.sample(fc.tuple(person(1), person(2)), { numRuns: 1, seed: 1 })[0] ?? [];
    const batch = batchOf([{ told: undefined, now: ann }]);
    const [first, second]: (AnyEvent | undefined)[] = [8, 9].map((n) => batch.eventsFor(idOf(n))[0]);
    expect(first).toMatchObject({ name: 'participantJoined' });
    expect(second).toBe(first);
    expect(batchOf([{ told: bob, now: bob }]).eventsFor(idOf(9))).toEqual([]);
    expect(batchOf([{ told: bob, now: bob }]).size).toBe(0);
  });

  it('describes each change once, however many look on', () => {
    let described = 0;
    const steps = fc.sample(person(0), { numRuns: 300, seed: 3 }).map((info, n) => ({
      told: undefined,
      now: {
        ...info,
        participantId: idOf(n),
        get name() {
          described += 1;
          return 'counted';
        },
      },
    }));
    const batch = batchOf(steps);
    // Half of the viewers find themselves among the changes.
    for (let viewer = 0; viewer < 600; viewer += 1) {
      for (const { data } of batch.eventsFor(idOf(viewer))) jsonOf(data);
    }
    expect(described).toBe(300);
  });
});
