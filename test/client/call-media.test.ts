import { EarshotError } from '@earshot/shared';
import { afterEach, describe, expect, test } from 'vitest';
import { consumersAdded, leaveAll, participantId, stageCall } from '../support/call-stage.ts';
import { fakeTrack } from '../support/fake-call.ts';
import { until } from '../support/until.ts';

afterEach(leaveAll);

describe('what is received', () => {
  test('is made in one go, resumed, and shown on its participant', async () => {
    const { join, event, signalling, untilSent } = stageCall();
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
    const { join, event, signalling, untilSent } = stageCall();
    await join();
    const added = consumersAdded('audio', 'video');
    event({ name: 'consumersAdded', data: added });
    const consumerId = added.consumers[0]?.consumerId as never; // made above
    event({ name: 'consumersRemoved', data: { removed: [{ consumerId, reason: 'left' }] } });
    await untilSent('resumeConsumers');
    expect(signalling.paramsOf('resumeConsumers')).toEqual([{ consumerIds: ['consumer-1'] }]);
  });

  test('says why it does not come', async () => {
    const { join, event } = stageCall();
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

describe('lost media', () => {
  test('is opened anew, published and received again', async () => {
    const { join, event, signalling, untilSent, clock } = stageCall();
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
    const { join, event, refused, untilSent, clock, names } = stageCall();
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

  test('is opened once more when it went away again before it was connected, and no source is lost', async () => {
    const { join, event, refused, untilSent, clock, names } = stageCall();
    const { call } = await join({ microphone: true });
    await untilSent('publish');
    refused.set('connectTransport', new EarshotError('transport_not_found'));
    event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 0 } });
    await until(() => {
      clock.advance(100);
      const tries = names().filter((name) => name === 'connectTransport').length;
      return tries >= 2 ? undefined : `${String(tries)} transports connected`;
    });
    refused.clear();
    await until(() => {
      clock.advance(500);
      return call.state.name === 'connected' ? undefined : call.state.name;
    });
    await untilSent('publish', 2);
    expect(call.microphone.state).toMatchObject({ active: true, muted: false });
  });

  test('ends the call when it cannot be had', async () => {
    const { join, event, refused, clock } = stageCall();
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
    const { join, handlers, names, untilSent, clock } = stageCall();
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
    const { join, handlers, names, untilSent, clock } = stageCall();
    await join({ microphone: true });
    await untilSent('publish');
    handlers.made[0]?.setConnectionState('disconnected');
    clock.advance(1_000);
    handlers.made[0]?.setConnectionState('connected');
    clock.advance(30_000);
    expect(names()).not.toContain('restartIce');
  });

  test('leads to new media when two restarts did not help', async () => {
    const { join, handlers, untilSent, clock, names } = stageCall();
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
    const { join, signalling, names, clock } = stageCall();
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

  test('that costs the seat does not disturb the media of the new one, though the old path was being mended', async () => {
    const { join, handlers, signalling, refused, names, untilSent, clock } = stageCall();
    const { call } = await join({ microphone: true });
    await untilSent('publish');
    signalling.last.cut();
    handlers.made[0]?.setConnectionState('failed');
    refused.set('resume', new EarshotError('session_unknown'));
    await until(() => {
      clock.advance(100);
      return call.state.name === 'connected' ? undefined : call.state.name;
    });
    await untilSent('publish', 2);
    expect(names()).not.toContain('openMedia');
    expect(call.microphone.state).toMatchObject({ active: true, muted: false });
  });
});
