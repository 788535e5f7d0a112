import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Media } from '../../server/media/media.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { freePortRun } from '../support/free-ports.ts';
import { until } from '../support/until.ts';
import {
  advanceUntil,
  closeTestRooms,
  codeOf,
  isRunning,
  newParticipant,
  openMedia,
  openPublisher,
  openReceiver,
  openTestRoom,
  spec,
  untilReady,
} from './fixtures.ts';

const open: Media[] = [];

async function openWith(options: Parameters<typeof openMedia>[0]) {
  const opened = await openMedia(options);
  open.push(opened.media);
  return opened;
}

const pidOf = (media: Media, index = 0) => media.numbers().workers[index]?.pid ?? 0;

afterEach(async () => {
  closeTestRooms();
  for (const media of open.splice(0)) await media.close();
});

describe('a worker', () => {
  it('has the scheduling priority that was asked for', async () => {
    const { media } = await openWith({ workerNice: 7 });
    expect(getPriority(pidOf(media))).toBe(7);
  });
});

/** What the kernel allows a socket to keep, bytes. */
const maxBuffer = Number(await readFile('/proc/sys/net/core/rmem_max', 'utf8'));

/** Datagrams that the kernel has dropped since a UDP port was opened. */
async function readDrops(port: number): Promise<number> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = (await readFile('/proc/net/udp', 'utf8'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/u));
  const found = lines.find((columns) => columns[1]?.endsWith(suffix));
  if (found === undefined) throw new Error(`nothing listens on UDP port ${String(port)}`);
  return Number(found.at(-1));
}

describe('the socket of a worker', () => {
  it.skipIf(maxBuffer < 4_000_000)('keeps what comes while the worker gets no core', async () => {
    const basePort = await freePortRun(1);
    const { media } = await openWith({ basePort });
    const sender = createSocket('udp4');
    const pid = pidOf(media);
    process.kill(pid, 'SIGSTOP');
    try {
      for (let number = 0; number < 1_000; number += 1)
        await new Promise<void>((resolve, reject) => {
          sender.send(Buffer.alloc(1_200), basePort, '127.0.0.1', (error) => {
            if (error === null) resolve();
            else reject(error);
          });
        });
      expect(await readDrops(basePort)).toBe(0);
    } finally {
      process.kill(pid, 'SIGCONT');
      sender.close();
    }
  });
});

describe('a killed worker', () => {
  it('costs its own rooms their media, no other, and is replaced', async () => {
    const { media, counts } = await openWith({ numWorkers: 2 });
    const first = openTestRoom(media);
    const inFirst = await openPublisher(first, 'microphone');
    const second = openTestRoom(media);
    const inSecond = await openPublisher(second, 'microphone');
    const [a, b] = media.numbers().workers;
    // The emptier worker takes the next room.
    expect([a?.routers, b?.routers]).toEqual([1, 1]);
    const pid = pidOf(media, 0);
    process.kill(pid, 'SIGKILL');
    await until(() => (first.lost.length + second.lost.length > 0 ? undefined : 'nobody told'));
    expect(first.lost).toEqual([{ ids: [inFirst.id], reason: 'worker_lost' }]);
    expect(second.lost).toEqual([]);
    expect(media.ready()).toBe(false);
    expect(media.numbers().producers.microphone).toBe(1);
    await first.room.openLeg(inFirst.id);
    await first.room.publish(inFirst.id, spec('microphone'));
    const receiver = await openReceiver(second);
    second.room.setReception(receiver, { audio: [inSecond.trackId], video: [] });
    await until(() => (second.told(receiver, 'consumersAdded').length === 1 ? undefined : 'no consumer'));
    await untilReady(media);
    expect(pidOf(media, 0)).not.toBe(pid);
    expect(counts).toMatchObject({ workerStarted: 3, workerDied: 1, 'transport worker': 2 });
  });

  it('that was the only one lets openings wait for its replacement, on the same port', async () => {
    const basePort = await freePortRun(2);
    const { media } = await openWith({ basePort });
    const test = openTestRoom(media);
    const { id } = await openPublisher(test, 'microphone');
    process.kill(pidOf(media), 'SIGKILL');
    await until(() => (test.lost.length === 1 ? undefined : 'nobody told'));
    const { send } = await test.room.openLeg(id);
    expect(send.iceCandidates.map(({ port }) => port)).toEqual([basePort, basePort]);
    const other = openTestRoom(media);
    await other.room.openLeg(newParticipant());
    expect(media.ready()).toBe(true);
  });

  it('makes openings that come while none is ready fail with a code after a while', async () => {
    const clock = createFakeClock();
    const { media } = await openWith({ clock });
    const test = openTestRoom(media);
    const { id } = await openPublisher(test, 'microphone');
    process.kill(pidOf(media), 'SIGKILL');
    await until(() => (test.lost.length === 1 ? undefined : 'nobody told'));
    // The clock stands: the replacement does not start.
    const unconnected = codeOf(test.room.openLeg(id));
    const publishing = codeOf(test.room.publish(id, spec('microphone')));
    expect(await publishing).toBe('wrong_state');
    clock.advance(99);
    expect(media.ready()).toBe(false);
    await advanceUntil(clock, 1, () => (media.ready() ? undefined : 'not replaced'));
    expect(await unconnected).toBeUndefined();
  });
});

