import {
  EarshotError,
  type AnyEvent,
  type EventData,
  type ParticipantId,
  type RequestName,
  type TrackId,
} from '@earshot/shared';
import { testFakeParameters } from 'mediasoup-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call, CallState, ClientOptions, JoinOptions } from '../../client/index.ts';
import { createClientInNode, createFakeHandlers, toSurroundings } from '../support/client-in-node.ts';
import {
  fakeChat,
  fakeId,
  fakeJoinResult,
  fakeMediaParameters,
  fakeParticipant,
  fakeTrack,
} from '../support/fake-call.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createFakePage } from '../support/fake-dom.ts';
import { createFakeSignalling } from '../support/fake-signalling.ts';
import { until } from '../support/until.ts';

// Brands are the server's to give.
const participantId = (count: number) => fakeId(count) as ParticipantId;
const calls: Call[] = [];

afterEach(async () => {
  for (const call of calls.splice(0)) await call.leave();
});

function setUp(client: Partial<ClientOptions> = {}) {
  const clock = createFakeClock();
  const signalling = createFakeSignalling();
  const page = createFakePage();
  const handlers = createFakeHandlers();
  let openings = 1;
  let published = 0;
  let seq = 0;
  const refused = new Map<RequestName, EarshotError>();
  signalling.respond = (name) => {
    const error = refused.get(name);
    if (error !== undefined) return { ok: false, error: error.toBody() };
    if (name === 'join') {
      seq = 0;
      const participants = [fakeParticipant(1), fakeParticipant(2, [fakeTrack(1), fakeTrack(2, 'camera')])];
      return { ok: true, result: fakeJoinResult({ participants, media: fakeMediaParameters(1) }) };
    }
    if (name === 'resume') return { ok: true, result: { mode: 'replay', missed: 0 } };
    if (name === 'openMedia') {
      openings += 1;
      return { ok: true, result: { media: fakeMediaParameters(openings) } };
    }
    if (name === 'publish') {
      published += 1;
      return { ok: true, result: { trackId: fakeId(2_000 + published) } };
    }
    if (name === 'restartIce') {
      const iceParameters = { usernameFragment: 'new', password: 'new' };
      return { ok: true, result: { iceParameters, iceServers: [] } };
    }
    if (name === 'chat') return { ok: true, result: { messageId: fakeId(7_000), at: 5 } };
    return { ok: true, result: {} };
  };
  const event = (what: AnyEvent) => {
    seq += 1;
    signalling.last.event(seq, what);
  };
  const names = () => signalling.sockets.flatMap(({ requests }) => requests.map(({ name }) => name));
  const join = async (options: JoinOptions = {}) => {
    const library = createClientInNode(
      { url: 'https://calls.example', getToken: () => 'token', ...client },
      {
        clock,
        openSocket: signalling.openSocket,
        random: () => 0.5,
        handlerFactory: handlers.factory,
        ...toSurroundings(page),
      },
    );
    const call = await library.join('room', options);
    calls.push(call);
    const states: CallState[] = [];
    call.on('stateChanged', (state) => states.push(state));
    await until(() => (names().includes('receiveReady') ? undefined : 'not ready to receive'));
    return { call, states };
  };
  const untilSent = (name: RequestName, count = 1) =>
    until(() => {
      const sent = names().filter((one) => one === name).length;
      return sent >= count ? undefined : `${name} was sent ${String(sent)} times`;
    });
  return { clock, signalling, page, handlers, refused, event, names, join, untilSent };
}

