import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opusParameters } from '../media/fixtures.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join, type Joined } from '../support/wire-client.ts';
import { meet, rosterOf, sees } from '../support/wire-roster.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const MICROPHONE = () => ({ source: 'microphone' as const, rtpParameters: opusParameters(), paused: false });
const namesOf = ({ events }: Joined) => events.map(({ name }) => name);

async function pair(room: string) {
  const ann = await join(app, { room, identity: 'ann' });
  const bob = await join(app, { room, identity: 'bob' });
  await meet({ ann, bob });
  return { ann, bob };
}

describe('the roster', () => {
  it('R1: is told in batches, the latest state of each participant and track', async () => {
    const { ann, bob } = await pair('r1');
    const before = namesOf(ann).length;
    // Sent at once, so that they come within one batch or two, however slow the machine is.
    const [{ trackId }] = await Promise.all([
      bob.request('publish', MICROPHONE()),
      ...[true, false, true].map((raised) => bob.request('raiseHand', { raised })),
    ]);
    await bob.request('setPublished', { trackId, paused: true });
    await sees(ann, 'bob', ({ handRaisedAt, tracks }) => handRaisedAt !== null && tracks[0]?.paused === true);
    const own = bob
      .eventsOf('participantUpdated')
      .filter(({ updates }) => 'handRaisedAt' in (updates[0] ?? {}));
    expect(own).toHaveLength(3);
    const names = namesOf(ann).slice(before);
    expect(names.filter((name) => name === 'participantUpdated').length).toBeLessThan(3);
    expect(rosterOf(ann)).toEqual(rosterOf(bob));
    for (const client of [ann, bob]) client.close();
  });

  it('R1: does not tell of who came and left between two batches', async () => {
    const { ann, bob } = await pair('r1b');
    const visitors: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const visitor = await join(app, { room: 'r1b', identity: `visitor-${String(n)}` });
      await visitor.request('leave', {});
      visitors.push(visitor.joined.participantId);
    }
    await bob.request('raiseHand', { raised: true });
    await sees(ann, 'bob', ({ handRaisedAt }) => handRaisedAt !== null);
    const joined = ann.eventsOf('participantJoined').flatMap(({ participants }) => participants);
    const left = ann.eventsOf('participantLeft').flatMap(({ participants }) => participants);
    // Whoever was told of left again, and nobody is told to leave who was not told of.
    const toldOf = joined.map(({ participantId }) => participantId).filter((id) => visitors.includes(id));
    expect(left.map(({ participantId }) => participantId).toSorted()).toEqual(toldOf.toSorted());
    expect([...rosterOf(ann).values()].map(({ identity }) => identity).toSorted()).toEqual(['ann', 'bob']);
    for (const client of [ann, bob]) client.close();
  });

  it('R2: tells a participant of itself at once, before the answer, and once', async () => {
    const { ann, bob } = await pair('r2');
    await ann.request('raiseHand', { raised: true });
    expect(ann.eventsOf('participantUpdated').at(-1)?.updates).toMatchObject([
      { participantId: ann.joined.participantId },
    ]);
    await sees(bob, 'ann', ({ handRaisedAt }) => handRaisedAt !== null);
    await ann.request('chat', { text: 'after the batch' });
    await ann.event('chat');
    const hands = ann
      .eventsOf('participantUpdated')
      .flatMap(({ updates }) => updates)
      .filter(({ handRaisedAt }) => handRaisedAt !== undefined);
    expect(hands).toHaveLength(1);
    for (const client of [ann, bob]) client.close();
  });

  it('R3: is the same for those who come one after the other, and has no gap and no double', async () => {
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, n) => join(app, { room: 'r3', identity: `p${String(n)}` })),
    );
    await meet(Object.fromEntries(people.map((person, n) => [`p${String(n)}`, person])));
    for (const person of people) {
      const shown = person.joined.snapshot.participants.map(({ participantId }) => participantId);
      const joined = person.eventsOf('participantJoined').flatMap(({ participants }) => participants);
      const all = [...shown, ...joined.map(({ participantId }) => participantId)];
      expect(new Set(all).size).toBe(12);
      expect(all).toHaveLength(12);
    }
    for (const person of people) person.close();
  });

  it('R4: has a participant before an event names it', async () => {
    const ann = await join(app, { room: 'r4', identity: 'ann' });
    const bob = await join(app, { room: 'r4', identity: 'bob' });
    await bob.request('chat', { text: 'just came' });
    await ann.request('admin.setSpotlight', { participantIds: [bob.joined.participantId] });
    await ann.event('spotlight');
    const names = namesOf(ann);
    expect(names.indexOf('participantJoined')).toBeGreaterThanOrEqual(0);
    expect(names.indexOf('participantJoined')).toBeLessThan(names.indexOf('chat'));
    expect(names.indexOf('participantJoined')).toBeLessThan(names.indexOf('spotlight'));
    const ready = {
      rtpCapabilities: { codecs: ann.joined.media?.routerRtpCapabilities.codecs ?? [], headerExtensions: [] },
      view: { tiles: [], pins: [] },
    };
    await ann.request('receiveReady', ready);
    const { trackId } = await bob.request('publish', MICROPHONE());
    const { consumers } = await ann.event('consumersAdded');
    expect(consumers[0]?.trackId).toBe(trackId);
    const order = namesOf(ann);
    expect(order.indexOf('trackPublished')).toBeGreaterThanOrEqual(0);
    expect(order.indexOf('trackPublished')).toBeLessThan(order.indexOf('consumersAdded'));
    for (const client of [ann, bob]) client.close();
  });
});
