import type { ParticipantId, TrackId } from '@earshot/shared';
import { afterEach, describe, expect, it } from 'vitest';
import type { Media } from '../../server/media/media.ts';
import { MEDIA_LIMITS } from '../../server/media/options.ts';
import { CallMedia } from '../../server/media/room-media.ts';
import { MAX_PARKED_MS } from '../../server/media/parked.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import {
  advanceUntil,
  closeTestRooms,
  newParticipant,
  openMedia,
  openPublisher,
  openReceiver,
  openTestRoom,
  spec,
  type TestRoom,
} from './fixtures.ts';

const open: Media[] = [];

/** Two workers; every leg goes to the one with less, so that neighbours are apart. */
async function openApart(clock: FakeClock = createFakeClock()) {
  const opened = await openMedia({
    numWorkers: 2,
    clock,
    // Nobody connects or answers here, and requests are not what is tested.
    limits: {
      targetPps: 0,
      fullPps: 1e9,
      shedPps: 1e9,
      transportConnectTimeoutMs: 1e9,
      consumerResumeTimeoutMs: 1e9,
      workerRequestTimeoutMs: 1e8,
    },
  });
  open.push(opened.media);
  return { ...opened, clock };
}

afterEach(async () => {
  closeTestRooms();
  for (const media of open.splice(0)) await media.close();
});

const video = (trackId: TrackId) => ({ trackId, height: 360, priority: 100 });
const consumersOf = (test: TestRoom, id: ParticipantId) =>
  test.told(id, 'consumersAdded').flatMap(({ consumers }) => consumers);
const untilGets = (test: TestRoom, id: ParticipantId, count: number) =>
  until(() =>
    consumersOf(test, id).length >= count ? undefined : `${String(consumersOf(test, id).length)} consumers`,
  );

function callOf({ room }: TestRoom): CallMedia {
  if (!(room instanceof CallMedia)) throw new TypeError('the media of a call is CallMedia');
  return room;
}

const workerOf = (test: TestRoom, id: ParticipantId) =>
  [...callOf(test).legs].find(({ participantId }) => participantId === id)?.place.live;

/** A camera and a microphone on one worker, and a receiver on the other. */
async function openPair(media: Media) {
  const test = openTestRoom(media);
  const { id, trackId: camera } = await openPublisher(test, 'camera');
  const microphone = spec('microphone');
  await test.room.publish(id, microphone);
  const receiver = await openReceiver(test);
  expect(workerOf(test, id)).not.toBe(workerOf(test, receiver));
  test.room.setReception(receiver, { audio: [microphone.trackId], video: [video(camera)] });
  await untilGets(test, receiver, 2);
  return { test, publisher: id, camera, microphone: microphone.trackId, receiver };
}