/** The server offers these tracks of participant 2. */
function consumersAdded(...kinds: ('audio' | 'video')[]): EventData<'consumersAdded'> {
  const consumers = kinds.map((kind, index) => {
    const { rtpParameters } = testFakeParameters.generateConsumerRemoteParameters({
      id: `consumer-${String(index)}`,
      codecMimeType: kind === 'audio' ? 'audio/opus' : 'video/VP8',
    });
    const trackId = fakeTrack(kind === 'audio' ? 1 : 2).trackId;
    return {
      consumerId: `consumer-${String(index)}`,
      trackId,
      participantId: participantId(2),
      source: kind === 'audio' ? 'microphone' : 'camera',
      kind,
      rtpParameters,
      streamId: `${fakeId(2)}-camera`,
      trackPaused: false,
    };
  });
  return { consumers } as object as EventData<'consumersAdded'>; // mediasoup-client's own shapes, without our brands
}

describe('a call', () => {
  test('is joined with a whole roster, oneself first', async () => {
    const { join, signalling } = setUp();
    const { call } = await join({ name: 'Ann', formFactor: 'mobile' });
    expect(call.state).toEqual({ name: 'connected' });
    expect(call.participants.map(({ name, isLocal }) => [name, isLocal])).toEqual([
      ['Person 1', true],
      ['Person 2', false],
    ]);
    expect(signalling.paramsOf('join')).toMatchObject([
      { token: 'token', name: 'Ann', formFactor: 'mobile' },
    ]);
  });

  test('resolves only when the last part of a long picture is there', async () => {
    const { signalling, join, event } = setUp();
    const respond = signalling.respond;
    signalling.respond = (name, params, socket) =>
      name === 'join'
        ? { ok: true, result: fakeJoinResult({ last: false, media: fakeMediaParameters() }) }
        : respond(name, params, socket);
    let joined = false;
    const joining = join().then((result) => {
      joined = true;
      return result;
    });
    await until(() => (signalling.sockets[0]?.requests.length ? undefined : 'no join'));
    await until(() => (signalling.last.requests.length > 1 ? undefined : 'not started'));
    expect(joined).toBe(false);
    event({
      name: 'snapshot',
      data: { snapshotId: 1, index: 1, last: true, participants: [fakeParticipant(3)], chat: [] },
    });
    const { call } = await joining;
    expect(call.participants).toHaveLength(2);
  });

  test('is refused with the server’s error, and leaves nothing behind', async () => {
    const { clock, page, refused, join } = setUp();
    refused.set('join', new EarshotError('room_full'));
    await expect(join()).rejects.toMatchObject({ code: 'room_full', category: 'denied' });
    expect(clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
  });

  test('fails with what the app’s token callback threw', async () => {
    const { join } = setUp({ getToken: () => Promise.reject(new EarshotError('invite_expired')) });
    await expect(join()).rejects.toMatchObject({ code: 'invite_expired' });
  });

  test('ignores events of names that it does not know', async () => {
    const { join, event } = setUp();
    const { call } = await join();
    event({ name: 'ofTomorrow', data: {} } as object as AnyEvent); // a newer server's
    event({ name: 'chat', data: fakeChat(1) });
    expect(call.chatHistory).toHaveLength(1);
  });

  test('shows an own message once, whoever tells first', async () => {
    const { join, event } = setUp();
    const { call } = await join();
    const heard: string[] = [];
    call.on('chat', ({ text }) => heard.push(text));
    await call.chat('  hello ');
    event({ name: 'chat', data: { ...fakeChat(1, 'hello'), messageId: fakeId(7_000) } });
    expect(heard).toEqual(['hello']);
    await expect(call.chat(' ')).rejects.toMatchObject({ code: 'bad_params' });
    await expect(call.sendData('t', new Uint8Array(16_385))).rejects.toMatchObject({
      code: 'message_too_large',
    });
  });

  test('gives a new object for who changed and keeps those of the others', async () => {
    const { join, event } = setUp();
    const { call } = await join();
    const [self, other] = call.participants;
    event({
      name: 'participantUpdated',
      data: { updates: [{ participantId: participantId(2), handRaisedAt: 9 }] },
    });
    expect(call.participants[0]).toBe(self);
    expect(call.participants[1]).not.toBe(other);
    expect(call.participants[1]?.handRaisedAt).toBe(9);
    expect(call.participants[1]?.tracks[0]).toBe(other?.tracks[0]);
  });
});

describe('what is received', () => {
  test('is made in one go, resumed, and shown on its participant', async () => {
    const { join, event, signalling, untilSent } = setUp();
    const { call } = await join();
    event({ name: 'consumersAdded', data: consumersAdded('audio', 'video') });
    await untilSent('resumeConsumers');
    expect(signalling.paramsOf('resumeConsumers')).toEqual([{ consumerIds: ['consumer-0', 'consumer-1'] }]);
    const tracks = call.participants[1]?.tracks ?? [];
    expect(tracks.map(({ source, mediaTrack }) => [source, mediaTrack?.kind])).toEqual([
      ['microphone', 'audio'],
      ['camera', 'video'],
    ]);
    event({
      name: 'consumersRemoved',
      data: {
        removed: [{ consumerId: consumersAdded('audio').consumers[0]?.consumerId as never, reason: 'view' }],
      },
    });
    expect(call.participants[1]?.tracks[0]?.mediaTrack).toBeUndefined();
  });

  test('is never resumed when it was removed before it was made', async () => {
    const { join, event, signalling, untilSent } = setUp();
    await join();
    const added = consumersAdded('audio', 'video');
    event({ name: 'consumersAdded', data: added });
    const consumerId = added.consumers[0]?.consumerId as never; // made above
    event({ name: 'consumersRemoved', data: { removed: [{ consumerId, reason: 'left' }] } });
    await untilSent('resumeConsumers');
    expect(signalling.paramsOf('resumeConsumers')).toEqual([{ consumerIds: ['consumer-1'] }]);
  });

  test('says why it does not come', async () => {
    const { join, event } = setUp();
    const { call } = await join();
    const track = {
      participantId: participantId(2),
      trackId: fakeTrack(2).trackId,
      source: 'camera' as const,
    };
    event({ name: 'tracksUnavailable', data: { tracks: [{ ...track, reason: 'codec_unsupported' }] } });
    expect(call.participants[1]?.tracks[1]?.unavailable).toBe('codec_unsupported');
    event({ name: 'tracksUnavailable', data: { tracks: [] } });
    expect(call.participants[1]?.tracks[1]?.unavailable).toBeUndefined();
  });
});

describe('what is sent', () => {
  test('is published with its source, and unpublished when it stops', async () => {
    const { join, signalling, page } = setUp();
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
    const { join, signalling, page } = setUp();
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
    const { join, signalling, page } = setUp();
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

  test('is not sent when the device cannot be opened, and the error says why', async () => {
    const { join, page, names } = setUp();
    const { call } = await join();
    page.devices.failure = Object.assign(new Error('in use'), { name: 'NotReadableError' });
    await expect(call.camera.start()).rejects.toMatchObject({ code: 'device_in_use', category: 'device' });
    expect(call.camera.state).toMatchObject({ active: false, starting: false });
    expect(names()).not.toContain('publish');
  });

  test('releases the device when the server refuses it', async () => {
    const { join, page, refused } = setUp();
    const { call } = await join();
    refused.set('publish', new EarshotError('not_allowed'));
    await expect(call.microphone.start()).rejects.toMatchObject({ code: 'not_allowed' });
    expect(page.devices.last.readyState).toBe('ended');
    expect(call.microphone.state.active).toBe(false);
  });

  test('shows a mute that somebody with the right has forced, until it is undone', async () => {
    const { join, event } = setUp();
    const { call } = await join();
    await call.microphone.start();
    const trackId = fakeId(2_001) as TrackId; // the server's first
    event({
      name: 'trackPublished',
      data: { participantId: participantId(1), track: { trackId, source: 'microphone', paused: false } },
    });
    event({
      name: 'trackUpdated',
      data: { participantId: participantId(1), trackId, paused: true, pauseReason: 'admin' },
    });
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'admin' });
    await call.microphone.unmute();
    expect(call.microphone.state).toMatchObject({ muted: false, muteReason: undefined });
  });

  test('goes on from another device without being published anew', async () => {
    const { join, signalling, page } = setUp();
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
    const { join, page, signalling } = setUp();
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
    const { join, page } = setUp();
    const { call } = await join({ formFactor: 'mobile' });
    await call.camera.start();
    await call.camera.flip();
    expect(page.devices.asked.at(-1)).toMatchObject({ video: { facingMode: { ideal: 'environment' } } });
    await call.camera.flip();
    expect(page.devices.asked.at(-1)).toMatchObject({ video: { facingMode: { ideal: 'user' } } });
  });

  test('a microphone that a phone call mutes is paused, and comes back by itself', async () => {
    const { join, page, signalling } = setUp();
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
    const { join, page } = setUp();
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

describe('lost media', () => {
  test('is opened anew, published and received again', async () => {
    const { join, event, signalling, untilSent, clock } = setUp();
    const { call, states } = await join({ microphone: true });
    await untilSent('publish');
    event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 500 } });
    expect(call.state).toMatchObject({ name: 'reconnecting', what: 'media' });
    await until(() => {
      clock.advance(100);
      return call.state.name === 'connected' ? undefined : call.state.name;
    });
    expect(signalling.paramsOf('publish').map(({ source }) => source)).toEqual(['microphone', 'microphone']);
    expect(signalling.paramsOf('receiveReady')).toHaveLength(2);
    expect(states.map(({ name }) => name)).toEqual(['reconnecting', 'connected']);
    expect(call.microphone.state).toMatchObject({ active: true, muted: false });
  });

  test('is asked for again while the server has none', async () => {
    const { join, event, refused, untilSent, clock, names } = setUp();
    const { call } = await join();
    refused.set('openMedia', new EarshotError('worker_lost'));
    event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 0 } });
    await until(() => {
      clock.advance(500);
      return names().filter((name) => name === 'openMedia').length === 3 ? undefined : 'not three tries';
    });
    refused.clear();
    await untilSent('openMedia', 3);
    await until(() => {
      clock.advance(500);
      return call.state.name === 'connected' ? undefined : call.state.name;
    });
  });

  test('ends the call when it cannot be had', async () => {
    const { join, event, refused, clock } = setUp();
    const { call } = await join();
    refused.set('openMedia', new EarshotError('worker_lost'));
    event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 0 } });
    await until(() => {
      clock.advance(1_000);
      return call.state.name === 'ended' ? undefined : call.state.name;
    });
    expect(call.state).toMatchObject({ reason: 'failed.media', error: { code: 'worker_lost' } });
    expect(clock.pending).toBe(0);
  });
});

