import { EarshotError, type TrackId } from '@earshot/shared';
import { afterEach, describe, expect, test } from 'vitest';
import { leaveAll, participantId, stageCall } from '../support/call-stage.ts';
import { fakeId } from '../support/fake-call.ts';
import { until } from '../support/until.ts';

afterEach(leaveAll);

describe('what is sent', () => {
  test('is published with its source, and unpublished when it stops', async () => {
    const { join, signalling, page } = stageCall();
    const { call } = await join();
    await call.camera.start({ frameHeight: 360 });
    expect(signalling.paramsOf('publish')).toMatchObject([{ source: 'camera', height: 720, paused: false }]);
    expect(call.camera.state).toMatchObject({ active: true, muted: false, track: page.devices.last });
    await call.camera.stop();
    expect(signalling.paramsOf('unpublish')).toEqual([{ trackId: fakeId(2_001) }]);
    expect(page.devices.last.readyState).toBe('ended');
    expect(call.camera.state).toMatchObject({ active: false, track: undefined });
  });

  test('stops at once when muted: the microphone stays open, the camera does not', async () => {
    const { join, signalling, page } = stageCall();
    const { call } = await join();
    await call.microphone.start();
    const microphone = page.devices.last;
    await call.camera.start();
    const camera = page.devices.last;
    await Promise.all([call.microphone.mute(), call.camera.mute()]);
    expect([microphone.readyState, microphone.enabled]).toEqual(['live', true]);
    expect(camera.readyState).toBe('ended');
    expect(signalling.paramsOf('setPublished')).toEqual([
      { trackId: fakeId(2_001), paused: true, reason: 'user' },
      { trackId: fakeId(2_002), paused: true, reason: 'user' },
    ]);
    await Promise.all([call.microphone.unmute(), call.camera.unmute()]);
    expect(page.devices.last).not.toBe(camera);
    expect(call.camera.state).toMatchObject({ active: true, muted: false, track: page.devices.last });
    expect(signalling.paramsOf('publish')).toHaveLength(2);
  });

  test('is silent while it is published muted', async () => {
    const { join, signalling, page } = stageCall();
    let enabledAtPublish: boolean | undefined;
    const respond = signalling.respond;
    signalling.respond = (name, params, socket) => {
      if (name === 'publish') enabledAtPublish = page.devices.last.enabled;
      return respond(name, params, socket);
    };
    const { call } = await join();
    await call.microphone.start({ muted: true });
    expect(signalling.paramsOf('publish')).toMatchObject([{ paused: true, pauseReason: 'user' }]);
    expect(enabledAtPublish).toBe(false);
    expect(page.devices.last.enabled).toBe(true);
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'user', active: true });
  });

  test('starts muted when it is muted while its device opens', async () => {
    const { join, signalling, page } = stageCall();
    const { call } = await join();
    const starting = call.microphone.start();
    await call.microphone.mute();
    await starting;
    expect(signalling.paramsOf('publish')).toMatchObject([{ paused: true, pauseReason: 'user' }]);
    expect(page.devices.tracks).toHaveLength(1);
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'user' });
  });

  test('says so when it was muted while the server was asked to take it', async () => {
    const { join, signalling, untilSent } = stageCall();
    const respond = signalling.respond;
    signalling.respond = (name, params, socket) =>
      name === 'publish' ? undefined : respond(name, params, socket);
    const { call } = await join();
    const starting = call.camera.start();
    await untilSent('publish');
    const muting = call.camera.mute();
    signalling.last.answer('publish', { trackId: fakeId(2_001) });
    await Promise.all([starting, muting]);
    expect(signalling.paramsOf('setPublished')).toEqual([
      { trackId: fakeId(2_001), paused: true, reason: 'user' },
    ]);
    expect(call.camera.state).toMatchObject({ muted: true, active: false });
  });

  test('is not sent when the device cannot be opened, and the error says why', async () => {
    const { join, page, names } = stageCall();
    const { call } = await join();
    page.devices.failure = Object.assign(new Error('in use'), { name: 'NotReadableError' });
    await expect(call.camera.start()).rejects.toMatchObject({ code: 'device_in_use', category: 'device' });
    expect(call.camera.state).toMatchObject({ active: false, starting: false });
    expect(names()).not.toContain('publish');
  });

  test('releases the device when the server refuses it', async () => {
    const { join, page, refused } = stageCall();
    const { call } = await join();
    refused.set('publish', new EarshotError('not_allowed'));
    await expect(call.microphone.start()).rejects.toMatchObject({ code: 'not_allowed' });
    expect(page.devices.last.readyState).toBe('ended');
    expect(call.microphone.state.active).toBe(false);
  });

  test('shows a mute that somebody with the right has forced, until it is undone', async () => {
    const { join, event } = stageCall();
    const { call } = await join();
    await call.microphone.start();
    const trackId = fakeId(2_001) as TrackId; // the server's first
    event({
      name: 'trackPublished',
      data: {
        tracks: [
          { participantId: participantId(1), track: { trackId, source: 'microphone', paused: false } },
        ],
      },
    });
    event({
      name: 'trackUpdated',
      data: {
        updates: [{ participantId: participantId(1), trackId, paused: true, pauseReason: 'admin' }],
      },
    });
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'admin' });
    await call.microphone.unmute();
    expect(call.microphone.state).toMatchObject({ muted: false, muteReason: undefined });
  });

  test('is published anew by an unmute after the server has ended its track', async () => {
    const { join, event, signalling } = stageCall();
    const { call } = await join();
    await call.microphone.start();
    await call.microphone.mute();
    const trackId = fakeId(2_001) as TrackId; // the server's first
    event({ name: 'trackUnpublished', data: { tracks: [{ participantId: participantId(1), trackId }] } });
    await call.microphone.unmute();
    expect(signalling.paramsOf('publish')).toMatchObject([{ paused: false }, { paused: false }]);
    expect(call.microphone.state).toMatchObject({ active: true, muted: false });
  });

  test('goes on from another device without being published anew', async () => {
    const { join, signalling, page } = stageCall();
    const { call } = await join();
    await call.microphone.start();
    const first = page.devices.last;
    await call.microphone.switchDevice('mic-2');
    expect(first.readyState).toBe('ended');
    expect(call.microphone.state).toMatchObject({ deviceId: 'mic-2', active: true });
    expect(signalling.paramsOf('publish')).toHaveLength(1);
  });
});