describe('a room on two workers', () => {
  it('brings everybody to everybody, each track through one pipe', async () => {
    const { media } = await openApart();
    const { test, camera, microphone } = await openPair(media);
    const near = await openReceiver(test);
    const far = await openReceiver(test);
    for (const id of [near, far]) {
      test.room.setReception(id, { audio: [microphone], video: [video(camera)] });
      await untilGets(test, id, 2);
    }
    const numbers = media.numbers();
    expect(numbers.pipes).toEqual({ audio: 1, video: 1 });
    expect(numbers.consumers).toEqual({ microphone: 3, camera: 3, screen: 0, screenAudio: 0 });
    expect(numbers.pipedConsumers).toEqual({ audio: 2, video: 2 });
    expect(numbers.roomsByWorkers).toEqual({ one: 0, two: 1, more: 0 });
    expect(numbers.workers.map(({ routers }) => routers)).toEqual([1, 1]);
  });

  it('goes on for the others when one worker is killed while piping, and pipes anew', async () => {
    const { media, clock } = await openApart();
    const { test, publisher, receiver } = await openPair(media);
    const near = await openReceiver(test);
    const local = await openPublisher(test, 'microphone');
    expect(workerOf(test, local.id)).toBe(workerOf(test, receiver));
    test.room.setReception(receiver, { audio: [local.trackId], video: [] });
    await untilGets(test, receiver, 3);
    const lost = [publisher, near];
    process.kill(workerOf(test, publisher)?.pid ?? 0, 'SIGKILL');
    await until(() => (test.lost.length > 0 ? undefined : 'nobody told'));
    expect(test.lost).toEqual([{ ids: lost, reason: 'worker_lost' }]);
    const kept = consumersOf(test, receiver).find(({ trackId }) => trackId === local.trackId);
    const removed = test.told(receiver, 'consumersRemoved').flatMap((one) => one.removed);
    expect(removed.map(({ consumerId }) => consumerId)).not.toContain(kept?.consumerId);
    expect(media.numbers().pipes).toEqual({ audio: 0, video: 0 });
    await advanceUntil(clock, 50, () => (media.ready() ? undefined : 'not replaced'));
    await test.room.openLeg(publisher);
    expect(workerOf(test, publisher)).not.toBe(workerOf(test, receiver));
    const again = spec('camera');
    await test.room.publish(publisher, again);
    test.room.setReception(receiver, { audio: [local.trackId], video: [video(again.trackId)] });
    await untilGets(test, receiver, 4);
    expect(media.numbers().pipes).toEqual({ audio: 0, video: 1 });
  });

  it('keeps the receivers of a killed worker’s tracks apart from their own media', async () => {
    const { media } = await openApart();
    const { test, publisher, receiver, camera } = await openPair(media);
    process.kill(workerOf(test, publisher)?.pid ?? 0, 'SIGKILL');
    await until(() => {
      const removed = test.told(receiver, 'consumersRemoved').flatMap((one) => one.removed);
      return removed.length === 2 ? undefined : `${String(removed.length)} removed`;
    });
    expect(test.lost.flatMap(({ ids }) => ids)).toEqual([publisher]);
    // What it still wants is not there any more; it can receive what comes next.
    test.room.setReception(receiver, { audio: [], video: [video(camera)] });
    const { trackId } = await openPublisher(test, 'microphone');
    test.room.setReception(receiver, { audio: [trackId], video: [video(camera)] });
    await untilGets(test, receiver, 3);
  });

  it('makes a consumer anew when its pipe breaks', async () => {
    const { media, clock } = await openApart();
    const { test, receiver } = await openPair(media);
    for (const pipe of callOf(test).pipes) pipe.close();
    await advanceUntil(clock, 100, () =>
      consumersOf(test, receiver).length === 4 ? undefined : 'not made anew',
    );
    const removed = test.told(receiver, 'consumersRemoved').flatMap((one) => one.removed);
    expect(removed.map(({ reason }) => reason)).toEqual(['media_lost', 'media_lost']);
    expect(media.numbers().pipes).toEqual({ audio: 1, video: 1 });
  });

  it('leaves a worker 15 s after its last leg there, with pipes, timers and listeners', async () => {
    const { media, clock } = await openApart();
    const idle = clock.pending;
    const { test, publisher, receiver } = await openPair(media);
    test.room.closeLeg(receiver);
    expect(media.numbers().workers.map(({ routers }) => routers)).toEqual([1, 1]);
    await advanceUntil(clock, MEDIA_LIMITS.pipeLingerMs, () => {
      const { workers, pipes } = media.numbers();
      return workers.reduce((sum, { routers }) => sum + routers, 0) === 1 && pipes.audio + pipes.video === 0
        ? undefined
        : 'still there';
    });
    test.room.closeLeg(publisher);
    test.room.close();
    const left = media.numbers();
    expect(left.producers).toEqual({ microphone: 0, camera: 0, screen: 0, screenAudio: 0 });
    expect(left.consumers).toEqual({ microphone: 0, camera: 0, screen: 0, screenAudio: 0 });
    const none = { udp: 0, tcp: 0, unconnected: 0 };
    expect(left.transports).toEqual({ send: none, receive: none });
    expect(left.workers.map(({ routers }) => routers)).toEqual([0, 0]);
    // A request that was on its way ends with its answer.
    await until(() => (clock.pending <= idle ? undefined : `${String(clock.pending)} timers are left`));
  });

  it('leaves nothing on the workers when it ends', async () => {
    const { media, clock } = await openApart();
    const idle = clock.pending;
    const workers = new Set<NonNullable<ReturnType<typeof workerOf>>>();
    for (let round = 0; round < 5; round += 1) {
      const { test, publisher, receiver } = await openPair(media);
      for (const id of [publisher, receiver]) {
        const live = workerOf(test, id);
        if (live !== undefined) workers.add(live);
      }
      test.room.close();
    }
    expect(workers.size).toBe(2);
    for (const { worker } of workers) {
      await until(async () => {
        const { routerIds, channelMessageHandlers } = await worker.dump();
        const handlers = channelMessageHandlers.channelRequestHandlers;
        // The WebRtcServer is one of them.
        return routerIds.length === 0 && handlers.length <= 1
          ? undefined
          : `${String(handlers.length)} are left`;
      });
    }
    // A request that was on its way ends with its answer.
    await until(() => (clock.pending <= idle ? undefined : `${String(clock.pending)} timers are left`));
  });

  it('tells a publisher to send as soon as somebody on the other worker wants it', async () => {
    const { media, clock } = await openApart();
    const test = openTestRoom(media);
    const { id, trackId } = await openPublisher(test, 'camera');
    const receiver = await openReceiver(test);
    const told = () => test.told(id, 'layersWanted').map(({ maxSpatialLayer }) => maxSpatialLayer);
    clock.advance(5_000);
    expect(told()).toEqual([-1]);
    test.room.setReception(receiver, { audio: [], video: [video(trackId)] });
    await untilGets(test, receiver, 1);
    expect(test.events.map(({ event }) => event.name)).toEqual([
      'layersWanted',
      'layersWanted',
      'consumersAdded',
    ]);
    expect(told()).toEqual([-1, 1]);
    test.room.closeLeg(receiver);
    clock.advance(5_000);
    expect(told()).toEqual([-1, 1, -1]);
  });
});

