import { describe, expect, it } from 'vitest';
import { until } from '../../until.ts';
import { sumKernelDrops } from './kernel-drops.ts';
import { Lateness, percentileBetween, watchLoop } from './lateness.ts';
import { seedFor, type Place } from './places.ts';
import { injectedBetween, requireCarried, sideOf, streamOf, type Reading } from './reading.ts';
import { Counter, delayOf, EMPTY, lossOf, subtractTally } from './tally.ts';

const place: Place = { participant: 'Ann', transport: 'receive', direction: 'down' };
const came = { pass: true, afterMs: 0 } as const;
const lost = { pass: false, reason: 'loss' } as const;

const reading = (parts: Partial<Reading>): Reading => ({
  atMs: 0,
  sides: [],
  unnamed: 0,
  flows: [],
  refused: 0,
  kernelDrops: 0,
  forward: [],
  loop: [],
  ...parts,
});

describe('tally', () => {
  it('counts datagrams, losses by reason, bursts and delays', () => {
    const counter = new Counter();
    for (const verdict of [came, lost, lost, came, lost]) counter.came(100, verdict);
    counter.came(100, { pass: false, reason: 'queue' });
    counter.came(100, { pass: false, reason: 'cut' });
    counter.left({ delayMs: 10, lateMs: 0, isOvertaken: false });
    counter.left({ delayMs: 30, lateMs: 0, isOvertaken: true });
    const { tally } = counter;
    expect(tally).toMatchObject({ packets: 7, bytes: 700, loss: 3, queue: 1, cut: 1, bursts: 2 });
    expect(tally).toMatchObject({ forwarded: 2, overtaken: 1 });
    expect(lossOf(tally)).toBeCloseTo(5 / 7);
    expect(delayOf(tally)).toEqual({ meanMs: 20, deviationMs: 10 });
  });

  it('gives 0 where nothing happened', () => {
    expect([lossOf(EMPTY), delayOf(EMPTY)]).toEqual([0, { meanMs: 0, deviationMs: 0 }]);
  });
});

describe('window', () => {
  it('holds what happened between two readings, also of senders that came in between', () => {
    const before = { ...EMPTY, packets: 10, loss: 1 };
    const after = { ...EMPTY, packets: 30, loss: 5 };
    const flow = { client: '127.0.0.1:5000', serverUfrag: 'srv', up: 3, down: 4 };
    const injected = injectedBetween(
      reading({
        atMs: 12_000,
        sides: [{ place, all: after, kinds: new Map([['rtp', after]]), streams: new Map([[7, after]]) }],
        flows: [{ ...flow, up: 10, down: 10 }],
        kernelDrops: 2,
      }),
      reading({
        atMs: 2_000,
        sides: [{ place, all: before, kinds: new Map(), streams: new Map() }],
        flows: [flow],
        kernelDrops: 1,
      }),
    );
    expect(injected).toMatchObject({ seconds: 10, kernelDrops: 1, flows: [{ ...flow, up: 7, down: 6 }] });
    expect(sideOf(injected, place).all).toEqual(subtractTally(after, before));
    expect(lossOf(sideOf(injected, place).all)).toBe(0.2);
    expect(streamOf(injected, place, 7)).toEqual(after);
    expect(() => streamOf(injected, place, 8)).toThrow('Ann receive down carried nothing of SSRC 8');
    expect(() => sideOf(injected, { ...place, participant: 'Ben' })).toThrow('no Ben receive down');
  });

  it('says what 99 % of the delays of its own stayed within', () => {
    const lateness = new Lateness();
    lateness.add(50);
    const before = lateness.read();
    for (let index = 0; index < 99; index += 1) lateness.add(0.25);
    lateness.add(7);
    expect(percentileBetween(lateness.read(), before, 0.99)).toBeCloseTo(0.3);
    expect(percentileBetween(lateness.read(), before, 1)).toBeCloseTo(7.1);
    lateness.add(5_000);
    expect(percentileBetween(lateness.read(), before, 1)).toBe(Infinity);
    expect(percentileBetween(before, before, 0.99)).toBe(0);
  });
});

describe('loop watch', () => {
  it('counts a halt by all who would have come while it lasted', async () => {
    const lateness = new Lateness();
    const watch = watchLoop(lateness);
    const stillUntilMs = performance.now() + 90;
    while (performance.now() < stillUntilMs) Math.sqrt(stillUntilMs);
    await until(() => (percentileBetween(lateness.read(), [], 1) > 0 ? undefined : 'not seen yet'), {
      intervalMs: 1,
    });
    watch.close();
    expect(percentileBetween(lateness.read(), [], 1)).toBeGreaterThan(80);
    expect(percentileBetween(lateness.read(), [], 0.5)).toBeGreaterThan(20);
  });
});

describe('selected pair', () => {
  const pair = {
    participant: 'Ann',
    transport: 'receive',
    serverUfrag: 'srv',
    protocol: 'udp',
    localPort: 5_000,
    remoteAddress: '127.0.0.2',
  } as const;
  const check = (
    flow: { serverUfrag?: string; down?: number },
    changed: Partial<typeof pair> | object = {},
  ) => {
    const flows = [{ client: '10.0.0.1:5000', serverUfrag: 'srv', up: 1, down: 1, ...flow }];
    const injected = injectedBetween(reading({ flows }), reading({}));
    requireCarried(injected, '127.0.0.2', { ...pair, ...changed });
  };

  it('passes when the relay carried it', () => {
    check({});
  });

  it.each([
    { when: 'over TCP', changed: { protocol: 'tcp' }, message: 'goes past the relay' },
    { when: 'to the server itself', changed: { remoteAddress: '127.0.0.1' }, message: 'goes past the relay' },
    { when: 'from a port that it does not know', changed: { localPort: 15_000 }, message: 'knows no flow' },
    { when: 'since restarted', flow: { serverUfrag: 'old' }, message: 'knows no flow' },
    { when: 'at rest', flow: { down: 0 }, message: 'did not carry Ann receive both ways' },
  ])('fails $when', ({ flow = {}, changed, message }) => {
    expect(() => check(flow, changed)).toThrow(message);
  });
});

describe('seed', () => {
  it('differs by place and by the seed of the relay', () => {
    const seeds = [
      seedFor(1, place),
      seedFor(2, place),
      seedFor(1, { ...place, direction: 'up' }),
      seedFor(1, { ...place, transport: 'send' }),
      seedFor(1, { ...place, participant: 'Ben' }),
    ];
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(seedFor(1, { ...place })).toBe(seeds[0]);
  });
});

describe('kernel drops', () => {
  it('sums the rows of the sockets asked for', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
      '   52: 0200007F:868E 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 33 2 00000000d8f0277e 12',
      '  324: 0100007F:C79E 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 34 2 000000001052df7a 3',
      '  325: 0100007F:C79F 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 35 2 000000001052df7b 99',
    ].join('\n');
    const socket = (address: string, port: number) => ({ address, port, family: 'IPv4' });
    expect(sumKernelDrops(table, [socket('127.0.0.2', 0x868e), socket('127.0.0.1', 0xc79e)])).toBe(15);
  });
});
