import { EarshotError, type TrackId } from '@earshot/shared';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { leaveAll, stageCall } from '../support/call-stage.ts';
import { fakeId } from '../support/fake-call.ts';
import { until } from '../support/until.ts';

afterEach(leaveAll);

/** A call that sends its camera, and what its sender is told. */
async function stageCamera() {
  const stage = stageCall();
  const { call } = await stage.join();
  await call.camera.start();
  const told: string[] = [];
  const follow = (made: number) => {
    const handler = stage.handlers.made[made];
    if (handler === undefined) throw new Error('no transport was made');
    for (const name of ['pauseSending', 'resumeSending'] as const)
      vi.spyOn(handler, name).mockImplementation(() => {
        told.push(name);
        return Promise.resolve();
      });
  };
  follow(0);
  const wanted = (maxSpatialLayer: number, published = 1) => {
    const trackId = fakeId(2_000 + published) as TrackId; // as the scripted server numbers them
    stage.event({ name: 'layersWanted', data: { trackId, maxSpatialLayer } });
  };
  const untilTold = (...names: string[]) =>
    until(() => (told.join(' ') === names.join(' ') ? undefined : `told ${told.join(' ')}`));
  return { ...stage, call, told, follow, wanted, untilTold };
}

describe('a camera that nobody watches', () => {
  test('is not encoded, and on for everybody all the same', async () => {
    const { call, wanted, untilTold, signalling, page } = await stageCamera();
    wanted(-1);
    await untilTold('pauseSending');
    expect(call.camera.state).toMatchObject({ active: true, muted: false, track: page.devices.last });
    expect(page.devices.last).toMatchObject({ readyState: 'live', enabled: true });
    expect(signalling.paramsOf('setPublished')).toEqual([]);
    wanted(2);
    await untilTold('pauseSending', 'resumeSending');
    expect(signalling.paramsOf('setPublished')).toEqual([]);
  });

  test('stays so over a mute and its end, until somebody watches', async () => {
    const { call, wanted, untilTold, told } = await stageCamera();
    wanted(-1);
    await untilTold('pauseSending');
    await call.camera.mute();
    await call.camera.unmute();
    expect(call.camera.state).toMatchObject({ active: true, muted: false });
    expect(told).toEqual(['pauseSending']);
    wanted(0);
    await untilTold('pauseSending', 'resumeSending');
  });

  test('is not sent when somebody wants to watch it while it is muted', async () => {
    const { call, wanted, untilTold, told } = await stageCamera();
    await call.camera.mute();
    await untilTold('pauseSending');
    wanted(-1);
    wanted(2);
    await Promise.resolve();
    expect(told).toEqual(['pauseSending']);
    await call.camera.unmute();
    await untilTold('pauseSending', 'resumeSending');
  });

  test('is sent again with new media, until the server says otherwise', async () => {
    const { wanted, untilTold, told, event, clock, untilSent, follow, handlers } = await stageCamera();
    wanted(-1);
    await untilTold('pauseSending');
    event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 0 } });
    await until(() => {
      clock.advance(100);
      if (handlers.made.length < 4) return 'no new media';
      return undefined;
    });
    follow(2);
    await untilSent('publish', 2);
    wanted(2, 2);
    expect(told).toEqual(['pauseSending']);
    wanted(-1, 2);
    await untilTold('pauseSending', 'pauseSending');
  });

  test('has no effect on a microphone', async () => {
    const { join, event, handlers } = stageCall();
    const { call } = await join({ microphone: true });
    await until(() => (call.microphone.state.active ? undefined : 'no microphone'));
    const pause = vi.spyOn(handlers.made[0] ?? ({} as never), 'pauseSending');
    event({ name: 'layersWanted', data: { trackId: fakeId(2_001) as TrackId, maxSpatialLayer: -1 } });
    await Promise.resolve();
    expect(pause).not.toHaveBeenCalled();
  });
});

describe('a first start', () => {
  test('over a transport that vanishes goes out with the next media', async () => {
    const { join, refused, signalling, clock, untilSent } = stageCall();
    const { call } = await join();
    refused.set('publish', new EarshotError('transport_not_found'));
    await call.camera.start();
    refused.clear();
    await until(() => {
      clock.advance(100);
      return signalling.paramsOf('publish').length === 2 ? undefined : 'not published again';
    });
    await untilSent('openMedia');
    expect(call.camera.state).toMatchObject({ active: true, muted: false });
  });
});
