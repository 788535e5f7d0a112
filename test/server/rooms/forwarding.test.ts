import type { LimitsInfo, ParticipantId, TrackId } from '@earshot/shared';
import { DEFAULT_CAPS } from '@earshot/server/rooms/caps.ts';
import type { DownlinkReading } from '@earshot/server/rooms/ports.ts';
import { describe, expect, it } from 'vitest';
import { createStage, publish, type Guest, type Stage } from './stage.ts';

const receptionOf = (stage: Stage, { id }: Guest) => stage.call.receptions.get(id);
const videosOf = (stage: Stage, guest: Guest) =>
  receptionOf(stage, guest)?.video.map(({ trackId }) => trackId) ?? [];
const limitsOf = ({ client, snapshot }: Guest): LimitsInfo | undefined =>
  client.all('limits').at(-1) ?? snapshot[0].head?.limits;
const autoView = (places: number, height = 180) => ({ tiles: [], pins: [], auto: { places, height } });

/** One who looks on, and a few with cameras and microphones. */
async function createCall(cameras: number, config: Parameters<typeof createStage>[0] = {}) {
  const stage = createStage(config);
  const ann = await stage.enter('ann');
  const guests: (Guest & { readonly camera: TrackId; readonly microphone: TrackId })[] = [];
  for (let n = 0; n < cameras; n += 1) {
    const guest = await stage.enter(`guest-${String(n)}`);
    const camera = await publish(guest, 'camera');
    stage.clock.advance(1);
    guests.push({ ...guest, camera, microphone: await publish(guest, 'microphone') });
  }
  return { stage, ann, guests };
}

const reading = (kbps: number, videos: Partial<DownlinkReading['videos']> = {}): DownlinkReading => ({
  availableBps: kbps * 1_000,
  lossRatio: 0,
  videos: { wanted: 4, starved: 0, lowered: 0, wantedBps: Infinity, lowestBps: undefined, ...videos },
});

/** Media reads a path every five seconds. */
function readPath(
  stage: Stage,
  seconds: number,
  [id, what]: readonly [ParticipantId, DownlinkReading],
): void {
  for (let passed = 0; passed < seconds; passed += 5) {
    stage.clock.advance(5_000);
    stage.call.listener.downlink(id, what);
  }
}

describe('a receiver whose places fill themselves', () => {
  it('sees those published first, then the new speaker at once, without a word of its own', async () => {
    const { stage, ann, guests } = await createCall(4);
    ann.member.setView(autoView(2));
    expect(videosOf(stage, ann)).toEqual(guests.slice(0, 2).map(({ camera }) => camera));
    stage.clock.advance(3_000);
    stage.call.listener.dominantTrack(guests[3]?.microphone ?? fail());
    expect(videosOf(stage, ann)).toEqual([guests[3]?.camera, guests[0]?.camera]);
  });

  it('sees the spotlight first, and no longer when it ends', async () => {
    const { stage, ann, guests } = await createCall(4);
    const host = await stage.enter('host', { role: 'presenter', grants: { admin: true } });
    ann.member.setView(autoView(2));
    stage.clock.advance(3_000);
    host.member.setSpotlight([guests[2]?.id ?? fail()]);
    expect(videosOf(stage, ann)[0]).toBe(guests[2]?.camera);
    stage.clock.advance(3_000);
    host.member.setSpotlight([]);
    expect(videosOf(stage, ann)).toEqual(guests.slice(0, 2).map(({ camera }) => camera));
  });

  it('gets the video that waited for another’s dwell time when that is over', async () => {
    const { stage, ann, guests } = await createCall(3);
    const [a, b, c] = guests;
    ann.member.setView(autoView(1));
    expect(videosOf(stage, ann)).toEqual([a?.camera]);
    a?.member.setPublished(a.camera, true);
    expect(videosOf(stage, ann)).toEqual([b?.camera]);
    a?.member.setPublished(a.camera, false);
    expect(videosOf(stage, ann)).toEqual([b?.camera]);
    stage.clock.advance(2_499);
    expect(videosOf(stage, ann)).toEqual([b?.camera]);
    stage.clock.advance(1);
    expect(videosOf(stage, ann)).toEqual([a?.camera]);
    expect(c?.id).toBeDefined();
  });
});