describe('a worker that sheds load', () => {
  it('is told of to each leg on it, also to one that is opened anew', async () => {
    const clock = createFakeClock();
    const { media, counts } = await openMedia({
      clock,
      limits: { targetPps: 0, shedPps: 0, transportConnectTimeoutMs: 1e9, workerRequestTimeoutMs: 1e8 },
    });
    open.push(media);
    const test = openTestRoom(media);
    const id = newParticipant();
    await test.room.openLeg(id);
    await advanceUntil(clock, 50, () => (test.shed.length > 0 ? undefined : 'not told'));
    const told = { ids: [id], step: 'thumbnails' };
    expect(test.shed).toEqual([told]);
    expect(counts['shed up']).toBe(1);
    await test.room.openLeg(id);
    expect(test.shed).toEqual([told, told]);
  });
});

describe('a consumer that our side left paused', () => {
  it('is closed after 5 minutes, counted and made anew', async () => {
    const { media, counts, clock } = await openApart();
    const { test, receiver } = await openPair(media);
    const [first] = consumersOf(test, receiver);
    expect(first).toBeDefined();
    await advanceUntil(clock, MEDIA_LIMITS.pollMs / 20, () =>
      clock.monotonic() >= MAX_PARKED_MS ? undefined : 'too early',
    );
    await advanceUntil(clock, MEDIA_LIMITS.pollMs / 20, () =>
      (counts['parked'] ?? 0) >= 2 ? undefined : 'not closed',
    );
    await until(() => (consumersOf(test, receiver).length >= 4 ? undefined : 'not made anew'));
    const removed = test.told(receiver, 'consumersRemoved').flatMap((one) => one.removed);
    expect(removed.map(({ consumerId }) => consumerId)).toContain(first?.consumerId);
  });
});
