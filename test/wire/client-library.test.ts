import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSocketIo, type OpenSocket } from '../../client/connection.ts';
import type { Call, CallState, JoinOptions } from '../../client/index.ts';
import { createClientInNode } from '../support/client-in-node.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';

let app: TestApp;
const calls: Call[] = [];

beforeAll(async () => {
  app = await startApp();
});
afterEach(async () => {
  for (const call of calls.splice(0)) await call.leave();
});
afterAll(async () => {
  await app.close();
});

/** A participant: the published library over real sockets, with mediasoup-client's fake handler for media. */
async function joinAs(
  identity: string,
  room: string,
  more: JoinOptions & { role?: 'presenter' | 'consumer' } = {},
) {
  const { role = 'presenter', ...options } = more;
  const cuts: (() => void)[] = [];
  const openSocket: OpenSocket = (url, listener) => {
    const wire = openSocketIo(url, listener);
    cuts.push(() => {
      wire.close();
      listener.closed();
    });
    return wire;
  };
  const client = createClientInNode(
    {
      url: app.url,
      getToken: ({ room: wanted }) => app.token({ identity, name: identity, room: wanted, role }),
    },
    { openSocket },
  );
  const call = await client.join(room, options);
  calls.push(call);
  const states: CallState['name'][] = [];
  call.on('stateChanged', ({ name }) => states.push(name));
  return { call, states, cut: () => cuts.at(-1)?.() };
}

const namesIn = (call: Call) => call.participants.map(({ name }) => name);

