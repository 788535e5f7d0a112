import { EMPTY_VIEW, resolveGrants, type ParticipantId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, publish, viewOf, type Guest, type Stage } from './stage.ts';

const receptionOf = (stage: Stage, { id }: Guest) => stage.call.receptions.get(id);
const videosOf = (stage: Stage, guest: Guest) =>
  receptionOf(stage, guest)?.video.map(({ trackId }) => trackId) ?? [];

async function enterMany(stage: Stage, count: number, prefix = 'p'): Promise<Guest[]> {
  const guests: Guest[] = [];
  for (let n = 0; n < count; n += 1) guests.push(await stage.enter(`${prefix}${String(n)}`));
  return guests;
}

/** Lets a guest be heard for long enough to become dominant. */
function talk(stage: Stage, trackId: Awaited<ReturnType<typeof publish>>): void {
  stage.call.listener.dominantTrack(trackId);
  for (let n = 0; n < 4; n += 1) {
    stage.call.listener.audioLevels([{ trackId, level: -20 }]);
    stage.clock.advance(250);
  }
}

describe('receiving', () => {
  it('begins when the receiver is ready, and never without the right', async () => {
    const stage = createStage();
    const bob = await stage.enter('bob');
    const microphone = await publish(bob, 'microphone');
    const ann = stage.join('ann');
    await ann.member.openMedia();
    expect(receptionOf(stage, ann)).toBeUndefined();
    ann.member.receiveReady({}, EMPTY_VIEW);
    expect(receptionOf(stage, ann)?.audio).toEqual([microphone]);
    ann.member.updateGrants('presenter', resolveGrants('presenter', { subscribe: false }));
    expect(receptionOf(stage, ann)).toEqual({ audio: [], video: [] });
  });

  it('tells media only what changed', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    ann.member.setView(viewOf([bob.id]));
    await publish(bob, 'camera');
    const before = stage.call.receptionCount;
    ann.member.setView(viewOf([bob.id]));
    ann.member.chat('hello');
    stage.join('cat');
    expect(stage.call.receptionCount).toBe(before);
  });

  it('is of at most 25 videos on a desktop and 4 on a phone, shares apart, and says so', async () => {
    const stage = createStage();
    const guests = await enterMany(stage, 30);
    for (const guest of guests) await publish(guest, 'camera');
    const screen = await publish(guests[29] ?? fail(), 'screen');
    const tiles = guests.map(({ id }) => id);
    const phone = await stage.enter('phone', { formFactor: 'mobile' });
    const desktop = guests[0] ?? fail();
    for (const { member } of [phone, desktop]) {
      const view = viewOf(tiles);
      const share = { participantId: tiles[29] ?? fail(), source: 'screen' as const, height: 720 };
      member.setView({ ...view, tiles: [...view.tiles, share] });
    }
    expect([videosOf(stage, phone).length, videosOf(stage, desktop).length]).toEqual([5, 26]);
    expect(videosOf(stage, phone)[0]).toBe(screen);
    expect(phone.snapshot[0].head?.limits).toMatchObject({ videos: 4, reason: 'formFactor' });
  });

  it('in a call of 100 is of the dominant speakers’ videos, and of all again 5 s after', async () => {
    const stage = createStage();
    const guests = await enterMany(stage, 99);
    const [ann, ...others] = guests;
    const speakers = others.slice(90, 96);
    for (const guest of [...others.slice(0, 10), ...speakers]) await publish(guest, 'camera');
    const tiles = [...others.slice(0, 10), ...speakers].map(({ id }) => id);
    ann?.member.setView(viewOf(tiles));
    const last = stage.join('last');
    expect(ann?.client.all('limits').at(-1)).toMatchObject({ videos: 4, reason: 'largeCall', audios: 32 });
    stage.clock.advance(5_000);
    expect(ann?.client.all('limits').at(-1)).toMatchObject({ videos: 4, reason: 'largeCall', audios: 10 });
    for (const speaker of speakers) talk(stage, await publish(speaker, 'microphone'));
    const order = ann?.client.all('dominantSpeakers').at(-1)?.participantIds ?? [];
    const cameraOf = (id: ParticipantId) =>
      ann?.client.roster.get(id)?.tracks.find(({ source }) => source === 'camera')?.trackId;
    expect(videosOf(stage, ann ?? fail())).toEqual(order.slice(0, 4).map(cameraOf));
    last.member.leave('hangup');
    stage.clock.advance(4_999);
    expect(videosOf(stage, ann ?? fail())).toHaveLength(4);
    stage.clock.advance(1);
    expect(videosOf(stage, ann ?? fail())).toHaveLength(16);
    expect(ann?.client.all('limits').at(-1)).toMatchObject({ videos: 25, reason: 'normal' });
  });

  it('is of at most K microphones, and of who is heard outside them', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const guests = await enterMany(stage, 40);
    const tracks = [];
    for (const guest of guests) tracks.push(await publish(guest, 'microphone'));
    expect(receptionOf(stage, ann)?.audio).toEqual(tracks.slice(0, 24));
    stage.clock.advance(3_000);
    const outside = tracks[39] ?? fail();
    stage.call.listener.audioLevels([{ trackId: outside, level: -30 }]);
    expect(receptionOf(stage, ann)?.audio).toEqual([...tracks.slice(1, 24), outside]);
  });
});

describe('dominant speakers', () => {
  it('are told when their order changes, and not else', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const first = await publish(ann, 'microphone');
    const second = await publish(bob, 'microphone');
    talk(stage, first);
    talk(stage, second);
    talk(stage, second);
    expect(ann.client.all('dominantSpeakers').map(({ participantIds }) => participantIds)).toEqual([
      [ann.id],
      [bob.id, ann.id],
    ]);
    expect(stage.join('cat').snapshot[0].head?.dominantSpeakers).toEqual([bob.id, ann.id]);
    bob.member.leave('hangup');
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds).toEqual([ann.id]);
  });
});

function fail(): never {
  throw new Error('not there');
}
