import type { Report } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeReport } from '../../support/reports.ts';
import { goodAudio, LEG, setUp, type Setup } from './ingest-setup.ts';

const HOUR_MS = 3_600_000;

/** A client that reports to the ingest, with clocks of its own. */
class Client {
  /** Its wall clock less the server's; nothing may depend on it. */
  wallMs = HOUR_MS;
  /** Its monotonic clock less the server's. */
  aheadMs: number;
  readonly setup: Setup;
  #number = 0;
  #lastEndMs: number;
  #answered: NonNullable<Report['clock']>['answered'];
  readonly #kept: Report[] = [];

  constructor(setup: Setup, aheadMs: number) {
    this.setup = setup;
    this.aheadMs = aheadMs;
    this.#lastEndMs = this.#now();
  }

  #now(): number {
    return this.setup.clock.monotonic() + this.aheadMs;
  }

  /** Ends the running interval; its report is kept. */
  take(): void {
    const endMs = this.#now();
    this.#number += 1;
    this.#kept.push(
      makeReport({
        number: this.#number,
        intervalMs: Math.min(600_000, Math.max(1, endMs - this.#lastEndMs)),
        clock: { endMs, sentMs: endMs },
        tracks: [goodAudio],
      }),
    );
    if (this.#kept.length > 6) this.#kept.shift();
    this.#lastEndMs = endMs;
  }

  /** Sends what was kept, newest first; each is under way for so long, and so long is its answer. */
  flush(wayMs = 0, copies = 1): void {
    for (;;) {
      const report = this.#kept.pop();
      if (report?.clock === undefined) return;
      const sentMs = this.#now();
      const answered = this.#answered;
      this.setup.clock.advance(wayMs);
      const clock = { ...report.clock, sentMs, ...(answered === undefined ? {} : { answered }) };
      for (let copy = 0; copy < copies; copy += 1) this.setup.accept({ ...report, clock });
      this.setup.clock.advance(wayMs);
      this.#answered = { number: report.number, roundTripMs: Math.max(0, this.#now() - sentMs) };
    }
  }

  /** Ten seconds pass, and are reported. */
  live(intervals: number, wayMs = 0): void {
    for (let count = 0; count < intervals; count += 1) {
      this.setup.clock.advance(10_000);
      this.take();
      this.flush(wayMs);
    }
  }
}

/** A leg that begins now, with its client. */
function begin(aheadMs = 0): { setup: Setup; client: Client } {
  const setup = setUp();
  setup.clock.advance(2 * HOUR_MS);
  setup.ingest.begin(LEG);
  return { setup, client: new Client(setup, aheadMs) };
}

/** Ends the leg; answers its seconds by band, of which time, by the server. */
function end({ ingest, of }: Setup) {
  ingest.forget(LEG.participantId);
  const seconds = { good: 0, unknown: 0 };
  for (const [quality, part] of of('qualitySeconds')) {
    const { band, direction } = quality as {
      readonly band: 'good' | 'unknown';
      readonly direction: string;
    };
    if (direction !== 'receive') continue;
    seconds[band] += Number(part);
  }
  const connected = of('connectedSeconds').reduce((sum, [part]) => sum + Number(part), 0);
  return { ...seconds, connected };
}

describe('reports of a client with clocks of its own', () => {
  it.each([HOUR_MS, -HOUR_MS])('Q3: find their place when its clocks are off by %i ms', (aheadMs) => {
    const { setup, client } = begin(aheadMs);
    client.live(3);
    setup.clock.advance(10_000);
    client.take();
    setup.clock.advance(10_000);
    client.take();
    setup.clock.advance(10_000);
    client.take();
    setup.clock.advance(5_000);
    client.flush();
    expect(end(setup)).toEqual({ good: 60, unknown: 5, connected: 65 });
  });

  it('find it when its wall clock is set during the call', () => {
    const { setup, client } = begin();
    client.live(3);
    client.wallMs = -HOUR_MS;
    client.live(3);
    expect(end(setup)).toEqual({ good: 60, unknown: 0, connected: 60 });
  });

  it('leave the time of an outage that was longer than they are kept for unknown', () => {
    const { setup, client } = begin();
    client.live(2);
    for (let count = 0; count < 8; count += 1) {
      setup.clock.advance(10_000);
      client.take();
    }
    client.flush();
    expect(end(setup)).toEqual({ good: 80, unknown: 20, connected: 100 });
  });

  it('leave a gap while its machine sleeps and its clock stands still', () => {
    const { setup, client } = begin(HOUR_MS);
    client.live(3);
    setup.clock.advance(5_000);
    setup.clock.advance(30_000);
    client.aheadMs -= 30_000;
    setup.clock.advance(5_000);
    client.take();
    client.flush();
    client.live(3);
    expect(end(setup)).toEqual({ good: 70, unknown: 30, connected: 100 });
  });

  it('cannot be placed twice or after they came when its monotonic clock jumps all the same', () => {
    const { setup, client } = begin();
    client.live(3, 10);
    client.aheadMs += HOUR_MS;
    client.live(3, 10);
    const { good, unknown, connected } = end(setup);
    expect(good + unknown).toBeCloseTo(connected, 6);
    // The report over the jump claims more time than the leg has lasted, and is refused.
    expect(good).toBeGreaterThan(connected - 11);
  });

  it('are as old as they are when they come', () => {
    const { setup, client } = begin();
    client.live(2);
    setup.clock.advance(10_000);
    client.take();
    setup.clock.advance(7_000);
    client.flush();
    expect(setup.of('reportAge').map(([seconds]) => seconds)).toEqual([0, 0, 7]);
    expect(setup.of('clockUncertainty')).toEqual([[0], [0]]);
  });

  const step = fc.oneof(
    fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
    fc.constant({ do: 'take' as const }),
    fc.record({
      do: fc.constant('flush' as const),
      wayMs: fc.integer({ min: 0, max: 2_000 }),
      copies: fc.integer({ min: 1, max: 2 }),
    }),
    fc.record({ do: fc.constant('jump' as const), ms: fc.integer({ min: -90_000, max: 90_000 }) }),
  );

  it('add up to the time of the leg, whatever gets lost, comes late, comes twice or jumps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { setup, client } = begin(4 * HOUR_MS);
        const began = setup.clock.monotonic();
        for (const one of steps) {
          if (one.do === 'pass') setup.clock.advance(one.ms);
          if (one.do === 'take') client.take();
          if (one.do === 'flush') client.flush(one.wayMs, one.copies);
          if (one.do === 'jump') client.aheadMs += one.ms;
        }
        const left = setup.clock.monotonic();
        const { good, unknown, connected } = end(setup);
        expect(connected).toBeCloseTo((left - began) / 1_000, 6);
        expect(good + unknown).toBeCloseTo(connected, 6);
      }),
    );
  });
});
