import { LIMITS, ROSTER_QUALITY_RATE, type AnyEvent, type TrackId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, publish, type Guest } from './stage.ts';
import { EMPTY_REPORT } from '../../support/reports.ts';

const namesSince = ({ client }: Guest, from: number): AnyEvent['name'][] =>
  client.events.slice(from).map(({ name }) => name);

describe('dominant speakers', () => {
  it('R5: are told as the first 8, and when these change only', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const talkers: { guest: Guest; trackId: TrackId }[] = [];
    for (let n = 0; n < LIMITS.dominantSpeakersTold + 2; n += 1) {
      const guest = await stage.enter(`p${String(n)}`);
      talkers.push({ guest, trackId: await publish(guest, 'microphone') });
    }
    for (const { trackId } of talkers) {
      stage.call.listener.dominantTrack(trackId);
      for (let n = 0; n < 4; n += 1) {
        stage.call.listener.audioLevels([{ trackId, level: -20 }]);
        stage.clock.advance(250);
      }
    }
    const latest = talkers.map(({ guest }) => guest.id).toReversed();
    const first = latest.slice(0, LIMITS.dominantSpeakersTold);
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds).toEqual(first);
    expect(stage.join('late').snapshot[0].head?.dominantSpeakers).toEqual(first);
    const before = ann.client.all('dominantSpeakers').length;
    const [longAgo] = talkers;
    longAgo?.guest.member.leave('hangup');
    expect(ann.client.all('dominantSpeakers')).toHaveLength(before);
    talkers.at(-1)?.guest.member.leave('hangup');
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds.slice(0, 7)).toEqual(first.slice(1));
  });

  it('R5: are told at once when the first is another, and within a second when only others moved', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const talkers: { guest: Guest; trackId: TrackId }[] = [];
    for (const name of ['a', 'b', 'c']) {
      const guest = await stage.enter(name);
      const trackId = await publish(guest, 'microphone');
      talkers.push({ guest, trackId });
      stage.call.listener.dominantTrack(trackId);
      for (let n = 0; n < 4; n += 1) {
        stage.call.listener.audioLevels([{ trackId, level: -20 }]);
        stage.clock.advance(250);
      }
    }
    stage.clock.advance(1_000);
    const [a, b, c] = talkers.map(({ guest }) => guest.id);
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds).toEqual([c, b, a]);
    const before = ann.client.all('dominantSpeakers').length;
    // Behind the first: the one that mutes goes behind the others.
    talkers[1]?.guest.member.setPublished(talkers[1].trackId, true);
    stage.clock.advance(999);
    expect(ann.client.all('dominantSpeakers')).toHaveLength(before);
    stage.clock.advance(1);
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds).toEqual([c, a, b]);
    // The first itself.
    talkers[2]?.guest.member.setPublished(talkers[2].trackId, true);
    expect(ann.client.all('dominantSpeakers')).toHaveLength(before + 2);
  });
});

