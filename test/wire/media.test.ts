import type { RequestInput, RtpCapabilities } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opusParameters, videoParameters } from '../media/fixtures.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';
import { join, type Joined } from '../support/wire-client.ts';
import { sees } from '../support/wire-roster.ts';
import { workerPids } from '../support/worker-processes.ts';
import { DTLS_PARAMETERS } from './valid-params.ts';

let app: TestApp;
/** Workers of the server that most tests share. */
let others: readonly number[] = [];
beforeAll(async () => {
  app = await startApp();
  others = workerPids();
});
afterAll(() => app.close());

const MICROPHONE = () => ({ source: 'microphone' as const, rtpParameters: opusParameters(), paused: false });
const CAMERA = () => ({
  source: 'camera' as const,
  rtpParameters: videoParameters(),
  height: 720,
  paused: false,
});

function capabilitiesOf(client: Joined): RtpCapabilities {
  const { codecs = [], headerExtensions = [] } = client.joined.media?.routerRtpCapabilities ?? {};
  return { codecs, headerExtensions };
}

function receiveReady(client: Joined, tiles: RequestInput<'setView'>['view']['tiles'] = []) {
  return client.request('receiveReady', {
    rtpCapabilities: capabilitiesOf(client),
    view: { tiles, pins: [] },
  });
}

async function pair(room: string) {
  return {
    ann: await join(app, { room, identity: 'ann' }),
    bob: await join(app, { room, identity: 'bob' }),
  };
}

describe('receiving', () => {
  it('M1, M2: begins with receiveReady, paused, and is started by resumeConsumers', async () => {
    const { ann, bob } = await pair('m1');
    const { trackId } = await ann.request('publish', MICROPHONE());
    await sees(bob, 'ann', ({ tracks }) => tracks.length > 0);
    await bob.request('chat', { text: 'nothing came before this' });
    await bob.event('chat');
    expect(bob.eventsOf('consumersAdded')).toEqual([]);
    await receiveReady(bob);
    const { consumers } = await bob.event('consumersAdded');
    expect(consumers).toEqual([
      expect.objectContaining({
        trackId,
        source: 'microphone',
        streamId: `${ann.joined.participantId}-camera`,
        trackPaused: false,
      }),
    ]);
    const consumerIds = [...consumers.map(({ consumerId }) => consumerId), 'unknown'] as never;
    expect(await bob.request('resumeConsumers', { consumerIds })).toEqual({});
    await ann.request('unpublish', { trackId });
    const { removed } = await bob.event('consumersRemoved');
    expect(removed[0]?.reason).toBe('unpublished');
    ann.close();
    bob.close();
  });

  it('M1: never begins for those whose grants do not let them receive', async () => {
    const ann = await join(app, { room: 'm1b', identity: 'ann' });
    const deaf = await join(app, { room: 'm1b', identity: 'deaf', grants: { subscribe: false } });
    await receiveReady(deaf);
    await ann.request('publish', MICROPHONE());
    await sees(deaf, 'ann', ({ tracks }) => tracks.length > 0);
    const bob = await join(app, { room: 'm1b', identity: 'bob' });
    await receiveReady(bob);
    await bob.event('consumersAdded');
    expect(deaf.eventsOf('consumersAdded')).toEqual([]);
    for (const client of [ann, bob, deaf]) client.close();
  });

  it('M2: brings the cameras in view, with their owner’s stream', async () => {
    const { ann, bob } = await pair('m2');
    await receiveReady(bob);
    const { trackId } = await ann.request('publish', CAMERA());
    await sees(bob, 'ann', ({ tracks }) => tracks.length > 0);
    const { participantId } = ann.joined;
    await bob.request('setView', {
      view: { tiles: [{ participantId, source: 'camera', height: 360 }], pins: [] },
    });
    const { consumers } = await bob.event('consumersAdded');
    expect(consumers).toEqual([expect.objectContaining({ trackId, kind: 'video' })]);
    await bob.request('setView', { view: { tiles: [], pins: [] } });
    const { removed } = await bob.event('consumersRemoved');
    expect(removed[0]?.reason).toBe('view');
    ann.close();
    bob.close();
  });
});