describe('on a phone', () => {
  test('the camera is off while the page is hidden, and only that camera comes back', async () => {
    const { join, page, signalling } = stageCall();
    const { call } = await join({ formFactor: 'mobile' });
    await call.camera.start();
    page.document.setVisible(false);
    await until(() => (page.devices.last.readyState === 'ended' ? undefined : 'still filming'));
    expect(call.camera.state).toMatchObject({ muted: true, muteReason: 'hidden' });
    page.document.setVisible(true);
    await until(() => (call.camera.state.muted ? 'still off' : undefined));
    await call.camera.mute();
    page.document.setVisible(false);
    page.document.setVisible(true);
    await call.camera.stop();
    expect(signalling.paramsOf('setPublished').map(({ reason }) => reason)).toEqual([
      'hidden',
      undefined,
      'user',
    ]);
  });

  test('the camera flips to the other side', async () => {
    const { join, page } = stageCall();
    const { call } = await join({ formFactor: 'mobile' });
    await call.camera.start();
    await call.camera.flip();
    expect(page.devices.asked.at(-1)).toMatchObject({ video: { facingMode: { ideal: 'environment' } } });
    await call.camera.flip();
    expect(page.devices.asked.at(-1)).toMatchObject({ video: { facingMode: { ideal: 'user' } } });
  });

  test('a microphone that a phone call mutes is paused, and comes back by itself', async () => {
    const { join, page, signalling } = stageCall();
    const { call } = await join({ formFactor: 'mobile' });
    await call.microphone.start();
    page.devices.last.systemMute(true);
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'interrupted' });
    page.devices.last.systemMute(false);
    await until(() => (call.microphone.state.muted ? 'still muted' : undefined));
    expect(signalling.paramsOf('setPublished').map(({ paused, reason }) => [paused, reason])).toEqual([
      [true, 'interrupted'],
      [false, undefined],
    ]);
  });

  test('a device that was taken away is opened again when the page is back', async () => {
    const { join, page } = stageCall();
    const { call } = await join({ formFactor: 'mobile' });
    await call.microphone.start();
    page.devices.failure = Object.assign(new Error('taken'), { name: 'NotReadableError' });
    page.devices.last.systemEnd();
    await until(() => (page.devices.asked.length === 2 ? undefined : 'not tried'));
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'interrupted' });
    page.devices.failure = undefined;
    page.document.setVisible(false);
    page.document.setVisible(true);
    await until(() => (call.microphone.state.muted ? 'still muted' : undefined));
    expect(call.microphone.state.track).toBe(page.devices.last);
  });
});