describe('a broken path', () => {
  test('is given two seconds to mend itself, then ICE is restarted', async () => {
    const { join, handlers, names, untilSent, clock } = setUp();
    const { call } = await join({ microphone: true });
    await untilSent('publish');
    const [send] = handlers.made;
    send?.setConnectionState('disconnected');
    clock.advance(1_999);
    expect(names()).not.toContain('restartIce');
    clock.advance(1);
    await untilSent('restartIce');
    expect(call.state).toMatchObject({ name: 'reconnecting', what: 'media' });
    send?.setConnectionState('connected');
    expect(call.state).toEqual({ name: 'connected' });
    clock.advance(30_000);
    expect(names().filter((name) => name === 'restartIce')).toHaveLength(1);
  });

  test('that mends itself is left alone', async () => {
    const { join, handlers, names, untilSent, clock } = setUp();
    await join({ microphone: true });
    await untilSent('publish');
    handlers.made[0]?.setConnectionState('disconnected');
    clock.advance(1_000);
    handlers.made[0]?.setConnectionState('connected');
    clock.advance(30_000);
    expect(names()).not.toContain('restartIce');
  });

  test('leads to new media when two restarts did not help', async () => {
    const { join, handlers, untilSent, clock, names } = setUp();
    await join({ microphone: true });
    await untilSent('publish');
    handlers.made[0]?.setConnectionState('failed');
    await untilSent('restartIce');
    await until(() => {
      clock.advance(1_000);
      return names().includes('openMedia') ? undefined : 'media not opened';
    });
    expect(names().filter((name) => name === 'restartIce')).toHaveLength(2);
    await untilSent('publish', 2);
  });
});