describe('the client library and the real server', () => {
  test('U1, U2: say how a call was, once for each leg, also when it is over', async () => {
    const surveys = async (labels: string) => {
      const line = (await (await fetch(`${app.url}/metrics`)).text())
        .split('\n')
        .find((one) => one.startsWith(`earshot_survey_total{${labels}}`));
      return Number(line?.split(' ').at(-1));
    };
    const ann = await joinAs('ann', 'survey');
    const bob = await joinAs('bob', 'survey', { telemetry: 'off' });
    const three = 'overall="3",scored="unknown"';
    expect(await surveys(three)).toBe(0);
    const said = await ann.call.submitSurvey({
      overall: { score: 3, issues: ['HadToRejoin'] },
      audio: { score: 2, issues: ['Echo'] },
    });
    await ann.call.leave();
    expect(await ann.call.submitSurvey({ overall: { score: 1 } })).toEqual(said);
    expect(await surveys(three)).toBe(1);
    await bob.call.leave();
    expect(await bob.call.submitSurvey({ video: { score: 5 } })).not.toEqual(said);
    expect(await surveys('overall="none",scored="unknown"')).toBe(1);
    await expect(bob.call.submitSurvey({})).rejects.toMatchObject({ code: 'bad_params' });
    await expect(bob.call.submitSurvey({ overall: { score: 6 } })).rejects.toMatchObject({
      code: 'bad_params',
    });
  });

  test('U2: refuses a survey with a wrong key', async () => {
    const body = (beaconKey: string) =>
      JSON.stringify({
        sessionId: '00000000-0000-4000-8000-000000000001',
        beaconKey,
        survey: { overall: { score: 5 } },
      });
    const answer = await fetch(`${app.url}/v1/survey`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: body('x'.repeat(43)),
    });
    expect(await answer.json()).toMatchObject({ code: 'beacon_key_invalid' });
  });

  test('meet, talk and part', async () => {
    const ann = await joinAs('ann', 'talk');
    const bob = await joinAs('bob', 'talk');
    await until(() => (namesIn(ann.call).length === 2 ? undefined : 'ann is alone'));
    expect(namesIn(ann.call)).toEqual(['ann', 'bob']);
    expect(namesIn(bob.call)).toEqual(['bob', 'ann']);
    expect(ann.call.callId).toBe(bob.call.callId);

    const bytes = new Uint8Array(readFileSync(import.meta.filename)).subarray(0, 4_000);
    const received: (string | Uint8Array)[] = [];
    bob.call.on('data', ({ payload }) => received.push(payload));
    await ann.call.chat('hello');
    await ann.call.raiseHand();
    await expect(ann.call.sendData('topic', bytes)).resolves.toEqual({ recipients: 1 });
    await ann.call.sendData('topic', 'Grüße', [bob.call.localParticipant.participantId]);
    await until(() => (received.length === 2 ? undefined : 'data did not come'));
    expect(received).toEqual([bytes, 'Grüße']);
    await until(() => {
      const shown = bob.call.participants.find(({ name }) => name === 'ann');
      return shown?.handRaisedAt === undefined ? 'no hand' : undefined;
    });
    expect(bob.call.chatHistory.map(({ name, text }) => `${name}: ${text}`)).toEqual(['ann: hello']);
    expect(ann.call.chatHistory).toHaveLength(1);

    await bob.call.leave();
    await until(() => (namesIn(ann.call).length === 1 ? undefined : 'bob is still there'));
    expect(ann.states).toEqual([]);
  });

  test('come together again after the socket was cut, with what was missed', async () => {
    const ann = await joinAs('ann', 'resume');
    const bob = await joinAs('bob', 'resume');
    ann.cut();
    expect(ann.call.state).toMatchObject({ name: 'reconnecting', what: 'signalling' });
    const said = ann.call.chat('while away');
    await bob.call.chat('did you hear?');
    await said;
    await until(() => (ann.call.state.name === 'connected' ? undefined : ann.call.state.name));
    await until(() => (ann.call.chatHistory.length === 2 ? undefined : 'a message is missing'));
    await until(() => (bob.call.chatHistory.length === 2 ? undefined : 'a message is missing'));
    expect(ann.states).toEqual(['reconnecting', 'connected']);
    expect(bob.call.participants.map(({ name, connection }) => [name, connection])).toEqual([
      ['bob', 'connected'],
      ['ann', 'connected'],
    ]);
  });

  test('agree on what somebody may not do', async () => {
    const { call } = await joinAs('eve', 'rights', { role: 'consumer' });
    expect(call.can('chat')).toEqual({ allowed: false, reason: 'role_restricted' });
    await expect(call.chat('hello')).rejects.toMatchObject({ code: 'not_allowed', category: 'denied' });
    await expect(call.microphone.start()).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(call.endForAll()).rejects.toMatchObject({ code: 'not_allowed' });
  });

  test('end a call for all', async () => {
    const ann = await joinAs('ann', 'end');
    const bob = await joinAs('bob', 'end');
    await ann.call.endForAll();
    await until(() => (bob.states.includes('ended') ? undefined : 'bob is still in the call'));
    expect(bob.call.state).toMatchObject({ name: 'ended', reason: 'call_ended' });
    await until(() => (ann.states.includes('ended') ? undefined : 'ann is still in the call'));
  });

  test('put one identity in one place', async () => {
    const first = await joinAs('ann', 'twice');
    const second = await joinAs('ann', 'twice');
    await until(() => (first.states.includes('ended') ? undefined : 'ann is there twice'));
    expect(first.call.state).toMatchObject({ reason: 'replaced' });
    expect(namesIn(second.call)).toEqual(['ann']);
  });

  test('refuse a token for another room by its code', async () => {
    const client = createClientInNode({
      url: app.url,
      getToken: () => app.token({ identity: 'ann', room: 'mine' }),
    });
    await expect(client.join('yours')).rejects.toMatchObject({
      code: 'token_wrong_room',
      category: 'denied',
    });
  });

  test('refuse a room without a server by its code', async () => {
    const client = createClientInNode({ url: 'http://127.0.0.1:9', getToken: () => 'token' });
    await expect(client.join('room')).rejects.toMatchObject({
      code: 'server_unreachable',
      category: 'network',
    });
  });
});