describe('a talker whom the observer of levels skips', () => {
  it('becomes dominant and gets a place among the audible by the observer of dominance alone', async () => {
    const { stage, ann, guests } = await createCall(9, {
      caps: { ...DEFAULT_CAPS, audioPacketBudget: 1_000 },
    });
    stage.clock.advance(60_000);
    expect(limitsOf(ann)?.audios).toBe(8);
    const heard = receptionOf(stage, ann)?.audio ?? [];
    const last = guests.find(({ microphone }) => !heard.includes(microphone)) ?? fail();
    const first = guests.find(({ microphone }) => heard.includes(microphone)) ?? fail();
    stage.call.listener.dominantTrack(first.microphone);
    stage.clock.advance(2_000);
    stage.call.listener.dominantTrack(last.microphone);
    expect(receptionOf(stage, ann)?.audio).toContain(last.microphone);
    expect(receptionOf(stage, ann)?.audio).toHaveLength(8);
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds).toEqual([last.id, first.id]);
  });

  it('takes the head when the other’s hold is over, though no event comes', async () => {
    const { stage, ann, guests } = await createCall(2);
    const [a, b] = [guests[0] ?? fail(), guests[1] ?? fail()];
    stage.call.listener.dominantTrack(a.microphone);
    stage.clock.advance(100);
    stage.call.listener.dominantTrack(b.microphone);
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds).toEqual([a.id]);
    stage.clock.advance(1_000);
    expect(ann.client.all('dominantSpeakers').at(-1)?.participantIds).toEqual([b.id, a.id]);
  });
});

describe('the optimal number of videos', () => {
  it('falls with the path, is applied and told, and comes back', async () => {
    const { stage, ann, guests } = await createCall(6);
    ann.member.setView(autoView(6));
    readPath(stage, 20, [ann.id, reading(600, { starved: 2, lowered: 4 })]);
    expect(limitsOf(ann)).toMatchObject({
      videos: 25,
      optimalVideoCount: 2,
      optimalVideoCountReason: 'bandwidth',
    });
    expect(videosOf(stage, ann)).toEqual(guests.slice(0, 2).map(({ camera }) => camera));
    readPath(stage, 90, [ann.id, reading(2_000)]);
    expect(limitsOf(ann)).toMatchObject({ optimalVideoCount: 25, optimalVideoCountReason: 'externalLimit' });
    expect(videosOf(stage, ann)).toHaveLength(6);
  });

  it('is what the device says, and rises again by itself', async () => {
    const { stage, ann } = await createCall(4);
    ann.member.setView(autoView(4));
    ann.member.setDecodeCapacity(1);
    expect(limitsOf(ann)).toMatchObject({ optimalVideoCount: 1, optimalVideoCountReason: 'performance' });
    expect(videosOf(stage, ann)).toHaveLength(1);
    ann.member.setDecodeCapacity(null);
    stage.clock.advance(20_000);
    expect(videosOf(stage, ann)).toHaveLength(2);
    stage.clock.advance(20_000);
    expect(videosOf(stage, ann)).toHaveLength(4);
  });

  it('counts anew when media is opened anew', async () => {
    const { stage, ann } = await createCall(6);
    ann.member.setView(autoView(6));
    readPath(stage, 20, [ann.id, reading(600, { lowered: 4 })]);
    expect(limitsOf(ann)?.optimalVideoCount).toBe(3);
    await ann.member.openMedia();
    expect(limitsOf(ann)).toMatchObject({ optimalVideoCount: 25, optimalVideoCountReason: 'unknown' });
  });
});

describe('what an app allows its receiver', () => {
  it('is passed on to media with every video, and taken back', async () => {
    const { stage, ann } = await createCall(2);
    ann.member.setView(autoView(2));
    ann.member.setReceiveConstraints({ maxFrameHeight: 180, maxFrameRate: 15, maxBitrate: 500_000 });
    expect(receptionOf(stage, ann)?.maxVideoBitrate).toBe(500_000);
    expect(receptionOf(stage, ann)?.video).toMatchObject([
      { maxHeight: 180, maxFrameRate: 15 },
      { maxHeight: 180, maxFrameRate: 15 },
    ]);
    expect(limitsOf(ann)).toMatchObject({ optimalVideoCount: 3, optimalVideoCountReason: 'externalLimit' });
    ann.member.setReceiveConstraints({});
    expect(receptionOf(stage, ann)).not.toHaveProperty('maxVideoBitrate');
    expect(receptionOf(stage, ann)?.video[0]).not.toHaveProperty('maxHeight');
  });
});

