import { afterEach, describe, expect, it } from 'vitest';
import { assertSecondsConserved } from '../support/conservation.ts';
import { makeReport } from '../support/reports.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join } from '../support/wire-client.ts';

let app: TestApp;
afterEach(() => app.close());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the seconds of legs', () => {
  it('Q3: add up on /metrics, whatever was reported of them', async () => {
    app = await startApp();
    const room = 'seconds';
    const began = performance.now();
    const [ann, bob, cleo] = await Promise.all(
      ['ann', 'bob', 'cleo'].map((identity) => join(app, { room, identity })),
    );
    if (ann === undefined || bob === undefined || cleo === undefined) throw new Error('unreachable');
    const dora = await join(app, { room, identity: 'dora', params: { telemetry: 'off' } });
    await wait(2_000);
    const times = (ms: number, endMs: number) => ({
      intervalMs: ms,
      clock: { endMs: Math.round(endMs), sentMs: Math.round(performance.now()) },
    });
    // Ann reports the same second three times, and one before she came; Bob claims an hour; Cleo says nothing; Dora opted out.
    const end = performance.now();
    for (const number of [1, 2, 3])
      await ann.request('report', { report: makeReport({ number, ...times(1_000, end) }) });
    await ann.request('report', {
      report: makeReport({ number: 4, ...times(1_000, Math.max(0, began - 5_000)) }),
    });
    await bob.request('report', { report: makeReport({ number: 1, intervalMs: 100_000 }) });
    await dora.request('report', { report: makeReport({ number: 1, intervalMs: 2_000 }) });
    for (const client of [ann, bob, cleo, dora]) await client.request('leave', {});
    const { legs, connected, optedOut, reported } = await assertSecondsConserved(app.url);
    expect(legs).toBe(4);
    expect(optedOut).toBeGreaterThanOrEqual(2);
    expect(optedOut).toBeLessThan(1 + connected / 3);
    expect(connected).toBeGreaterThanOrEqual(6);
    expect(reported).toBeGreaterThan(2.9);
    expect(reported).toBeLessThan(1 + connected / 3 + 0.2);
  });
});
