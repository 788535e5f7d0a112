import { FRAME, HTTP_RATES, LIMITS, PROTOCOL_VERSION } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';
import { connect, join } from '../support/wire-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ env: { EARSHOT_ALLOWED_ORIGINS: 'https://app.example.org' } });
});
afterAll(() => app.close());

describe('connecting', () => {
  it('V1: speaks the highest version that both know', async () => {
    const client = await connect(app, { auth: { versions: [999, PROTOCOL_VERSION] } });
    expect(client.socket.connected).toBe(true);
    client.close();
  });

  it('V2: refuses a client that knows none of its versions, and says which it knows', async () => {
    await expect(connect(app, { auth: { versions: [999] } })).rejects.toMatchObject({
      code: 'version_unsupported',
      details: { supported: [String(PROTOCOL_VERSION)] },
    });
  });

  it.each([
    [{}],
    [{ versions: [] }],
    [{ versions: ['1'] }],
    [{ versions: [1], extra: 1 }],
    [{ versions: 1 }],
  ])('V3: refuses the handshake %j', async (auth) => {
    await expect(connect(app, { auth })).rejects.toMatchObject({ code: 'bad_frame' });
  });

  it.each(['https://evil.example.org', 'http://127.0.0.1:1', 'null'])(
    'V4: refuses a page of the origin %s',
    async (origin) => {
      await expect(connect(app, { origin })).rejects.toMatchObject({ code: 'origin_not_allowed' });
    },
  );

  it('V4: takes pages of its own origin and of those on the list', async () => {
    for (const origin of [app.url, 'https://app.example.org']) {
      const client = await connect(app, { origin });
      expect(client.socket.connected).toBe(true);
      client.close();
    }
  });

  it('closes the socket of a client that leaves by its own packet, so that none connects twice on one', async () => {
    const client = await connect(app);
    const { engine } = client.socket.io;
    let isClosed = false;
    engine.on('close', () => {
      isClosed = true;
    });
    // socket.io's packet for leaving a namespace, without the close that its own client adds.
    engine.write('1');
    await until(() => (isClosed ? undefined : 'still open'));
    expect(client.socket.connected).toBe(false);
  });

  it('V5: refuses an address that connects too often', async () => {
    const slow = await startApp({ connectRate: { burst: 3, perSecond: 0.01 } });
    try {
      for (let count = 0; count < 3; count += 1) (await connect(slow)).close();
      await expect(connect(slow)).rejects.toMatchObject({ code: 'rate_limited' });
    } finally {
      await slow.close();
    }
    expect(HTTP_RATES.connect.burst).toBeGreaterThan(10);
  });

  it('V5: counts the clients behind a trusted proxy, not the proxy, and believes nobody else', async () => {
    const connectRate = { burst: 1, perSecond: 0.01 };
    const behind = await startApp({ connectRate, env: { EARSHOT_TRUST_PROXY: 'loopback' } });
    const direct = await startApp({ connectRate });
    try {
      for (const forwardedFor of ['203.0.113.1', '203.0.113.2'])
        (await connect(behind, { forwardedFor })).close();
      await expect(connect(behind, { forwardedFor: '203.0.113.1' })).rejects.toMatchObject({
        code: 'rate_limited',
      });
      (await connect(direct, { forwardedFor: '203.0.113.1' })).close();
      await expect(connect(direct, { forwardedFor: '203.0.113.2' })).rejects.toMatchObject({
        code: 'rate_limited',
      });
    } finally {
      await behind.close();
      await direct.close();
    }
  });

  it('V6: closes a connection that neither joins nor resumes', async () => {
    const client = await connect(app);
    await client.closed();
    expect(client.fatal).toEqual([expect.objectContaining({ code: 'timeout' })]);
  });
});