describe('transports', () => {
  it('M3: are connected once, and by their owner only', async () => {
    const { ann, bob } = await pair('m3');
    const transportId = ann.joined.media?.send.transportId;
    const params = { transportId, dtlsParameters: DTLS_PARAMETERS };
    expect(await bob.send('connectTransport', params)).toMatchObject({
      error: { code: 'transport_not_found' },
    });
    expect(await ann.send('connectTransport', params)).toEqual({ ok: true, result: {} });
    expect(await ann.send('connectTransport', params)).toMatchObject({ error: { code: 'wrong_state' } });
    ann.close();
    bob.close();
  });

  it('M9: get new ICE credentials when asked for by their owner', async () => {
    const { ann, bob } = await pair('m9');
    const send = ann.joined.media?.send;
    if (send === undefined) throw new Error('no media');
    const { iceParameters } = await ann.request('restartIce', { transportId: send.transportId });
    expect(iceParameters.usernameFragment).not.toBe(send.iceParameters.usernameFragment);
    await expect(bob.request('restartIce', { transportId: send.transportId })).rejects.toMatchObject({
      code: 'transport_not_found',
    });
    ann.close();
    bob.close();
  });

  it('M7: are made anew by openMedia, and what the old ones carried is gone', async () => {
    const { ann, bob } = await pair('m7');
    const { trackId } = await ann.request('publish', MICROPHONE());
    await sees(bob, 'ann', ({ tracks }) => tracks.length > 0);
    const { media } = await ann.request('openMedia', {});
    expect(media.send.transportId).not.toBe(ann.joined.media?.send.transportId);
    expect(await bob.event('trackUnpublished')).toMatchObject({ tracks: [{ trackId }] });
    expect(
      await ann.send('connectTransport', {
        transportId: ann.joined.media?.send.transportId,
        dtlsParameters: DTLS_PARAMETERS,
      }),
    ).toMatchObject({ error: { code: 'transport_not_found' } });
    expect(await ann.request('publish', MICROPHONE())).toHaveProperty('trackId');
    ann.close();
    bob.close();
  });
});

describe('publishing', () => {
  it('M4: refuses parameters that cannot be forwarded', async () => {
    const ann = await join(app, { room: 'm4', identity: 'ann' });
    const { rtpParameters } = MICROPHONE();
    const [codec] = rtpParameters.codecs;
    if (codec === undefined) throw new Error('no codec');
    const theora = { ...rtpParameters, codecs: [{ ...codec, mimeType: 'audio/theora' }] };
    for (const publish of [
      { ...MICROPHONE(), rtpParameters: theora },
      { ...MICROPHONE(), source: 'camera' as const },
    ]) {
      const answer = await ann.send('publish', publish);
      expect(answer.ok).toBe(false);
      if (!answer.ok)
        expect(['media_rejected', 'codec_unsupported', 'bad_params']).toContain(answer.error.code);
    }
    expect(await ann.send('publish', MICROPHONE())).toMatchObject({ ok: true });
    ann.close();
  });

  it('M5: takes each source once until it is unpublished', async () => {
    const ann = await join(app, { room: 'm5', identity: 'ann' });
    const { trackId } = await ann.request('publish', MICROPHONE());
    expect(await ann.send('publish', MICROPHONE())).toMatchObject({ error: { code: 'wrong_state' } });
    await ann.request('unpublish', { trackId });
    expect(await ann.send('publish', MICROPHONE())).toMatchObject({ ok: true });
    ann.close();
  });

  it('M6: lets nobody touch another’s tracks', async () => {
    const { ann, bob } = await pair('m6');
    const { trackId } = await ann.request('publish', MICROPHONE());
    for (const name of ['unpublish', 'setPublished'])
      expect(
        await bob.send(name, { trackId, ...(name === 'unpublish' ? {} : { paused: true }) }),
        name,
      ).toMatchObject({ error: { code: 'track_not_found' } });
    ann.close();
    bob.close();
  });

  it('M8: tells everybody of a pause and its reason', async () => {
    const { ann, bob } = await pair('m8');
    const { trackId } = await ann.request('publish', MICROPHONE());
    await sees(bob, 'ann', ({ tracks }) => tracks.length > 0);
    await ann.request('setPublished', { trackId, paused: true, reason: 'hidden' });
    expect(await bob.event('trackUpdated')).toEqual({
      updates: [{ participantId: ann.joined.participantId, trackId, paused: true, pauseReason: 'hidden' }],
    });
    await ann.request('setPublished', { trackId, paused: false });
    await bob.event('trackUpdated', ({ updates }) => updates[0]?.paused === false);
    const { snapshot } = (await join(app, { room: 'm8', identity: 'eve' })).joined;
    expect(snapshot.participants.flatMap(({ tracks }) => tracks)).toEqual([
      { trackId, source: 'microphone', paused: false },
    ]);
    ann.close();
    bob.close();
  });

  it('leaves nothing behind in the room after 20 rounds of joining, publishing and leaving', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { ann, bob } = await pair('rounds');
      await receiveReady(bob);
      await ann.request('publish', MICROPHONE());
      await bob.event('consumersAdded');
      await ann.request('leave', {});
      await bob.request('leave', {});
      await Promise.all([ann.closed(), bob.closed()]);
    }
    // The other tests of this file hold sessions for their grace; those of this room are all gone.
    await until(async () => {
      const response = await app.api('GET', '/v1/rooms/rounds/participants');
      const { participants } = (await response.json()) as { participants: unknown[] };
      return participants.length === 0 ? undefined : `${String(participants.length)} participants`;
    });
  });
});

