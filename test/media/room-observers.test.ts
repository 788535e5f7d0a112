import { TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAudibleSet, next as nextAudible } from '../../server/rooms/audible-set.ts';
import { systemClock } from '../../server/clock.ts';
import { openRoomObservers } from '../../server/media/room-observers.ts';
import { createSpeakerState, next } from '../../server/speakers/selector.ts';
import { until } from '../support/until.ts';
import { newTrack } from './fixtures.ts';
import { openPlainRouter, openTalker, plainCall, type Talker } from './packets.ts';

describe('the observers of a room', () => {
  let opened: Awaited<ReturnType<typeof openPlainRouter>>;
  let router: types.Router;
  const levels: (readonly { trackId: TrackId; level: number }[])[] = [];
  const dominant: TrackId[] = [];
  let loud: Talker;
  let soft: Talker;

  beforeAll(async () => {
    opened = await openPlainRouter();
    ({ router } = opened);
    const observers = await openRoomObservers({
      router,
      call: plainCall,
      clock: systemClock,
      listener: {
        audioLevels: (list) => levels.push(list),
        dominantTrack: (trackId) => dominant.push(trackId),
      },
    });
    loud = await openTalker(router, newTrack());
    soft = await openTalker(router, newTrack());
    for (const { producer } of [loud, soft]) await observers.add(producer);
  });

  afterAll(() => {
    loud.stop();
    soft.stop();
    opened.close();
  });

  beforeEach(() => {
    levels.length = 0;
  });

  const last = () => levels.at(-1)?.map(({ trackId }) => trackId);

  it('find the only talker dominant, and rank microphones by loudness, loudest first', async () => {
    loud.level = 0;
    soft.level = -20;
    loud.start();
    // The observer of dominance counts speech, not loudness: of two who start together it may choose either, and keep it.
    await until(() => (dominant.at(-1) === loud.producer.id ? undefined : 'not dominant'));
    soft.start();
    await until(() =>
      last()?.join() === [loud, soft].map((one) => one.producer.id).join() ? undefined : 'no',
    );
    for (const { level } of levels.at(-1) ?? []) expect(level).toBeLessThanOrEqual(0);
  });

  it('do not count what is nearly silent', async () => {
    soft.level = -100;
    await until(() => (last()?.join() === loud.producer.id ? undefined : 'still ranked'));
  });

  it('find the other talker dominant when the first falls silent, and the list follows', async () => {
    loud.level = -127;
    soft.level = 0;
    await until(() => (dominant.at(-1) === soft.producer.id ? undefined : 'not dominant'));
    await until(() => (last()?.join() === soft.producer.id ? undefined : 'not ranked'));
    let state = createSpeakerState<TrackId>();
    for (const { producer } of [loud, soft]) {
      ({ state } = next(state, { kind: 'unmuted', id: TrackId.parse(producer.id) }, 0));
    }
    const chosen = dominant.at(-1);
    if (chosen !== undefined) ({ state } = next(state, { kind: 'dominant', id: chosen }, 0));
    const heard = (levels.at(-1) ?? []).map(({ trackId, level }) => ({ id: trackId, level }));
    ({ state } = next(state, { kind: 'levels', levels: heard }, 250));
    expect(state.order).toEqual([soft.producer.id]);
  });

  it('find a talker with 25 % uplink loss, who still gets into the audible set', async () => {
    const [lossy, other] = [loud, soft].map(({ producer }) => TrackId.parse(producer.id));
    if (lossy === undefined || other === undefined) throw new Error('no talkers');
    let audible = createAudibleSet<TrackId>(1);
    for (const id of [other, lossy]) audible = nextAudible(audible, { kind: 'unmuted', id }, 0).set;
    audible = nextAudible(audible, { kind: 'chosen', id: other }, 0).set;
    expect([...audible.places.keys()]).toEqual([other]);
    loud.lossy = true;
    loud.level = 0;
    soft.level = -127;
    await until(() => (dominant.at(-1) === lossy ? undefined : 'not dominant'));
    await until(() => (last()?.join() === lossy ? undefined : 'not ranked'));
    const heard = (levels.at(-1) ?? []).map(({ trackId, level }) => ({ id: trackId, level }));
    audible = nextAudible(audible, { kind: 'heard', levels: heard }, 2_500).set;
    const chosen = dominant.at(-1);
    if (chosen !== undefined) audible = nextAudible(audible, { kind: 'chosen', id: chosen }, 2_500).set;
    expect([...audible.places.keys()]).toEqual([lossy]);
    loud.lossy = false;
    loud.level = -127;
    soft.level = 0;
    await until(() => (last()?.join() === other ? undefined : 'not quiet again'));
  });

  it('forget a microphone while it is muted', async () => {
    await soft.producer.pause();
    await until(() => (levels.at(-1)?.length === 0 ? undefined : 'still heard'));
    await soft.producer.resume();
    await until(() => (last()?.join() === soft.producer.id ? undefined : 'not heard again'));
  });

  it('say silence once', async () => {
    loud.stop();
    soft.stop();
    await until(() => (levels.at(-1)?.length === 0 ? undefined : 'still heard'));
  });
});
