import type { types } from 'mediasoup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Poller } from '../../server/media/poller.ts';
import type { Polled } from '../../server/media/readings.ts';
import type { LiveWorker } from '../../server/media/workers.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import { newTrack } from './fixtures.ts';
import {
  openPlainPlace,
  openPlainRouter,
  openSink,
  openTalker,
  patientPings,
  plainCall,
  type Talker,
} from './packets.ts';

const POLL_MS = 5_000;

describe('the poller', () => {
  let clock: FakeClock;
  let opened: Awaited<ReturnType<typeof openPlainRouter>>;
  let live: LiveWorker;
  let poller: Poller;
  let talker: Talker;
  let consumers: types.Consumer[];
  let transports: types.PlainTransport[];
  let reads: number;
  let seen: unknown[];

  beforeEach(async () => {
    clock = createFakeClock();
    opened = await openPlainRouter();
    const { router } = opened;
    reads = 0;
    seen = [];
    live = {
      ...(await openPlainPlace(opened)).live,
      call: async (request) => {
        const answer = await plainCall(request);
        reads += 1;
        return answer;
      },
    };
    talker = await openTalker(router, newTrack());
    const sink = await openSink(router);
    transports = [talker.transport, sink];
    consumers = [];
    for (let index = 0; index < 3; index += 1) {
      const { rtpCapabilities } = router as { rtpCapabilities: types.RtpCapabilities };
      consumers.push(await sink.consume({ producerId: talker.producer.id, rtpCapabilities }));
    }
    const collect = (): Polled[] => [
      {
        live,
        transports: transports.filter(({ closed }) => !closed),
        producers: new Map(talker.producer.closed ? [] : [[talker.producer.id, talker.producer]]),
        handleRead: (trackId, latest) => seen.push([trackId, latest]),
        consumers: consumers
          .filter(({ closed }) => !closed)
          .map((consumer) => ({ consumer, isConnected: true, isWatched: false })),
        pipedIn: new Map(),
        pipeEnds: [],
        pipedOut: [],
        microphones: [],
      },
    ];
    poller = new Poller({ clock, pollMs: POLL_MS, pool: { workers: [live] }, pings: patientPings, collect });
    poller.start();
  });

  afterEach(() => {
    poller.close();
    opened.close();
  });

  /** The poller waits for its next turn: all that this turn asked for may still be on its way. */
  const untilWaiting = () =>
    until(() => (clock.pending > 0 ? undefined : 'the poller is at work'), { intervalMs: 1 });

  /** One whole period: every turn's requests are answered before the next one, and the last one is concluded. */
  async function passPeriod(
    inTurn: (turn: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const things = [talker.producer, ...transports, ...consumers].filter(({ closed }) => !closed);
    for (let turn = 0; turn < 20; turn += 1) {
      await inTurn(turn);
      await untilWaiting();
      const before = reads;
      clock.advance(POLL_MS / 20);
      // The worker and each thing take one turn.
      if (turn <= things.length) {
        await until(() => (reads > before ? undefined : 'no answer'), { intervalMs: 1 });
      }
    }
    await untilWaiting();
  }

  async function sendAndArrive(count: number): Promise<void> {
    const before = (await talker.producer.getStats())[0]?.packetCount ?? 0;
    await talker.send(count);
    await until(async () => {
      const now = (await talker.producer.getStats())[0]?.packetCount ?? 0;
      return now >= before + count ? undefined : `${String(now - before)} arrived`;
    });
  }

  const totals = (direction: 'in' | 'out') =>
    poller.readings.sums.totals().find((one) => one.direction === direction && one.kind === 'audio');

  it('estimates packets/s in and out, and its error against consumers’ own counters', async () => {
    await sendAndArrive(250);
    await passPeriod();
    expect(poller.estimateError(0)).toBeNaN();
    await sendAndArrive(250);
    await passPeriod();
    expect(live.load.packetsPerSecondIn).toBeCloseTo(50, 0);
    expect(live.load.packetsPerSecondOut).toBeCloseTo(150, 0);
    expect(Math.abs(poller.estimateError(0))).toBeLessThan(0.05);
  });

  it('tells with each reading what of a track was lost since the one before', async () => {
    const { id } = talker.producer;
    await sendAndArrive(40);
    await passPeriod();
    expect(seen).toEqual([[id, undefined]]);
    talker.lossy = true;
    await talker.send(100);
    talker.lossy = false;
    await sendAndArrive(4);
    // The worker counts what is lost when it tells the sender: every five seconds.
    await until(async () => ((await talker.producer.getStats())[0]?.packetsLost === 25 ? undefined : 'none'));
    await passPeriod();
    expect(seen[1]).toEqual([id, { expected: 104, lost: 25 }]);
    await talker.producer.pause();
    await passPeriod();
    expect(seen[2]).toEqual([id, undefined]);
  });

  it('counts a paused consumer as nothing', async () => {
    await consumers[0]?.pause();
    await sendAndArrive(250);
    await passPeriod();
    await sendAndArrive(250);
    await passPeriod();
    expect(live.load.packetsPerSecondOut).toBeCloseTo(100, 0);
    expect(Math.abs(poller.estimateError(0))).toBeLessThan(0.05);
  });

  it('takes the rate of who talks half of the time for what it is while it talks', async () => {
    await sendAndArrive(1);
    await passPeriod(async (turn) => {
      if (turn === 5) await talker.producer.pause();
      if (turn === 15) await talker.producer.resume();
    });
    await sendAndArrive(125);
    await passPeriod();
    expect(live.load.packetsPerSecondIn).toBeCloseTo(50, -1);
    expect(live.load.packetsPerSecondOut).toBeCloseTo(150, -1);
  });

  it('keeps totals that only grow when streams end, and forgets the streams', async () => {
    await sendAndArrive(100);
    await passPeriod();
    expect(totals('in')?.packets).toBe(100);
    expect(totals('out')?.packets).toBe(300);
    expect(poller.readings.transportBytes.in).toBeGreaterThan(100 * 60);
    const before = poller.readings.transportBytes.out;
    expect(before).toBeGreaterThan(0);
    for (const consumer of consumers) consumer.close();
    talker.producer.close();
    for (const transport of transports) transport.close();
    await passPeriod();
    expect(totals('in')?.packets).toBe(100);
    expect(totals('out')?.packets).toBe(300);
    expect(poller.readings.transportBytes.out).toBe(before);
    expect(poller.readings.sums.size).toBe(0);
    expect(live.load).toEqual({ packetsPerSecondIn: 0, packetsPerSecondOut: 0 });
  });

  it('knows the worker’s CPU time and memory', async () => {
    await passPeriod();
    const usage = poller.usage.get(0, live.pid);
    expect(usage.rssBytes).toBeGreaterThan(1_000_000);
    expect(usage.cpuSeconds).toBeGreaterThanOrEqual(0);
    expect(poller.usage.get(0, undefined).rssBytes).toBe(0);
  });
});
