import type { ConsumerInfo, ParticipantId } from '@earshot/shared';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Media } from '../../server/media/media.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { until, untilValue } from '../support/until.ts';
import {
  closeTestRooms,
  newTrack,
  openMedia,
  openPublisher,
  openReceiver,
  openTestRoom,
  spec,
  videoParameters,
  type TestRoom,
} from './fixtures.ts';

/** All consumers announced so far. */
const announced = (test: TestRoom, to: ParticipantId): ConsumerInfo[] =>
  test.told(to, 'consumersAdded').flatMap(({ consumers }) => consumers);

/** Waits until this many consumers were announced. */
async function untilAnnounced(test: TestRoom, to: ParticipantId, count: number): Promise<ConsumerInfo[]> {
  await until(() => {
    const { length } = announced(test, to);
    return length >= count ? undefined : `${String(length)} of ${String(count)} announced`;
  });
  return announced(test, to);
}

const video = (trackId: ConsumerInfo['trackId'], height = 360, priority = 1) => ({
  trackId,
  height,
  priority,
});

describe('what a receiver gets', () => {
  let media: Media;
  let counts: Record<string, number>;

  beforeAll(async () => {
    ({ media, counts } = await openMedia());
  });

  afterEach(closeTestRooms);

  afterAll(async () => {
    await media.close();
  });

  it('is nothing before it said what it can receive', async () => {
    const test = openTestRoom(media);
    const { trackId } = await openPublisher(test, 'microphone');
    const { id } = await openPublisher(test, 'camera');
    test.room.setReception(id, { audio: [trackId], video: [] });
    const other = await openReceiver(test);
    test.room.setReception(other, { audio: [trackId], video: [] });
    await untilAnnounced(test, other, 1);
    expect(test.told(id, 'consumersAdded')).toEqual([]);
  });

  it('comes in batches, microphones first, paused, with streams that play in sync', async () => {
    const test = openTestRoom(media);
    const microphones = [];
    const cameras = [];
    for (let index = 0; index < 5; index += 1) {
      microphones.push(await openPublisher(test, 'microphone'));
      cameras.push(await openPublisher(test, 'camera'));
    }
    const share = await openPublisher(test, 'screen');
    const receiver = await openReceiver(test);
    test.room.setReception(receiver, {
      audio: microphones.map(({ trackId }) => trackId),
      video: [...cameras, share].map(({ trackId }) => video(trackId)),
    });
    await untilAnnounced(test, receiver, 11);
    const [first, second] = test.told(receiver, 'consumersAdded');
    expect(first?.consumers.map(({ trackId }) => trackId)).toEqual(microphones.map(({ trackId }) => trackId));
    expect(second?.consumers.map(({ trackId }) => trackId)).toEqual(
      [...cameras, share].map(({ trackId }) => trackId),
    );
    expect(test.told(receiver, 'consumersAdded')).toHaveLength(2);
    for (const { participantId, streamId, source, rtpParameters } of announced(test, receiver)) {
      expect(streamId).toBe(`${participantId}-${source === 'screen' ? 'screen' : 'camera'}`);
      expect(rtpParameters.msid).toBeUndefined();
    }
    expect(media.numbers().consumers).toEqual({ microphone: 5, camera: 5, screen: 1, screenAudio: 0 });
  });

  it('follows its latest wish, whatever came in between', async () => {
    const test = openTestRoom(media);
    const tracks = [];
    for (let index = 0; index < 8; index += 1) tracks.push((await openPublisher(test, 'microphone')).trackId);
    const receiver = await openReceiver(test);
    for (let from = 0; from < tracks.length; from += 1) {
      test.room.setReception(receiver, { audio: tracks.slice(from, from + 2), video: [] });
      if (from % 3 === 0) await new Promise(setImmediate);
    }
    const last = tracks.at(-1);
    await until(() => {
      const there = new Set(announced(test, receiver).map(({ consumerId }) => consumerId));
      for (const { removed } of test.told(receiver, 'consumersRemoved')) {
        for (const { consumerId } of removed) there.delete(consumerId);
      }
      const left = announced(test, receiver).filter(({ consumerId }) => there.has(consumerId));
      return left.length === 1 && left[0]?.trackId === last ? undefined : `${String(left.length)} are there`;
    });
    await until(() => (media.numbers().consumers.microphone === 1 ? undefined : 'too many consumers'));
  });

  it('gets a track that it wanted before it was published', async () => {
    const test = openTestRoom(media);
    const receiver = await openReceiver(test);
    const track = spec('microphone');
    test.room.setReception(receiver, { audio: [track.trackId], video: [] });
    const publisher = await openReceiver(test);
    await test.room.publish(publisher, track);
    const [consumer] = await untilAnnounced(test, receiver, 1);
    expect(consumer?.trackId).toBe(track.trackId);
  });

  it('is told why a track stopped coming', async () => {
    const test = openTestRoom(media);
    const evicted = await openPublisher(test, 'microphone');
    const hidden = await openPublisher(test, 'camera');
    const stopped = await openPublisher(test, 'camera');
    const gone = await openPublisher(test, 'camera');
    const receiver = await openReceiver(test);
    test.room.setReception(receiver, {
      audio: [evicted.trackId],
      video: [hidden, stopped, gone].map(({ trackId }) => video(trackId)),
    });
    const consumers = await untilAnnounced(test, receiver, 4);
    test.room.unpublish(stopped.trackId);
    test.room.closeLeg(gone.id);
    test.room.setReception(receiver, { audio: [], video: [] });
    const reasons = await untilValue(() => {
      const all = test.told(receiver, 'consumersRemoved').flatMap(({ removed }) => removed);
      return all.length === 4 ? new Map(all.map((one) => [one.consumerId, one.reason])) : undefined;
    });
    const reasonOf = (trackId: string) =>
      consumers.flatMap((one) => (one.trackId === trackId ? [reasons.get(one.consumerId)] : []));
    expect(reasonOf(evicted.trackId)).toEqual(['evicted']);
    expect(reasonOf(hidden.trackId)).toEqual(['view']);
    expect(reasonOf(stopped.trackId)).toEqual(['unpublished']);
    expect(reasonOf(gone.trackId)).toEqual(['left']);
    expect(media.numbers().consumers).toEqual({ microphone: 0, camera: 0, screen: 0, screenAudio: 0 });
  });

  it('lists what it cannot decode, until that is gone', async () => {
    const test = openTestRoom(media);
    const rtpParameters = videoParameters(3, 'video/H264');
    const { id, trackId } = await openPublisher(test, 'camera', { rtpParameters });
    const { trackId: fine } = await openPublisher(test, 'camera');
    const receiver = await openReceiver(test, ['video/H264']);
    test.room.setReception(receiver, { audio: [], video: [video(trackId), video(fine)] });
    await untilAnnounced(test, receiver, 1);
    await until(() => (test.told(receiver, 'tracksUnavailable').length === 1 ? undefined : 'not told'));
    expect(test.told(receiver, 'tracksUnavailable')).toEqual([
      { tracks: [{ participantId: id, trackId, source: 'camera', reason: 'codec_unsupported' }] },
    ]);
    test.room.setReception(receiver, { audio: [], video: [video(fine)] });
    await until(() => (test.told(receiver, 'tracksUnavailable').length === 2 ? undefined : 'not told'));
    expect(test.told(receiver, 'tracksUnavailable')[1]).toEqual({ tracks: [] });
  });

  it('starts when it is ready, and hears of pauses', async () => {
    const test = openTestRoom(media);
    const { trackId } = await openPublisher(test, 'camera', { paused: true });
    const receiver = await openReceiver(test);
    test.room.setReception(receiver, { audio: [], video: [video(trackId)] });
    const [consumer] = await untilAnnounced(test, receiver, 1);
    if (consumer === undefined) throw new Error('no consumer');
    expect(consumer.trackPaused).toBe(true);
    const before = counts['keyFrame'] ?? 0;
    test.room.resumeConsumers(receiver, [consumer.consumerId, consumer.consumerId]);
    expect(counts['keyFrame']).toBe(before + 1);
    const updates = () =>
      test
        .told(receiver, 'consumersUpdated')
        .flatMap(({ updates: list }) => list.map((one) => one.trackPaused));
    test.room.setPaused(trackId, false);
    await until(() => (updates().at(-1) === false ? undefined : 'not resumed'));
    test.room.setPaused(trackId, true);
    test.room.setPaused(trackId, false);
    test.room.setPaused(trackId, true);
    await until(() => (updates().at(-1) === true ? undefined : 'not paused'));
  });

  it('is not disturbed by a track id that nobody publishes or that is of the other kind', async () => {
    const test = openTestRoom(media);
    const { trackId } = await openPublisher(test, 'microphone');
    const receiver = await openReceiver(test);
    test.room.setReception(receiver, { audio: [newTrack(), trackId], video: [video(trackId)] });
    await untilAnnounced(test, receiver, 1);
    expect(announced(test, receiver)).toHaveLength(1);
    expect(counts['reconcileFailed']).toBeUndefined();
  });

  it('counts consumers by kind with the time they took', () => {
    expect(counts['consumer audio']).toBeGreaterThan(0);
    expect(counts['consumer video']).toBeGreaterThan(0);
  });
});

