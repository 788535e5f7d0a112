import type { Report, SessionId } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { ReportSender } from '../../client/report-sender.ts';
import { Scope } from '../../client/scope.ts';
import { createFakeClock } from '../support/fake-clock.ts';

function setUp() {
  const clock = createFakeClock();
  const scope = new Scope(clock);
  const sent: Report[] = [];
  let connected = true;
  let number = 0;
  const sender = new ReportSender({
    scope,
    now: () => clock.monotonic(),
    intervalMs: () => 10_000,
    takeReport: (milestones) => {
      number += 1;
      return { number, milestones } as object as Report; // what else is in it does not matter here
    },
    connected: () => connected,
    send: (report) => Promise.resolve(sent.push(report)),
  });
  sender.start();
  const setConnected = (now: boolean) => {
    connected = now;
  };
  return { clock, scope, sender, sent, setConnected };
}

describe('reports', () => {
  test('go out every ten seconds', () => {
    const { clock, sent } = setUp();
    clock.advance(30_000);
    expect(sent.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('go out at once when an issue changes, but not twice a second', () => {
    const { clock, sender, sent } = setUp();
    clock.advance(10_500);
    sender.hurry();
    sender.hurry();
    clock.advance(499);
    expect(sent).toHaveLength(1);
    clock.advance(1);
    expect(sent).toHaveLength(2);
    clock.advance(10_000);
    expect(sent).toHaveLength(3);
  });

  test('are kept while the socket is away: the newest six, newest first', () => {
    const { clock, sender, sent, setConnected } = setUp();
    setConnected(false);
    clock.advance(90_000);
    expect(sent).toEqual([]);
    expect(sender.unsent).toBe(6);
    setConnected(true);
    sender.flush();
    expect(sent.map(({ number }) => number)).toEqual([9, 8, 7, 6, 5, 4]);
    expect(sender.unsent).toBe(0);
  });

  test('carry each stage of the join once, with its first time', () => {
    const { clock, sender, sent } = setUp();
    sender.milestone('joined', 120.4);
    clock.advance(10_000);
    sender.milestone('joined', 999);
    sender.milestone('firstAudio', 400);
    clock.advance(10_000);
    expect(sent.map(({ milestones }) => milestones)).toEqual([{ joined: 120 }, { firstAudio: 400 }]);
  });

  test('end with the beacon', () => {
    const { clock, scope, sender } = setUp();
    const keys = { sessionId: 's' as SessionId, beaconKey: 'k' }; // brands are the server's to give
    expect(JSON.parse(sender.takeLast(keys, true))).toEqual({
      sessionId: 's',
      beaconKey: 'k',
      leaving: true,
      report: { number: 1, milestones: {} },
    });
    scope.dispose();
    expect(clock.pending).toBe(0);
  });
});