describe('a worker that hangs', () => {
  it('counts as lost after 10 s without an answer, is killed and replaced', async () => {
    const clock = createFakeClock();
    const { media, counts } = await openWith({ clock });
    const test = openTestRoom(media);
    const { id, trackId } = await openPublisher(test, 'microphone');
    const receiver = await openReceiver(test);
    const pid = pidOf(media);
    process.kill(pid, 'SIGSTOP');
    const opening = codeOf(test.room.openLeg(newParticipant()));
    test.room.setReception(receiver, { audio: [trackId], video: [] });
    await new Promise(setImmediate);
    clock.advance(9_999);
    expect(test.lost).toEqual([]);
    clock.advance(1);
    expect(await opening).toBe('worker_lost');
    expect(test.lost).toEqual([{ ids: [id, receiver], reason: 'worker_lost' }]);
    expect(counts['request timeout']).toBe(1);
    await until(() => (isRunning(pid) ? 'still running' : undefined));
    await advanceUntil(clock, 10, () => (media.ready() ? undefined : 'not replaced'));
    await test.room.openLeg(id);
    expect(counts).toMatchObject({ workerDied: 1, workerStarted: 2 });
  });

  it('is noticed without any call on it, by its statistics', async () => {
    const clock = createFakeClock();
    const { media, counts } = await openWith({ clock });
    process.kill(pidOf(media), 'SIGSTOP');
    await advanceUntil(clock, 250, () => (counts['workerDied'] === 1 ? undefined : 'not noticed'));
  });
});

describe('the workers', () => {
  it('leave the process its own signals', async () => {
    const before = ['SIGINT', 'SIGTERM'].map((signal) => process.listenerCount(signal));
    await openWith({ numWorkers: 2 });
    expect(['SIGINT', 'SIGTERM'].map((signal) => process.listenerCount(signal))).toEqual(before);
  });

  it('are gone when media is closed', async () => {
    const { media } = await openWith({ numWorkers: 2 });
    const pids = media.numbers().workers.map(({ pid }) => pid);
    expect(pids.every(isRunning)).toBe(true);
    await media.close();
    expect(pids.some(isRunning)).toBe(false);
    expect(media.ready()).toBe(false);
    expect(() => openTestRoom(media)).toThrow('closed');
  });

  it('refuse to start on a port that is taken, and leave no process behind', async () => {
    const basePort = await freePortRun(2);
    const { media } = await openWith({ basePort });
    expect(await codeOf(openMedia({ basePort, numWorkers: 2 }))).toBe('internal');
    expect(media.ready()).toBe(true);
  });

  it('refuse to start when one does not answer in time, and leave no process behind', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'earshot-worker-'));
    const [workerBin, pids] = [path.join(folder, 'silent-worker'), path.join(folder, 'pids')];
    try {
      await writeFile(workerBin, `#!/bin/sh\necho $$ >> '${pids}'\nexec sleep 600\n`, { mode: 0o755 });
      const opening = openMedia({ workerBin, numWorkers: 2, limits: { workerRequestTimeoutMs: 4_000 } });
      await expect(opening).rejects.toMatchObject({ code: 'internal' });
      await expect(opening).rejects.toThrow('did not start in time');
      const started = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
      expect(started).toHaveLength(2);
      await until(() => (started.some(isRunning) ? 'still running' : undefined));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('refuse settings that cannot work', async () => {
    expect(await codeOf(openMedia({ enableUdp: false, enableTcp: false }))).toBe('config_invalid');
    expect(await codeOf(openMedia({ numWorkers: 0 }))).toBe('config_invalid');
  });

  it('take no room, by the code `node_full`, when they forward as much as they may', async () => {
    const full = await openWith({ limits: { fullPps: 0 } });
    expect(() => openTestRoom(full.media)).toThrow(expect.objectContaining({ code: 'node_full' }) as Error);
  });

  it('announce the address that clients can reach, IPv6 too', async () => {
    const { media } = await openWith({
      addresses: [{ ip: '127.0.0.1', announcedAddress: '127.0.0.2' }, { ip: '::1' }],
    });
    const { send } = await openTestRoom(media).room.openLeg(newParticipant());
    expect(new Set(send.iceCandidates.map(({ address }) => address))).toEqual(new Set(['127.0.0.2', '::1']));
  });
});