describe('changes of the roster', () => {
  it('are gathered for 300 ms and told together, the latest state only', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    stage.tell();
    const before = ann.client.events.length;
    bob.member.raiseHand(true);
    bob.member.setConnection('reconnecting');
    bob.member.setConnection('connected');
    const microphone = await publish(bob, 'microphone');
    bob.member.setPublished(microphone, true);
    stage.clock.advance(LIMITS.rosterBatchMs - 1);
    expect(namesSince(ann, before)).toEqual([]);
    stage.clock.advance(1);
    expect(namesSince(ann, before)).toEqual(['participantUpdated', 'trackPublished']);
    expect(ann.client.roster.get(bob.id)).toEqual(bob.client.roster.get(bob.id));
  });

  it('that undo each other are never told: who came and left, what was published and withdrawn', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    stage.tell();
    const before = ann.client.events.length;
    stage.join('cat').member.leave('hangup');
    bob.member.unpublish(await publish(bob, 'camera'));
    bob.member.raiseHand(true);
    bob.member.raiseHand(false);
    stage.tell();
    expect(namesSince(ann, before)).toEqual([]);
  });

  it('come at once to whom they are about, and not again with the others', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    stage.tell();
    const before = ann.client.events.length;
    ann.member.raiseHand(true);
    const microphone = await publish(ann, 'microphone');
    expect(namesSince(ann, before)).toEqual(['participantUpdated', 'trackPublished']);
    const bob = await stage.enter('bob');
    stage.tell();
    expect(namesSince(ann, before)).toEqual(['participantUpdated', 'trackPublished', 'participantJoined']);
    expect(bob.client.roster.get(ann.id)?.tracks).toMatchObject([{ trackId: microphone }]);
  });

  it('reach those who came in the meantime once: in the picture or after it', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    stage.tell();
    const bob = await stage.enter('bob');
    await publish(ann, 'camera');
    const cat = stage.join('cat');
    expect([...cat.client.roster.keys()]).toEqual([ann.id, cat.id]);
    stage.tell();
    expect(cat.client.all('participantJoined').map(({ participants }) => participants.length)).toEqual([1]);
    expect(cat.client.roster.get(ann.id)?.tracks).toHaveLength(1);
    expect(new Set(cat.client.roster.keys())).toEqual(new Set([ann.id, bob.id, cat.id]));
    expect(cat.client.all('trackPublished')).toHaveLength(1);
  });

  it('are told before anything that names what they bring', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    stage.tell();
    const bob = await stage.enter('bob');
    const microphone = await publish(bob, 'microphone');
    let before = ann.client.events.length;
    stage.call.listener.dominantTrack(microphone);
    for (let n = 0; n < 3; n += 1) stage.call.listener.audioLevels([{ trackId: microphone, level: -20 }]);
    expect(namesSince(ann, before)).toEqual(['participantJoined', 'dominantSpeakers']);
    const camera = await publish(bob, 'camera');
    before = ann.client.events.length;
    const tracks = [
      { participantId: bob.id, trackId: camera, source: 'camera' as const, reason: 'failed' as const },
    ];
    for (let n = 0; n < 2; n += 1) {
      stage.call.listener.toParticipant(ann.id, { name: 'tracksUnavailable', data: { tracks } });
    }
    expect(namesSince(ann, before)).toEqual(['trackPublished', 'tracksUnavailable', 'tracksUnavailable']);
    const cat = stage.join('cat');
    ann.member.setSpotlight([cat.id]);
    expect(namesSince(ann, before).slice(3)).toEqual(['participantJoined', 'spotlight']);
  });

  it('R6: tell a flood of qualities at a bounded rate, the latest of each, and all else at once', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const many = ROSTER_QUALITY_RATE.burst + 20;
    const others: Guest[] = [];
    for (let n = 0; n < many; n += 1) others.push(await stage.enter(`p${String(n)}`));
    stage.tell();
    const before = ann.client.all('participantUpdated').length;
    const told = () =>
      ann.client
        .all('participantUpdated')
        .slice(before)
        .flatMap(({ updates }) => updates);
    const judge = (guest: Guest, band: 'fair' | 'poor') => {
      stage.quality = { band, factor: 'loss', blame: 'unknown', score: band === 'fair' ? 60 : 30 };
      guest.member.report(EMPTY_REPORT);
    };
    for (const guest of others) judge(guest, 'poor');
    stage.clock.advance(LIMITS.rosterBatchMs);
    expect(told()).toHaveLength(ROSTER_QUALITY_RATE.burst);
    const last = others.at(-1);
    if (last === undefined) throw new Error('nobody');
    judge(last, 'fair');
    last.member.raiseHand(true);
    stage.clock.advance(LIMITS.rosterBatchMs);
    const raised = told().filter(({ participantId }) => participantId === last.id);
    expect(raised).toMatchObject([{ quality: { band: 'fair', factor: 'loss' } }]);
    stage.clock.advance(1_000);
    expect(told().length).toBeLessThanOrEqual(ROSTER_QUALITY_RATE.burst + 8);
    stage.clock.advance(60_000);
    expect(told()).toHaveLength(many);
  });

  it('put a leg that left before the one that takes its place', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    stage.tell();
    const before = ann.client.events.length;
    const again = stage.join('bob', { replaces: bob.id });
    stage.tell();
    expect(namesSince(ann, before)).toEqual(['participantLeft', 'participantJoined']);
    expect(ann.client.all('participantLeft')).toEqual([
      { participants: [{ participantId: bob.id, reason: 'replaced' }] },
    ]);
    expect(new Set(ann.client.roster.keys())).toEqual(new Set([ann.id, again.id]));
  });

  it('of a whole call at once are one event for each kind and receiver', async () => {
    const stage = createStage();
    const guests = [];
    for (let n = 0; n < 60; n += 1) guests.push(await stage.enter(`p${String(n)}`));
    stage.tell();
    const before = guests.map(({ client }) => client.events.length);
    for (const { member } of guests) member.setConnection('reconnecting');
    stage.tell();
    for (const [n, guest] of guests.entries()) {
      // One's own, then one for all others.
      expect(namesSince(guest, before[n] ?? 0)).toEqual(['participantUpdated', 'participantUpdated']);
      expect(guest.client.all('participantUpdated').at(-1)?.updates).toHaveLength(59);
    }
  });
});
