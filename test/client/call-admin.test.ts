import { EarshotError, type Capabilities, type Source } from '@earshot/shared';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call } from '../../client/index.ts';
import { leaveAll, participantId, stageCall } from '../support/call-stage.ts';
import { fakeId, fakeParticipant } from '../support/fake-call.ts';
import { until } from '../support/until.ts';

afterEach(leaveAll);

type Stage = ReturnType<typeof stageCall>;

/** The server forbids these sources to oneself, or permits them. */
function allow(
  { event }: Stage,
  call: Call,
  { sources, allowed }: { sources: readonly Source[]; allowed: boolean },
): void {
  const one = allowed
    ? ({ allowed, reason: 'allowed' } as const)
    : ({ allowed, reason: 'forbidden_by_admin' } as const);
  const changed = Object.fromEntries(sources.map((source) => [source, one]));
  const capabilities: Capabilities = { ...call.capabilities, ...changed };
  const grants = { publish: [...sources], subscribe: true, data: true, admin: false, hidden: false };
  event({
    name: 'capabilities',
    data: { role: 'presenter', grants, capabilities, cause: allowed ? 'permitted' : 'forbidden' },
  });
}

describe('those with the right', () => {
  test('mute all, forbid and permit, put into the spotlight and lower hands', async () => {
    const stage = stageCall();
    const { join, signalling } = stage;
    const respond = signalling.respond;
    signalling.respond = (name, params, socket) =>
      name === 'admin.muteAll' ? { ok: true, result: { participants: 41 } } : respond(name, params, socket);
    const { call } = await join();
    expect(await call.muteAll()).toBe(41);
    await call.muteAll({ sources: ['camera'], mode: 'request' });
    expect(signalling.paramsOf('admin.muteAll')).toEqual([
      { sources: ['microphone'], mode: 'force' },
      { sources: ['camera'], mode: 'request' },
    ]);
    await call.forbid(['camera', 'screen']);
    await call.permit(['camera'], fakeId(2));
    expect(signalling.paramsOf('admin.forbid')).toEqual([{ sources: ['camera', 'screen'] }]);
    expect(signalling.paramsOf('admin.permit')).toEqual([{ sources: ['camera'], participantId: fakeId(2) }]);
    await call.setSpotlight([fakeId(2)]);
    expect(signalling.paramsOf('admin.setSpotlight')).toEqual([{ participantIds: [fakeId(2)] }]);
    await expect(call.setSpotlight(Array.from({ length: 8 }, () => fakeId(2)))).rejects.toMatchObject({
      code: 'bad_params',
    });
    await call.lowerAllHands();
    expect(signalling.paramsOf('admin.lowerAllHands')).toEqual([{}]);
  });

  test('get the server’s refusal when they have it no longer', async () => {
    const { join, refused } = stageCall();
    const { call } = await join();
    refused.set('admin.forbid', new EarshotError('not_allowed'));
    await expect(call.forbid(['camera'])).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('a source that is forbidden', () => {
  test('is muted by the admin, cannot be unmuted, and can be once it is permitted', async () => {
    const stage = stageCall();
    const { call } = await stage.join();
    await call.microphone.start();
    await call.camera.start();
    const camera = stage.page.devices.last;
    allow(stage, call, { sources: ['microphone', 'camera'], allowed: false });
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'admin' });
    expect(call.camera.state).toMatchObject({ muted: true, muteReason: 'admin' });
    await until(() => (camera.readyState === 'ended' ? undefined : 'the camera is open'));
    const refusal = { code: 'not_allowed', details: { reason: 'forbidden_by_admin', source: 'microphone' } };
    await expect(call.microphone.unmute()).rejects.toMatchObject(refusal);
    await expect(call.microphone.start()).rejects.toMatchObject(refusal);
    expect(stage.names()).not.toContain('setPublished');
    expect(stage.names()).not.toContain('unpublish');
    allow(stage, call, { sources: ['microphone', 'camera'], allowed: true });
    expect(call.microphone.state).toMatchObject({ muted: true, muteReason: 'admin' });
    await call.microphone.unmute();
    await call.camera.unmute();
    expect(call.microphone.state).toMatchObject({ muted: false, muteReason: undefined });
    expect(call.camera.state).toMatchObject({ active: true, muted: false });
    expect(stage.signalling.paramsOf('setPublished').map(({ paused }) => paused)).toEqual([false, false]);
  });

  test('is kept over new media, and published again when it is permitted', async () => {
    const stage = stageCall();
    const { call } = await stage.join();
    await call.microphone.start();
    allow(stage, call, { sources: ['microphone'], allowed: false });
    const details = { capability: 'microphone', reason: 'forbidden_by_admin' };
    stage.refused.set('publish', new EarshotError('not_allowed', undefined, { details }));
    stage.event({ name: 'reconnectNeeded', data: { what: 'media', reason: 'worker_lost', delayMs: 0 } });
    await until(() => {
      stage.clock.advance(100);
      return call.state.name === 'connected' ? undefined : call.state.name;
    });
    expect(call.microphone.state).toMatchObject({ active: true, muted: true, muteReason: 'admin' });
    stage.refused.clear();
    allow(stage, call, { sources: ['microphone'], allowed: true });
    await stage.untilSent('publish', 3);
    await call.microphone.unmute();
    expect(stage.signalling.paramsOf('publish').map(({ paused }) => paused)).toEqual([false, true, true]);
    expect(stage.signalling.paramsOf('setPublished').at(-1)).toMatchObject({ paused: false });
    expect(call.microphone.state).toMatchObject({ active: true, muted: false });
  });

  test('stays the person’s own mute when it was that before', async () => {
    const stage = stageCall();
    const { call } = await stage.join();
    await call.microphone.start();
    await call.microphone.mute();
    allow(stage, call, { sources: ['microphone'], allowed: false });
    expect(call.microphone.state.muteReason).toBe('user');
    await expect(call.microphone.unmute()).rejects.toMatchObject({ code: 'not_allowed' });
  });

  test('is not opened when it was not open', async () => {
    const stage = stageCall();
    const { call } = await stage.join();
    allow(stage, call, { sources: ['camera'], allowed: false });
    await expect(call.camera.unmute()).rejects.toMatchObject({
      details: { reason: 'forbidden_by_admin', source: 'camera' },
    });
    expect(stage.page.devices.tracks).toEqual([]);
  });

  test('ends when it is a share', async () => {
    const stage = stageCall();
    const { call } = await stage.join();
    await call.screen.start();
    allow(stage, call, { sources: ['screen'], allowed: false });
    expect(call.screen.state).toMatchObject({ active: false, muted: false });
    expect(stage.page.devices.last.readyState).toBe('ended');
  });

  test('is told of everybody, for all and by participant', async () => {
    const { join, event } = stageCall();
    const { call } = await join();
    const told: (readonly Source[])[] = [];
    call.on('forbiddenForAllChanged', (sources) => told.push(sources));
    event({ name: 'forbiddenForAll', data: { sources: ['camera'], by: participantId(2) } });
    event({ name: 'forbiddenForAll', data: { sources: ['camera'], by: participantId(2) } });
    event({
      name: 'participantUpdated',
      data: { updates: [{ participantId: participantId(2), forbidden: ['microphone'] }] },
    });
    expect(told).toEqual([['camera']]);
    expect(call.forbiddenForAll).toEqual(['camera']);
    expect(call.participants[1]?.forbidden).toEqual(['microphone']);
  });
});

describe('who is named before being listed', () => {
  test('is in the spotlight and speaks from then on, and no longer when gone', async () => {
    const { join, event } = stageCall();
    const { call } = await join();
    const told: string[] = [];
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(', ');
    call.on('spotlightChanged', (list) => told.push(`spotlight: ${names(list)}`));
    call.on('dominantSpeakersChanged', (list) => told.push(`speakers: ${names(list)}`));
    const participantIds = [participantId(3), participantId(2)];
    event({ name: 'spotlight', data: { participantIds, by: null } });
    event({ name: 'dominantSpeakers', data: { participantIds, at: 1 } });
    expect(told.splice(0)).toEqual(['spotlight: Person 2', 'speakers: Person 2']);
    event({ name: 'participantJoined', data: { participants: [fakeParticipant(3)] } });
    expect(told.splice(0)).toEqual(['speakers: Person 3, Person 2', 'spotlight: Person 3, Person 2']);
    expect(names(call.spotlight)).toBe('Person 3, Person 2');
    event({
      name: 'participantLeft',
      data: { participants: [{ participantId: participantId(3), reason: 'hangup' }] },
    });
    expect(told).toEqual(['speakers: Person 2', 'spotlight: Person 2']);
  });
});

describe('hands', () => {
  test('are in the order in which they went up', async () => {
    const { join, event } = stageCall();
    const { call } = await join();
    const told: string[][] = [];
    call.on('raisedHandsChanged', (list) => told.push(list.map(({ name }) => name)));
    const hand = (count: number, handRaisedAt: number | null) => ({
      participantId: participantId(count),
      handRaisedAt,
    });
    event({ name: 'participantUpdated', data: { updates: [hand(1, 20), hand(2, 10)] } });
    event({
      name: 'participantUpdated',
      data: { updates: [{ participantId: participantId(2), name: 'Bo' }] },
    });
    expect(call.raisedHands.map(({ name }) => name)).toEqual(['Bo', 'Person 1']);
    event({ name: 'participantUpdated', data: { updates: [hand(2, null)] } });
    expect(told).toEqual([['Person 2', 'Person 1'], ['Person 1']]);
  });
});
