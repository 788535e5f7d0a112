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
  let changed = 0;
  const sender = new ReportSender({
    scope,
    now: () => clock.monotonic(),
    intervalMs: () => 10_000,
    takeReport: (milestones) => {
      number += 1;
      const issues = changed === 0 ? {} : { issues: [{ code: 'cameraFreeze', level: 'bad', agoMs: 100 }] };
      changed = 0;
      return { number, milestones, ...issues } as object as Report; // what else is in it does not matter here
    },
    takeIssues: () => {
      if (changed === 0) return undefined;
      changed = 0;
      number += 1;
      return { number, issuesOnly: true } as object as Report; // likewise
    },
    connected: () => connected,
    sending: () => undefined,
    send: (report) => Promise.resolve(sent.push(report)),
  });
  const change = () => {
    changed += 1;
    sender.hurry();
  };
  sender.start();
  const setConnected = (now: boolean) => {
    connected = now;
  };
  return { clock, scope, sender, sent, setConnected, change };
}

describe('reports', () => {
  test('go out every ten seconds', () => {
    const { clock, sent } = setUp();
    clock.advance(30_000);
    expect(sent.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('tell a changed issue at once, but not twice a second, and let the running interval go on', () => {
    const { clock, sent, change } = setUp();
    clock.advance(10_500);
    change();
    change();
    clock.advance(499);
    expect(sent).toHaveLength(1);
    clock.advance(1);
    expect(sent.map(({ issuesOnly }) => issuesOnly)).toEqual([undefined, true]);
    clock.advance(8_999);
    expect(sent).toHaveLength(2);
    clock.advance(1);
    expect(sent.map(({ number, issuesOnly }) => [number, issuesOnly])).toEqual([
      [1, undefined],
      [2, true],
      [3, undefined],
    ]);
  });

  test('tell a changed issue with the interval that ends before it could be told apart', () => {
    const { clock, sent, change } = setUp();
    clock.advance(9_200);
    change();
    clock.advance(300);
    change();
    clock.advance(5_000);
    expect(sent.map(({ issuesOnly }) => issuesOnly)).toEqual([true, undefined]);
  });

  test('tell issues that changed while the socket was away when it is back, and keep no place for them', () => {
    const { clock, sender, sent, setConnected, change } = setUp();
    setConnected(false);
    for (let second = 0; second < 65; second += 1) {
      clock.advance(1_000);
      change();
    }
    expect(sender.unsent).toBe(6);
    clock.advance(2_000);
    setConnected(true);
    sender.flush();
    expect(sent.map(({ number, issuesOnly }) => [number, issuesOnly])).toEqual([
      [7, true],
      ...[6, 5, 4, 3, 2, 1].map((number) => [number, undefined]),
    ]);
  });

  test('Q2: are kept while the socket is away: the newest six, newest first', () => {
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

  test('carry the times of their end and of their sending, and the round trip of one before', async () => {
    const { clock, sender, sent, setConnected } = setUp();
    setConnected(false);
    clock.advance(12_500);
    setConnected(true);
    sender.flush();
    await Promise.resolve();
    clock.advance(7_500);
    await Promise.resolve();
    clock.advance(10_000);
    expect(sent.map((report) => report.clock)).toEqual([
      { endMs: 10_000, sentMs: 12_500 },
      { endMs: 20_000, sentMs: 20_000, answered: { number: 1, roundTripMs: 0 } },
      { endMs: 30_000, sentMs: 30_000, answered: { number: 2, roundTripMs: 0 } },
    ]);
  });

  test('end with the beacon', () => {
    const { clock, scope, sender } = setUp();
    const keys = { sessionId: 's' as SessionId, beaconKey: 'k' }; // brands are the server's to give
    expect(JSON.parse(sender.takeLast(keys, true))).toEqual({
      sessionId: 's',
      beaconKey: 'k',
      leaving: true,
      report: { number: 1, milestones: {}, clock: { endMs: 0, sentMs: 0 } },
    });
    scope.dispose();
    expect(clock.pending).toBe(0);
  });

  test('that are too many to keep lose their time, not what they told once', () => {
    const { clock, sent, sender, setConnected, change } = setUp();
    setConnected(false);
    sender.milestone('joined', 300);
    change();
    clock.advance(80_000);
    expect(sender.unsent).toBe(6);
    setConnected(true);
    sender.flush();
    expect(sent.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3]);
    expect(sent.at(-1)).toMatchObject({
      milestones: { joined: 300 },
      issues: [{ code: 'cameraFreeze', level: 'bad', agoMs: 20_100 }],
    });
  });
});
