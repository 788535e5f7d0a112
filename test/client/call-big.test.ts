import type { ParticipantInfo } from '@earshot/shared';
import { afterEach, describe, expect, test } from 'vitest';
import { consumersAdded, leaveAll, participantId, stageCall } from '../support/call-stage.ts';
import { fakeJoinResult, fakeMediaParameters, fakeParticipant, fakeTrack } from '../support/fake-call.ts';
import { until } from '../support/until.ts';

afterEach(leaveAll);

/** A call of so many, and how often anybody's entry was looked into. */
async function stageBig(size: number) {
  const stage = stageCall();
  let looks = 0;
  const participants = Array.from({ length: size }, (_, index): ParticipantInfo => {
    const info = fakeParticipant(index + 1, [fakeTrack(index + 1)]);
    return {
      ...info,
      get tracks() {
        looks += 1;
        return info.tracks;
      },
    };
  });
  const respond = stage.signalling.respond;
  stage.signalling.respond = (name, params, socket) =>
    name === 'join'
      ? { ok: true, result: fakeJoinResult({ participants, media: fakeMediaParameters(1) }) }
      : respond(name, params, socket);
  const { call } = await stage.join();
  const countLooks = (action: () => void): number => {
    looks = 0;
    action();
    return looks;
  };
  return { ...stage, call, countLooks };
}

/** What goes on in a call all the time. */
async function countWork(size: number): Promise<number> {
  const { event, countLooks } = await stageBig(size);
  return countLooks(() => {
    event({
      name: 'dominantSpeakers',
      data: { participantIds: [participantId(3), participantId(4)], at: 1 },
    });
    event({
      name: 'participantUpdated',
      data: {
        updates: [
          { participantId: participantId(5), handRaisedAt: 7 },
          {
            participantId: participantId(6),
            quality: { band: 'poor', factor: 'loss', blame: 'unknown', score: 30 },
          },
        ],
      },
    });
    event({
      name: 'trackUpdated',
      data: { updates: [{ participantId: participantId(7), trackId: fakeTrack(7).trackId, paused: true }] },
    });
    event({
      name: 'participantLeft',
      data: { participants: [{ participantId: participantId(8), reason: 'hangup' }] },
    });
  });
}

describe('a call of 350', () => {
  test('costs as much as one of 35 when the same things happen in it', async () => {
    const small = await countWork(35);
    expect(small).toBeGreaterThan(0);
    expect(await countWork(350)).toBe(small);
  });

  test('is one list with the same objects in it, but for those who changed', async () => {
    const { call, event } = await stageBig(350);
    const before = call.participants;
    expect(before).toHaveLength(350);
    expect(call.participants).toBe(before);
    event({ name: 'dominantSpeakers', data: { participantIds: [participantId(9)], at: 1 } });
    expect(call.participants).toBe(before);
    event({
      name: 'participantUpdated',
      data: { updates: [{ participantId: participantId(9), handRaisedAt: 7 }] },
    });
    const after = call.participants;
    expect(after.filter((participant, place) => participant !== before[place])).toMatchObject([
      { participantId: participantId(9), handRaisedAt: 7 },
    ]);
  });

  test('tells each change of a batch once, and who came and left in one go', async () => {
    const { call, event } = await stageBig(350);
    const told: string[] = [];
    call.on('participantChanged', ({ participantId: id }) => told.push(id));
    let rosters = 0;
    call.on('rosterChanged', () => (rosters += 1));
    const updates = [1, 2, 1, 2, 2].map((count, at) => ({
      participantId: participantId(count),
      handRaisedAt: at + 1,
    }));
    event({ name: 'participantUpdated', data: { updates } });
    expect(told).toEqual([participantId(1), participantId(2)]);
    const participants = Array.from({ length: 40 }, (_, index) => fakeParticipant(400 + index));
    event({ name: 'participantJoined', data: { participants } });
    expect(rosters).toBe(1);
    expect(call.participants).toHaveLength(390);
  });
});