describe('a loaded worker', () => {
  it('takes pictures, videos and voices step by step, tells why, and gives them back in reverse', async () => {
    const { stage, ann, guests } = await createCall(12);
    ann.member.setView(autoView(12));
    const ids = [ann.id, ...guests.map(({ id }) => id)];
    const at = (step: Parameters<typeof stage.call.listener.shed>[1]) => {
      stage.call.listener.shed(ids, step);
      stage.clock.advance(5_000);
      const { videos, audios, reason } = limitsOf(ann) ?? fail();
      const reception = receptionOf(stage, ann) ?? fail();
      return [
        videos,
        audios,
        reason,
        reception.video.length,
        reception.audio.length,
        reception.video[0]?.height,
      ];
    };
    const steps = [
      ['thumbnails', [25, 32, 'serverLoad', 12, 12, 90]],
      ['videos9', [9, 32, 'serverLoad', 9, 12, 90]],
      ['videos4', [4, 32, 'serverLoad', 4, 12, 90]],
      ['videos2', [2, 32, 'serverLoad', 2, 12, 90]],
      ['audio8', [2, 8, 'serverLoad', 2, 8, 90]],
      ['audio4', [2, 4, 'serverLoad', 2, 4, 90]],
    ] as const;
    for (const [step, expected] of steps) expect(at(step)).toEqual(expected);
    expect(at('audio8')).toEqual([2, 8, 'serverLoad', 2, 8, 90]);
    expect(at('none')).toEqual([25, 32, 'normal', 12, 12, 180]);
  });

  it('tells of each step, also of one that takes nothing from this receiver', async () => {
    const { stage } = await createCall(2);
    const phone = await stage.enter('phone', { formFactor: 'mobile' });
    for (const step of ['thumbnails', 'videos9', 'videos4', 'thumbnails', 'none'] as const) {
      stage.call.listener.shed([phone.id], step);
      stage.clock.advance(5_000);
    }
    const told = phone.client.all('limits').map(({ videos, shedLevel }) => [videos, shedLevel]);
    expect(told).toEqual([
      [4, 1],
      [4, 2],
      [4, 3],
      [4, 1],
      [4, 0],
    ]);
  });

  it('never takes shares nor the dominant speaker’s sound', async () => {
    const { stage, ann, guests } = await createCall(12);
    const [speaker, sharer] = [guests[0] ?? fail(), guests[1] ?? fail()];
    const screen = await publish(sharer, 'screen');
    const tile = { participantId: sharer.id, source: 'screen' as const, height: 720 };
    ann.member.setView({ ...autoView(12), tiles: [tile] });
    stage.call.listener.dominantTrack(speaker.microphone);
    stage.clock.advance(60_000);
    stage.call.listener.shed([ann.id], 'audio4');
    stage.clock.advance(5_000);
    expect(receptionOf(stage, ann)?.video[0]).toEqual({ trackId: screen, height: 720, priority: 255 });
    expect(receptionOf(stage, ann)?.video).toHaveLength(3);
    expect(receptionOf(stage, ann)?.audio).toContain(speaker.microphone);
    expect(receptionOf(stage, ann)?.audio).toHaveLength(4);
  });
});

describe('opening media', () => {
  it('tells how many videos will probably come: running cameras of others, at most the cap', async () => {
    const { stage, guests } = await createCall(6);
    await stage.enter('phone', { formFactor: 'mobile' });
    await guests[0]?.member.openMedia();
    expect(stage.call.expected.slice(-2)).toEqual([4, 5]);
  });
});

describe('crossing the size of a large call', () => {
  it('counts all but the hidden, and lets everybody have four, both ways', async () => {
    const { stage, ann } = await createCall(7, { caps: { ...DEFAULT_CAPS, largeCallParticipants: 10 } });
    ann.member.setView(autoView(7));
    await stage.enter('eye', { grants: { hidden: true } });
    await stage.enter('nine');
    expect(videosOf(stage, ann)).toHaveLength(7);
    const ten = await stage.enter('ten');
    expect(videosOf(stage, ann)).toHaveLength(4);
    expect(limitsOf(ann)).toMatchObject({ videos: 4, optimalVideoCount: 4, reason: 'largeCall' });
    ten.member.leave('hangup');
    stage.clock.advance(4_999);
    expect(videosOf(stage, ann)).toHaveLength(4);
    stage.clock.advance(1);
    expect(videosOf(stage, ann)).toHaveLength(7);
  });
});

function fail(): never {
  throw new Error('expected somebody');
}
