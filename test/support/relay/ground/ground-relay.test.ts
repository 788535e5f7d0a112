import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../until.ts';
import { openGroundRelay, type GroundRelay } from './ground-relay.ts';
import type { Leg, Place } from './places.ts';
import { sideOf, streamOf } from './reading.ts';
import { rtcpPacket, rtpPacket, stunCheck } from './sample-datagrams.ts';
import { delayOf, lossOf } from './tally.ts';

const RELAY = '127.0.0.2';
const ANN_RECEIVES: Leg = { participant: 'Ann', transport: 'receive' };
const ANN_SENDS: Leg = { participant: 'Ann', transport: 'send' };
const BEN_RECEIVES: Leg = { participant: 'Ben', transport: 'receive' };
const DOWN: Place = { ...ANN_RECEIVES, direction: 'down' };

const closers: (() => unknown)[] = [];
let server: { socket: Socket; port: number; received(): number };
let relay: GroundRelay;

beforeEach(async () => {
  server = await openEcho();
  relay = await openRelay(1);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that sends everything back. */
async function openEcho(): Promise<typeof server> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  let received = 0;
  socket.on('message', (message, from) => {
    received += 1;
    socket.send(message, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => socket.close());
  return { socket, port: socket.address().port, received: () => received };
}

async function openRelay(seed: number): Promise<GroundRelay> {
  const ends = { address: RELAY, serverAddress: '127.0.0.1', ports: [server.port] };
  const opened = await openGroundRelay({ ...ends, seed });
  closers.push(() => opened.close());
  return opened;
}

/** A client's transport: its first datagram is an ICE check, by which the relay knows it. */
async function openTransport(leg: Leg, ufrag = `${leg.participant}-${leg.transport}`) {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  const received: { atMs: number; sequence: number; packet: Buffer }[] = [];
  socket.on('message', (packet) => {
    received.push({ atMs: performance.now(), sequence: packet.readUInt16BE(2), packet });
  });
  closers.push(() => socket.close());
  const send = (packet: Buffer) => socket.send(packet, server.port, RELAY);
  await relay.name(ufrag, leg);
  send(stunCheck(`${ufrag}:client`));
  await until(() => (received.length === 1 ? undefined : 'no answer to the check'), { intervalMs: 5 });
  received.length = 0;
  /** Sends so many packets of one sender, no faster than the server takes them. */
  const stream = async (ssrc: number, count: number, bytes = 100) => {
    for (let sent = 0; sent < count;) {
      const before = server.received();
      const batch = Math.min(200, count - sent);
      for (let index = 0; index < batch; index += 1) send(rtpPacket(ssrc, sent + index, { bytes }));
      await until(() => (server.received() - before >= batch ? undefined : 'the server waits'), {
        intervalMs: 2,
      });
      sent += batch;
    }
  };
  const sequences = () => received.map(({ sequence }) => sequence);
  const untilReceived = (count: number) =>
    until(() => (received.length >= count ? undefined : `${String(received.length)} came`), {
      intervalMs: 5,
    });
  return { send, stream, received, sequences, untilReceived };
}

/** Waits until the relay has dealt with all, and gives what it did. */
async function untilAllDone(
  window: Awaited<ReturnType<GroundRelay['openWindow']>>,
  place = DOWN,
  packets = 0,
) {
  let injected = await window.close();
  await until(
    async () => {
      injected = await window.close();
      const { all } = sideOf(injected, place);
      const waiting = all.packets - all.forwarded - all.loss - all.queue - all.cut;
      return all.packets >= packets && waiting === 0 ? undefined : JSON.stringify(all);
    },
    { intervalMs: 10 },
  );
  return injected;
}

describe('ground relay', () => {
  it('harms one direction of one transport alone, chosen by the ICE username', async () => {
    const [ann, annSends, ben] = [
      await openTransport(ANN_RECEIVES),
      await openTransport(ANN_SENDS),
      await openTransport(BEN_RECEIVES),
    ];
    await relay.impair(DOWN, { cut: true });
    const window = await relay.openWindow();
    for (const one of [ann, annSends, ben]) await one.stream(9, 10);
    await annSends.untilReceived(10);
    await ben.untilReceived(10);
    const injected = await untilAllDone(window, DOWN, 10);
    expect(ann.received).toEqual([]);
    const cutAt = injected.sides.filter(({ all }) => all.cut > 0).map(({ place }) => place);
    expect(cutAt).toEqual([DOWN]);
    expect(sideOf(injected, DOWN).all).toMatchObject({ packets: 10, cut: 10, forwarded: 0 });
    expect(sideOf(injected, { ...DOWN, direction: 'up' }).all).toMatchObject({ packets: 10, forwarded: 10 });

    await relay.impair(DOWN, {});
    await ann.stream(9, 5);
    await ann.untilReceived(5);
  });

  it('counts what it lost exactly, by sender, with RTCP told apart, within what chance allows', async () => {
    const ann = await openTransport(ANN_RECEIVES);
    await relay.impair(DOWN, { loss: 0.1 });
    const window = await relay.openWindow();
    await ann.stream(1, 2_000);
    await ann.stream(2, 500);
    for (let index = 0; index < 100; index += 1) ann.send(rtcpPacket());
    const injected = await untilAllDone(window, DOWN, 2_600);
    const came = (ssrc: number) =>
      ann.received.filter(({ packet }) => packet.length === 100 && packet.readUInt32BE(8) === ssrc).length;
    const [first, second] = [streamOf(injected, DOWN, 1), streamOf(injected, DOWN, 2)];
    await until(() =>
      came(1) + came(2) === first.forwarded + second.forwarded ? undefined : 'on their way',
    );
    expect(first).toMatchObject({ packets: 2_000, loss: 2_000 - came(1), bytes: 200_000 });
    expect(second).toMatchObject({ packets: 500, loss: 500 - came(2) });
    expect(Math.abs(first.loss - 200)).toBeLessThan(3 * Math.sqrt(2_000 * 0.1 * 0.9));
    const side = sideOf(injected, DOWN);
    expect(side.kinds.get('rtcp')).toMatchObject({ packets: 100 });
    expect(side.kinds.get('rtp')).toMatchObject({ packets: 2_500, loss: first.loss + second.loss });
    expect(lossOf(sideOf(injected, { ...DOWN, direction: 'up' }).all)).toBe(0);
    expect(injected).toMatchObject({ unnamed: 0, refused: 0, kernelDrops: 0 });
  });

  it('loses the same packets with the same seed, whatever else it carries', async () => {
    const lostWith = async (others: boolean) => {
      const ann = await openTransport(ANN_RECEIVES);
      const ben = await openTransport(BEN_RECEIVES);
      await relay.impair(DOWN, { loss: 0.2, lossBurst: 3 });
      const window = await relay.openWindow();
      if (others) await ben.stream(8, 50);
      await ann.stream(1, 300);
      const { forwarded } = streamOf(await untilAllDone(window, DOWN, 300), DOWN, 1);
      await ann.untilReceived(forwarded);
      return ann.sequences();
    };
    const first = await lostWith(false);
    await relay.close();
    relay = await openRelay(1);
    expect(await lostWith(true)).toEqual(first);
    await relay.close();
    relay = await openRelay(2);
    expect(await lostWith(false)).not.toEqual(first);
  });

  it('loses in bursts as long as told, and counts them', async () => {
    const ann = await openTransport(ANN_RECEIVES);
    await relay.impair(DOWN, { loss: 0.2, lossBurst: 5 });
    const window = await relay.openWindow();
    await ann.stream(1, 4_000);
    const tally = streamOf(await untilAllDone(window, DOWN, 4_000), DOWN, 1);
    expect(lossOf(tally)).toBeGreaterThan(0.15);
    expect(lossOf(tally)).toBeLessThan(0.25);
    expect(tally.loss / tally.bursts).toBeGreaterThan(4);
    expect(tally.loss / tally.bursts).toBeLessThan(6);
  });

  it('delays and jitters as told, keeps order, and measures both', async () => {
    const ann = await openTransport(ANN_RECEIVES);
    await relay.impair(DOWN, { delayMs: 100, jitterMs: 60 });
    const window = await relay.openWindow();
    const sentAtMs = performance.now();
    await ann.stream(1, 100);
    await ann.untilReceived(100);
    expect(ann.sequences()).toEqual(ann.sequences().toSorted((a, b) => a - b));
    expect((ann.received[0]?.atMs ?? 0) - sentAtMs).toBeGreaterThan(99);
    const injected = await untilAllDone(window, DOWN, 100);
    const { meanMs } = delayOf(streamOf(injected, DOWN, 1));
    expect(meanMs).toBeGreaterThan(100);
    // At most the longest, and what the relay itself was late.
    expect(meanMs).toBeLessThan(161 + injected.ownDelayMs.forwardP99);
    expect(delayOf(sideOf(injected, { ...DOWN, direction: 'up' }).all).meanMs).toBeLessThan(5);
  });

  it('reorders the share it was told to, and counts it', async () => {
    const ann = await openTransport(ANN_RECEIVES);
    await relay.impair(DOWN, { reorder: { share: 0.1, byMs: 30 } });
    const window = await relay.openWindow();
    await ann.stream(1, 1_000);
    await ann.untilReceived(1_000);
    const { overtaken } = streamOf(await untilAllDone(window, DOWN, 1_000), DOWN, 1);
    let furthest = -1;
    const late = ann.sequences().filter((sequence) => {
      const isLate = sequence < furthest;
      furthest = Math.max(furthest, sequence);
      return isLate;
    });
    expect(overtaken).toBe(late.length);
    expect(overtaken).toBeGreaterThan(60);
    expect(overtaken).toBeLessThan(140);
  });

  it('passes no more than the rate and drops what its queue cannot hold', async () => {
    const ann = await openTransport(ANN_RECEIVES);
    await relay.impair(DOWN, { rateBps: 800_000, queueBytes: 20_000 });
    const window = await relay.openWindow();
    const sentAtMs = performance.now();
    await ann.stream(1, 100, 1_000); // 100 kB at once where 20 kB have room
    const injected = await untilAllDone(window, DOWN, 100);
    const { forwarded, queue } = streamOf(injected, DOWN, 1);
    expect(forwarded + queue).toBe(100);
    expect(forwarded).toBeGreaterThanOrEqual(20);
    await ann.untilReceived(forwarded);
    // 10 ms each at 800 kbit/s, the first one too.
    expect((ann.received.at(-1)?.atMs ?? 0) - sentAtMs).toBeGreaterThan(forwarded * 10 - 1);
  });

  it('goes on in time while the test’s own event loop stands still', async () => {
    const up: Place = { ...ANN_RECEIVES, direction: 'up' };
    const ann = await openTransport(ANN_RECEIVES);
    await relay.impair(up, { delayMs: 300 });
    const window = await relay.openWindow();
    for (let index = 0; index < 100; index += 1) ann.send(rtpPacket(1, index));
    await until(
      async () => {
        const { packets } = sideOf(await window.close(), up).all;
        return packets === 100 ? undefined : `${String(packets)} in the relay`;
      },
      { intervalMs: 5 },
    );
    const stillUntilMs = performance.now() + 800;
    while (performance.now() < stillUntilMs) Math.sqrt(stillUntilMs);
    const injected = await untilAllDone(window, up, 100);
    // On this loop it would be 800 ms or more.
    expect(delayOf(streamOf(injected, up, 1)).meanMs).toBeLessThan(600);
  });

  it('carries unharmed what nobody has named, and says how much', async () => {
    const window = await relay.openWindow();
    const stranger = createSocket('udp4');
    closers.push(() => stranger.close());
    const replies: Buffer[] = [];
    stranger.on('message', (reply) => replies.push(reply));
    stranger.send(stunCheck('nobody:client'), server.port, RELAY);
    await until(() => (replies.length === 1 ? undefined : 'no reply'));
    const injected = await window.close();
    expect(injected.unnamed).toBe(2);
    expect(injected.flows).toMatchObject([{ serverUfrag: 'nobody', up: 1, down: 1 }]);
  });

  it('knows a transport again after a restart of ICE', async () => {
    const ann = await openTransport(ANN_RECEIVES);
    await relay.impair(DOWN, { cut: true });
    await relay.name('restarted', ANN_RECEIVES);
    ann.send(stunCheck('restarted:client'));
    const window = await relay.openWindow();
    await ann.stream(1, 10);
    expect(sideOf(await untilAllDone(window, DOWN, 10), DOWN).all.cut).toBeGreaterThanOrEqual(10);
    expect(ann.received).toEqual([]);
  });

  it('refuses to harm what it does not know', async () => {
    await expect(relay.impair({ ...DOWN, participant: 'Nobody' }, { loss: 1 })).rejects.toThrow(
      'the relay knows no Nobody receive down: name its leg first',
    );
  });

  it('says so when it cannot listen', async () => {
    const ends = { address: RELAY, serverAddress: '127.0.0.1', ports: [server.port] };
    await expect(openGroundRelay({ ...ends, seed: 1 })).rejects.toThrow('EADDRINUSE');
  });
});
