import type { ParticipantId, TrackId } from '@earshot/shared';
import { afterEach, describe, expect, it } from 'vitest';
import type { Media } from '../../server/media/media.ts';
import { MEDIA_LIMITS } from '../../server/media/options.ts';
import { CallMedia } from '../../server/media/room-media.ts';
import { StateCheck } from '../../server/media/state-check.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import {
  advanceUntil,
  closeTestRooms,
  createCountingObserver,
  openMedia,
  openPublisher,
  openReceiver,
  openTestRoom,
  type TestRoom,
} from './fixtures.ts';

const open: Media[] = [];
/** A fault is mended within this, ms. */
const MENDED_MS = 10_000;

afterEach(async () => {
  closeTestRooms();
  for (const media of open.splice(0)) await media.close();
});

function callOf({ room }: TestRoom): CallMedia {
  if (!(room instanceof CallMedia)) throw new TypeError('the media of a call is CallMedia');
  return room;
}

function subscriptionOf(call: CallMedia, receiver: ParticipantId) {
  const [subscription] = call.findLeg(receiver)?.reconciler.subscriptions ?? [];
  if (subscription === undefined) throw new Error('the receiver gets nothing');
  return subscription;
}

function producerOf(call: CallMedia, trackId: TrackId) {
  const producer = call.findPublication(trackId)?.producer;
  if (producer === undefined) throw new Error('the track is not published');
  return producer;
}

/** A camera, and one who gets it in its highest layer. */
async function openPair() {
  const clock = createFakeClock();
  // Nobody connects here.
  const limits = { transportConnectTimeoutMs: 1e9, workerRequestTimeoutMs: 1e8 };
  const { media, counts } = await openMedia({ clock, limits });
  open.push(media);
  const test = openTestRoom(media);
  const { trackId } = await openPublisher(test, 'camera');
  const receiver = await openReceiver(test);
  test.room.setReception(receiver, { audio: [], video: [{ trackId, height: 720, priority: 100 }] });
  await until(() => (test.told(receiver, 'consumersAdded').length > 0 ? undefined : 'not told'));
  const call = callOf(test);
  const subscription = subscriptionOf(call, receiver);
  test.room.resumeConsumers(receiver, [subscription.consumerId]);
  await until(() => (subscription.consumer.paused ? 'paused' : undefined));
  const mended = async (check: () => string | undefined) => {
    const since = clock.monotonic();
    await advanceUntil(clock, MEDIA_LIMITS.pollMs / 20, check);
    return clock.monotonic() - since;
  };
  return { ...{ clock, counts, test, call, trackId, receiver, subscription, mended } };
}

describe('what is not as it was asked for', () => {
  it('is asked for again: a consumer that was paused, in a lower layer, or with another priority', async () => {
    const { counts, subscription, mended, clock } = await openPair();
    const { consumer, faults } = subscription;
    const from = clock.monotonic();
    await consumer.pause();
    expect(await mended(() => (consumer.paused ? 'paused' : undefined))).toBeLessThanOrEqual(MENDED_MS);
    expect(counts['repaired consumerPause']).toBe(1);
    expect(faults.within({ from, to: clock.monotonic() })).toBe(clock.monotonic() - from);

    const before = consumer.preferredLayers;
    await consumer.setPreferredLayers({ spatialLayer: 0, temporalLayer: 0 });
    await consumer.setPriority(7);
    await mended(() =>
      consumer.preferredLayers?.spatialLayer === before?.spatialLayer && consumer.priority === 100
        ? undefined
        : JSON.stringify([consumer.preferredLayers, consumer.priority]),
    );
    expect(consumer.preferredLayers).toEqual(before);
    expect([counts['repaired consumerLayers'], counts['repaired consumerPriority']]).toEqual([1, 1]);
  });

  it('is asked for again: a producer that nobody paused', async () => {
    const { counts, call, trackId, mended, test } = await openPair();
    const producer = producerOf(call, trackId);
    await producer.pause();
    expect(call.findPublication(trackId)?.faults.isOpen).toBe(true);
    expect(await mended(() => (producer.paused ? 'paused' : undefined))).toBeLessThanOrEqual(MENDED_MS);
    expect(call.findPublication(trackId)?.faults.isOpen).toBe(false);
    expect(counts['repaired producerPause']).toBe(1);

    test.room.setPaused(trackId, true);
    await until(() => (producer.paused ? undefined : 'not paused'));
    await producer.resume();
    await mended(() => (producer.paused ? undefined : 'not paused again'));
    expect(counts['repaired producerPause']).toBe(2);
  });

  it('is nothing where all is as it was asked for, and waits where a worker owes an answer', async () => {
    const { counts, call, subscription, test, receiver, trackId, mended, clock } = await openPair();
    test.room.setReception(receiver, { audio: [], video: [{ trackId, height: 180, priority: 50 }] });
    const until20s = clock.monotonic() + 20_000;
    await mended(() => (clock.monotonic() >= until20s ? undefined : 'too early'));
    expect(Object.keys(counts).filter((name) => name.startsWith('repaired'))).toEqual([]);

    await subscription.consumer.pause();
    const quiet = createCountingObserver();
    const ignore = () => undefined;
    const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
    new StateCheck({
      settings: { logger, observer: quiet.observer },
      pings: { isStalled: () => true },
    }).look([call]);
    expect(quiet.counts).toEqual({});
    expect(subscription.consumer.paused).toBe(true);
  });
});
