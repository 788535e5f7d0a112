import { Report } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTracks, reportOf } from '../support/report-of-chromium.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { countBytes } from '../support/wire-bytes.ts';
import { join } from '../support/wire-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** Ten seconds' report of so many received tracks and two sent ones: bytes on the socket, its answer included. */
async function measure(received: number): Promise<{ sent: number; answered: number; perSecond: number }> {
  const client = await join(app, { room: `size-${String(received)}`, identity: 'ann' });
  const report = await reportOf(makeTracks(received));
  expect(Report.safeParse(report).error).toBeUndefined();
  expect(report.tracks?.refs).toHaveLength(received + 2);
  const stamped = {
    ...report,
    number: 360,
    clock: { endMs: 3_600_000, sentMs: 3_600_001, answered: { number: 359, roundTripMs: 120 } },
  };
  const bytes = countBytes(client.socket);
  // As long an id as the library's requests have.
  await client.request('report', { report: stamped }, crypto.randomUUID());
  client.close();
  const { sent, received: answered } = bytes;
  const perSecond = (sent + answered) / 10;
  const what = `${String(sent)} bytes and ${String(answered)} of the answer, ${String(perSecond)} bytes/s`;
  process.stdout.write(`report of ${String(received)} received and 2 sent tracks: ${what}\n`);
  return { sent, answered, perSecond };
}

describe('a report on the socket', () => {
  it('costs less than 300 bytes a second with 16 received and two sent tracks', async () => {
    const { sent, answered, perSecond } = await measure(16);
    expect(sent).toBeGreaterThan(1_000);
    expect(answered).toBeGreaterThan(20);
    expect(perSecond).toBeLessThan(300);
  });

  it('costs less than 800 bytes a second with 57', async () => {
    expect((await measure(57)).perSecond).toBeLessThan(800);
  });
});
