import { EarshotError, type AnyEvent } from '@earshot/shared';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallState } from '../../client/index.ts';
import { leaveAll, participantId, stageCall } from '../support/call-stage.ts';
import {
  fakeChat,
  fakeId,
  fakeJoinResult,
  fakeMediaParameters,
  fakeParticipant,
} from '../support/fake-call.ts';
import { until } from '../support/until.ts';

afterEach(leaveAll);

describe('a call', () => {
  test('is joined with a whole roster, oneself first', async () => {
    const { join, signalling } = stageCall();
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
    const { signalling, join, event } = stageCall();
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
    const { clock, page, refused, join } = stageCall();
    refused.set('join', new EarshotError('room_full'));
    await expect(join()).rejects.toMatchObject({ code: 'room_full', category: 'denied' });
    expect(clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
  });

  test('fails with what the app’s token callback threw', async () => {
    const { join } = stageCall({ getToken: () => Promise.reject(new EarshotError('invite_expired')) });
    await expect(join()).rejects.toMatchObject({ code: 'invite_expired' });
  });

  test('ignores events of names that it does not know', async () => {
    const { join, event } = stageCall();
    const { call } = await join();
    event({ name: 'ofTomorrow', data: {} } as object as AnyEvent); // a newer server's
    event({ name: 'chat', data: fakeChat(1) });
    expect(call.chatHistory).toHaveLength(1);
  });

  test('shows an own message once, whoever tells first', async () => {
    const { join, event } = stageCall();
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
    const { join, event } = stageCall();
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

describe('the end of a call', () => {
  test.each(['online', 'offline'])('%s: leaves no timer, listener, device or socket', async (how) => {
    const { join, page, clock, signalling, names } = stageCall();
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
    const { join, event, clock, page } = stageCall();
    const { call, states } = await join({ camera: true });
    event({ name: 'callEnded', data: { reason: 'removed', by: participantId(2), at: 5 } });
    expect(states).toEqual([{ name: 'ended', reason: 'removed', error: undefined }]);
    expect(call.state.name).toBe('ended');
    expect(clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
  });

  test('is announced while the server drains, and the call goes on', async () => {
    const { join, event, clock } = stageCall();
    const { call } = await join();
    const told: number[] = [];
    call.on('serverClosing', ({ at }) => told.push(at));
    event({ name: 'reconnectNeeded', data: { what: 'session', reason: 'draining', delayMs: 60_000 } });
    expect(told).toEqual([clock.now()]);
    expect(call.state).toEqual({ name: 'connected' });
  });

  test('of its page is told by beacon, with the last report', async () => {
    const { join, page } = stageCall();
    await join();
    page.window.leave(false);
    expect(page.beacons).toMatchObject([
      { url: 'https://calls.example/v1/beacon', body: { leaving: true, report: { number: 1 } } },
    ]);
  });

  test('is not meant by a page that goes into the browser’s memory', async () => {
    const { join, page } = stageCall();
    const { call } = await join();
    page.window.leave(true);
    expect(page.beacons).toMatchObject([{ body: { leaving: false } }]);
    expect(call.state.name).toBe('connected');
  });
});

describe('capabilities', () => {
  test('that are withdrawn stop what they allowed', async () => {
    const { join, event, page } = stageCall();
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