describe('frames', () => {
  it.each([
    ['no object', 'hello'],
    ['no id', { name: 'join', params: {} }],
    ['an empty id', { id: '', name: 'join', params: {} }],
    ['an id that is a number', { id: 1, name: 'join', params: {} }],
    ['an overlong id', { id: 'x'.repeat(65), name: 'join', params: {} }],
    ['no parameters', { id: '1', name: 'join' }],
    ['an unknown key', { id: '1', name: 'join', params: {}, more: 1 }],
    ['nothing at all', null],
  ])('F2: closes a connection that sends %s', async (_what, frame) => {
    const client = await connect(app);
    client.socket.emit(FRAME.request, frame, () => undefined);
    await client.closed();
    expect(client.fatal).toEqual([expect.objectContaining({ code: 'bad_frame' })]);
  });

  it('F2: closes a connection whose request wants no answer', async () => {
    const client = await connect(app);
    client.socket.emit(FRAME.request, { id: '1', name: 'leave', params: {} });
    await client.closed();
    expect(client.fatal).toEqual([expect.objectContaining({ code: 'bad_frame' })]);
  });

  it('F2: closes a connection that emits another event than requests', async () => {
    const client = await connect(app);
    client.socket.emit('message', 'hello');
    await client.closed();
    expect(client.fatal).toEqual([expect.objectContaining({ code: 'bad_frame' })]);
  });

  it('F1: answers a request through its acknowledgement', async () => {
    const ann = await join(app, { room: 'f1', identity: 'ann' });
    expect(await ann.send('raiseHand', { raised: true })).toEqual({ ok: true, result: {} });
    expect(await ann.send('unpublish', { trackId: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'bad_params' },
    });
    ann.close();
  });

  it.each(['nothing', 'toString', '__proto__', 'constructor', ''])(
    'F3: answers a request named %j with unknown_request and stays',
    async (name) => {
      const ann = await join(app, { room: 'f3', identity: 'ann' });
      expect(await ann.send(name, {})).toMatchObject({ ok: false, error: { code: 'unknown_request' } });
      expect(await ann.send('raiseHand', { raised: true })).toMatchObject({ ok: true });
      ann.close();
    },
  );

  it('F5: closes a connection that sends a frame larger than allowed', async () => {
    const ann = await join(app, { room: 'f5', identity: 'ann' });
    const bob = await join(app, { room: 'f5', identity: 'bob' });
    ann.socket.emit(
      FRAME.request,
      { id: 'big', name: 'chat', params: { text: 'x'.repeat(LIMITS.maxFrameBytes) } },
      () => undefined,
    );
    await ann.closed();
    expect(await metric('earshot_frames_refused_total')).toBe(1);
    expect(bob.socket.connected).toBe(true);
    expect(bob.eventsOf('chat')).toEqual([]);
    bob.close();
  });

  it('F5: takes a frame that is as large as allowed', async () => {
    const ann = await join(app, { room: 'f5b', identity: 'ann' });
    const frame = { id: 'large', name: 'chat', params: { text: '' } };
    const room = LIMITS.maxFrameBytes - Buffer.byteLength(JSON.stringify(frame));
    frame.params.text = 'x'.repeat(room);
    const answer: unknown = await ann.socket.timeout(30_000).emitWithAck(FRAME.request, frame);
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad_params' } });
    ann.close();
  });

  it('F8: counts whatever comes, also what is no request', async () => {
    const client = await connect(app);
    const before = client.closes.length;
    for (let count = 0; count < 500; count += 1) client.socket.io.engine.write('0/nowhere,');
    await client.closed();
    expect(client.closes.length).toBe(before + 1);
    expect(client.fatal.map(({ code }) => code)).toEqual(['rate_limited']);
  });

  it('F8: closes a connection that floods it, and only that one', async () => {
    const ann = await join(app, { room: 'f8', identity: 'ann' });
    const bob = await join(app, { room: 'f8', identity: 'bob' });
    for (let count = 0; count < 500; count += 1)
      ann.socket.emit(
        FRAME.request,
        { id: `f${String(count)}`, name: 'nothing', params: {} },
        () => undefined,
      );
    await ann.closed();
    expect(ann.fatal).toEqual([expect.objectContaining({ code: 'rate_limited' })]);
    expect(await bob.send('raiseHand', { raised: true })).toMatchObject({ ok: true });
    bob.close();
  });
});

/** Value of a counter without labels. */
async function metric(name: string): Promise<number> {
  let value: number | undefined;
  await until(async () => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    value = line === undefined ? undefined : Number(line.split(' ')[1]);
    return value === undefined ? `no ${name}` : undefined;
  });
  return value ?? 0;
}