describe('the videos of a big call', () => {
  test('come into places that the server fills, and cost no request when they are shown', async () => {
    const { join, event, signalling, untilSent, clock } = stageCall();
    const { call } = await join();
    call.setAutoPlaces({ places: 4, height: 360 });
    clock.advance(200);
    await untilSent('setView');
    expect(signalling.paramsOf('setView')).toEqual([
      { view: { tiles: [], pins: [], auto: { places: 4, height: 360 } } },
    ]);
    const element = { clientHeight: 360, clientWidth: 640 } as HTMLMediaElement; // all that is looked at
    const shown: number[] = [];
    call.on('shownCamerasChanged', (cameras) => {
      shown.push(cameras.length);
      for (const camera of cameras) camera.attach(element);
    });
    event({ name: 'consumersAdded', data: consumersAdded('video') });
    await untilSent('resumeConsumers');
    expect(call.shownCameras).toMatchObject([{ participantId: participantId(2), source: 'camera' }]);
    clock.advance(1_000);
    const consumerId = consumersAdded('video').consumers[0]?.consumerId as never; // the one above
    event({ name: 'consumersRemoved', data: { removed: [{ consumerId, reason: 'view' }] } });
    expect(call.shownCameras).toHaveLength(1);
    clock.advance(1_000);
    expect(call.shownCameras).toEqual([]);
    expect(shown).toEqual([1, 0]);
    expect(signalling.paramsOf('setView')).toHaveLength(1);
  });

  test('are as many as this receiver can take, and why is told on change only', async () => {
    const { join, event } = stageCall();
    const { call } = await join();
    const told: unknown[] = [];
    call.on('optimalVideoCountChanged', (optimal) => told.push(optimal));
    const limits = { ...call.limits, optimalVideoCount: 2, optimalVideoCountReason: 'bandwidth' as const };
    event({ name: 'limits', data: limits });
    event({ name: 'limits', data: { ...limits, audios: 20 } });
    event({ name: 'limits', data: { ...limits, optimalVideoCountReason: 'performance' } });
    expect(told).toEqual([
      { count: 2, reason: 'bandwidth' },
      { count: 2, reason: 'performance' },
    ]);
    expect([call.optimalVideoCount, call.optimalVideoCountReason]).toEqual([2, 'performance']);
  });

  test('of one who is not listed yet come with its entry', async () => {
    const { join, event, untilSent } = stageCall();
    const { call } = await join();
    const data = consumersAdded('video');
    const consumers = data.consumers.map((info) => ({
      ...info,
      participantId: participantId(9),
      trackId: fakeTrack(9).trackId,
    }));
    event({ name: 'consumersAdded', data: { consumers } });
    await untilSent('resumeConsumers');
    expect(call.shownCameras).toEqual([]);
    event({
      name: 'participantJoined',
      data: { participants: [fakeParticipant(9, [fakeTrack(9, 'camera')])] },
    });
    expect(call.shownCameras).toMatchObject([{ participantId: participantId(9) }]);
    expect(call.shownCameras[0]?.mediaTrack?.kind).toBe('video');
  });

  test('are chosen again after new media, with what was wished before', async () => {
    const { join, event, signalling, clock, untilSent } = stageCall();
    const { call } = await join();
    call.setAutoPlaces({ places: 4, height: 360 });
    call.setPins([participantId(2)]);
    await call.setReceiveConstraints({ maxFrameHeight: 360 });
    clock.advance(200);
    await untilSent('setView');
    event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 0 } });
    await until(() => {
      clock.advance(100);
      return signalling.paramsOf('receiveReady').length === 2 ? undefined : 'not ready again';
    });
    expect(signalling.paramsOf('receiveReady').at(-1)?.view).toEqual({
      tiles: [],
      pins: [participantId(2)],
      auto: { places: 4, height: 360 },
    });
    expect(signalling.paramsOf('setReceiveConstraints')).toEqual([
      { constraints: { maxFrameHeight: 360 } },
      { constraints: { maxFrameHeight: 360 } },
    ]);
    expect(call.pins).toEqual([participantId(2)]);
  });
});