describe('a lost worker', () => {
  it('M10: is told to its rooms and no others, and media comes back without joining again', async () => {
    const two = await startApp({ env: { EARSHOT_WORKERS: '2' } });
    try {
      const rooms = ['m10a', 'm10b', 'm10c', 'm10d'];
      const members = await Promise.all(rooms.map((room) => join(two, { room, identity: 'ann' })));
      for (const member of members) await member.request('publish', MICROPHONE());
      const [victim] = workerPids().filter((pid) => !others.includes(pid));
      if (victim === undefined) throw new Error('no worker');
      process.kill(victim, 'SIGKILL');
      await until(async () => {
        const text = await (await fetch(`${two.url}/metrics`)).text();
        return /^earshot_worker_died_total 1$/mu.test(text) ? undefined : 'not counted';
      });
      // What was told before is there once something asked later is answered.
      for (const member of members) await member.request('raiseHand', { raised: true });
      const struck = members.filter((one) => one.eventsOf('reconnectNeeded').length > 0);
      const spared = members.filter((one) => !struck.includes(one));
      expect(spared.length).toBeGreaterThan(0);
      for (const member of struck) {
        expect(await member.event('reconnectNeeded')).toMatchObject({ what: 'media', reason: 'worker_lost' });
        expect(member.eventsOf('trackUnpublished')).toHaveLength(1);
        await until(async () => {
          const answer = await member.send('openMedia', {});
          return answer.ok ? undefined : answer.error.code;
        });
        expect(await member.send('publish', MICROPHONE())).toMatchObject({ ok: true });
      }
      for (const member of spared) {
        expect(await member.send('publish', CAMERA())).toMatchObject({ ok: true });
        expect(member.eventsOf('reconnectNeeded')).toEqual([]);
      }
      await until(() => {
        const own = workerPids().filter((pid) => !others.includes(pid));
        return own.length === 2 ? undefined : `${String(own.length)} workers`;
      });
    } finally {
      await two.close();
    }
  });

  it('M10: does not keep those out who join while it is replaced', async () => {
    const one = await startApp();
    try {
      const ann = await join(one, { room: 'm10e', identity: 'ann' });
      for (const pid of workerPids()) if (!others.includes(pid)) process.kill(pid, 'SIGKILL');
      await ann.event('reconnectNeeded');
      const bob = await join(one, { room: 'm10e', identity: 'bob' });
      if (bob.joined.media === null) await bob.event('reconnectNeeded');
      await until(async () => {
        const answer = await bob.send('openMedia', {});
        return answer.ok ? undefined : answer.error.code;
      });
      await sees(bob, 'ann');
    } finally {
      await one.close();
    }
  });
});