describe('a publisher', () => {
  it('M17: is told to stop what nobody watches, and to start at once', async () => {
    const clock = createFakeClock();
    // Nobody connects here: that must not end the legs.
    const { media } = await openMedia({ clock, limits: { transportConnectTimeoutMs: 1_000_000 } });
    const test = openTestRoom(media);
    const { id, trackId } = await openPublisher(test, 'camera');
    const receiver = await openReceiver(test);
    const told = () => test.told(id, 'layersWanted').map(({ maxSpatialLayer }) => maxSpatialLayer);
    clock.advance(4_999);
    expect(told()).toEqual([]);
    clock.advance(1);
    expect(told()).toEqual([-1]);
    test.room.setReception(receiver, { audio: [], video: [video(trackId, 300)] });
    await until(() => (told().length === 2 ? undefined : 'not told'));
    expect(told()).toEqual([-1, 1]);
    test.room.setReception(receiver, { audio: [], video: [video(trackId, 720, 200)] });
    await until(() => (told().length === 3 ? undefined : 'not told'));
    test.room.setReception(receiver, { audio: [], video: [video(trackId, 90)] });
    const second = await openReceiver(test);
    test.room.setReception(second, { audio: [], video: [video(trackId, 360)] });
    await untilAnnounced(test, second, 1);
    clock.advance(5_000);
    expect(told()).toEqual([-1, 1, 2, 1]);
    test.room.closeLeg(second);
    clock.advance(5_000);
    expect(told()).toEqual([-1, 1, 2, 1, 0]);
    await media.close();
  });
});