describe('a lost socket', () => {
  test('shows as reconnecting, keeps media, and is resumed', async () => {
    const { join, signalling, names, clock } = setUp();
    const { call, states } = await join({ microphone: true });
    await until(() => (names().includes('publish') ? undefined : 'not published'));
    signalling.last.cut();
    expect(call.state).toMatchObject({ name: 'reconnecting', what: 'signalling' });
    await until(() => {
      clock.advance(100);
      return call.state.name === 'connected' ? undefined : call.state.name;
    });
    expect(states.map(({ name }) => name)).toEqual(['reconnecting', 'connected']);
    expect(names()).not.toContain('openMedia');
    expect(names().filter((name) => name === 'publish')).toHaveLength(1);
  });
});

describe('the end of a call', () => {
  test.each(['online', 'offline'])('%s: leaves no timer, listener, device or socket', async (how) => {
    const { join, page, clock, signalling, names } = setUp();
    const { call } = await join({ microphone: true, camera: true });
    await until(() =>
      names().filter((name) => name === 'publish').length === 2 ? undefined : 'not published',
    );
    clock.advance(12_000);
    if (how === 'offline') signalling.last.cut();
    const ended: CallState[] = [];
    call.on('stateChanged', (state) => ended.push(state));
    await Promise.all([call.leave(), call.leave()]);
    await call.leave();
    expect(ended.map(({ name }) => name)).toEqual(['ended']);
    expect(call.state).toMatchObject({ name: 'ended', reason: 'hangup' });
    expect(page.devices.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
    expect(clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
    expect(names().includes('leave')).toBe(how === 'online');
    expect(page.beacons).toHaveLength(how === 'online' ? 0 : 1);
    await expect(call.microphone.start()).rejects.toMatchObject({ code: 'ended' });
    await expect(call.chat('too late')).rejects.toMatchObject({ code: 'ended' });
  });

  test('comes by the server’s word', async () => {
    const { join, event, clock, page } = setUp();
    const { call, states } = await join({ camera: true });
    event({ name: 'callEnded', data: { reason: 'removed', by: participantId(2), at: 5 } });
    expect(states).toEqual([{ name: 'ended', reason: 'removed', error: undefined }]);
    expect(call.state.name).toBe('ended');
    expect(clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
  });

  test('of its page is told by beacon, with the last report', async () => {
    const { join, page } = setUp();
    await join();
    page.window.leave(false);
    expect(page.beacons).toMatchObject([
      { url: 'https://calls.example/v1/beacon', body: { leaving: true, report: { number: 1 } } },
    ]);
  });

  test('is not meant by a page that goes into the browser’s memory', async () => {
    const { join, page } = setUp();
    const { call } = await join();
    page.window.leave(true);
    expect(page.beacons).toMatchObject([{ body: { leaving: false } }]);
    expect(call.state.name).toBe('connected');
  });
});

describe('capabilities', () => {
  test('that are withdrawn stop what they allowed', async () => {
    const { join, event, page } = setUp();
    const { call } = await join();
    await call.camera.start();
    const { capabilities } = call;
    event({
      name: 'capabilities',
      data: {
        role: 'attendee',
        grants: { publish: [], subscribe: true, data: true, admin: false, hidden: false },
        capabilities: { ...capabilities, camera: { allowed: false, reason: 'role_restricted' } },
        cause: 'role_changed',
      },
    });
    expect(page.devices.last.readyState).toBe('ended');
    expect(call.can('camera')).toEqual({ allowed: false, reason: 'role_restricted' });
    await expect(call.camera.start()).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
