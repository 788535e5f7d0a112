import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hear, toServerTime, UNHEARD, type ClockOffset } from '@earshot/server/telemetry/clock-offset.ts';

/** A client whose clock is so far behind the server's, on a path with these ways there and back, ms. */
class Talk {
  known: ClockOffset = UNHEARD;
  serverMs = 10_000_000;
  behindMs: number;
  #number = 0;
  #answered: { number: number; roundTripMs: number } | undefined;

  constructor(behindMs: number) {
    this.behindMs = behindMs;
  }

  get clientMs(): number {
    return this.serverMs - this.behindMs;
  }

  /** Sends a message and gets its answer; then time passes. */
  send(upMs: number, downMs: number): void {
    this.#number += 1;
    const sentMs = this.clientMs;
    this.serverMs += upMs;
    const message = { number: this.#number, sentMs, receivedMs: this.serverMs, answered: this.#answered };
    this.known = hear(this.known, message);
    this.serverMs += downMs;
    this.#answered = { number: this.#number, roundTripMs: this.clientMs - sentMs };
    this.serverMs += 10_000;
  }

  /** By how much the client's time of now is misjudged. */
  get errorMs(): number {
    return Math.abs((toServerTime(this.known, this.clientMs)?.atMs ?? Number.NaN) - this.serverMs);
  }

  get uncertaintyMs(): number | undefined {
    return toServerTime(this.known, 0)?.uncertaintyMs;
  }
}

const wayMs = fc.integer({ min: 0, max: 3_000 });
const ways = fc.array(fc.tuple(wayMs, wayMs), { minLength: 2, maxLength: 30 });
const HOUR_MS = 3_600_000;

describe('the offset of a clock', () => {
  it('is never wrong by more than it says', () => {
    fc.assert(
      fc.property(ways, fc.integer({ min: -HOUR_MS, max: HOUR_MS }), (all, behindMs) => {
        const talk = new Talk(behindMs);
        for (const [up, down] of all) talk.send(up, down);
        expect(talk.errorMs).toBeLessThanOrEqual((talk.uncertaintyMs ?? Number.NaN) + 1e-6);
      }),
    );
  });

  it('goes by the shortest of the last ten round trips', () => {
    const talk = new Talk(HOUR_MS);
    talk.send(5, 15);
    for (let count = 0; count < 9; count += 1) talk.send(200, 400);
    expect(talk.uncertaintyMs).toBe(10);
    expect(talk.errorMs).toBe(5);
    for (let count = 0; count < 3; count += 1) talk.send(200, 400);
    expect(talk.uncertaintyMs).toBe(300);
  });

  it('is at most wrong by a message’s way while no answer was told of, and says that it does not know', () => {
    const talk = new Talk(-HOUR_MS);
    talk.send(40, 40);
    expect(talk.uncertaintyMs).toBeUndefined();
    expect(talk.errorMs).toBe(40);
    expect(toServerTime(UNHEARD, 5)).toBeUndefined();
  });

  it('is forgotten at once when the clock jumps ahead', () => {
    const talk = new Talk(0);
    for (let count = 0; count < 5; count += 1) talk.send(20, 20);
    talk.behindMs -= HOUR_MS;
    talk.send(30, 20);
    expect(talk.errorMs).toBe(30);
    talk.send(20, 20);
    expect(talk.uncertaintyMs).toBe(25);
    expect(talk.errorMs).toBeLessThanOrEqual(25);
  });

  it('is found anew within two messages when the clock stood still, as in a suspended laptop', () => {
    const talk = new Talk(0);
    for (let count = 0; count < 5; count += 1) talk.send(20, 20);
    talk.behindMs += 40_000;
    talk.send(20, 20);
    talk.send(20, 20);
    expect(talk.errorMs).toBeLessThanOrEqual(20);
  });

  it('remembers a fixed amount', () => {
    const talk = new Talk(0);
    for (let count = 0; count < 100; count += 1) talk.send(count % 7, count % 5);
    expect(talk.known.lags).toHaveLength(10);
    expect(talk.known.estimates).toHaveLength(10);
  });

  it('takes no answer to a message that it does not remember', () => {
    const message = { number: 7, sentMs: 0, receivedMs: 50, answered: { number: 3, roundTripMs: 4 } };
    expect(hear(UNHEARD, message).estimates).toEqual([]);
  });
});
