import { SnapshotRing } from '@earshot/server/media/snapshot-ring.ts';
import { SpellLog } from '@earshot/server/spell-log.ts';
import { describe, expect, it } from 'vitest';

/** Readings every 5 s from 0 to `until`, 10 a second; nothing from 20 s to 30 s. */
function filled(until: number): SnapshotRing<{ packets: number }> {
  const ring = new SnapshotRing<{ packets: number }>();
  for (let at = 0; at <= until; at += 5_000) {
    const silent = Math.min(Math.max(0, at - 20_000), 10_000);
    ring.add(at, { packets: (at - silent) / 100 });
  }
  return ring;
}

describe('the last minute of counters', () => {
  it('tells what a window grew by, out to the readings around it', () => {
    const ring = filled(60_000);
    expect(ring.grew({ from: 5_000, to: 15_000 })).toEqual({ counters: { packets: 100 }, ms: 10_000 });
    expect(ring.grew({ from: 7_000, to: 13_000 })).toEqual({ counters: { packets: 100 }, ms: 10_000 });
    expect(ring.grew({ from: 20_000, to: 30_000 })?.counters).toEqual({ packets: 0 });
  });

  it('says nothing of a window of which less than half was read', () => {
    const ring = filled(10_000);
    expect(ring.grew({ from: 4_000, to: 14_000 })?.counters).toEqual({ packets: 100 });
    expect(ring.grew({ from: 6_000, to: 16_000 })).toBeUndefined();
    expect(new SnapshotRing().grew({ from: 0, to: 1 })).toBeUndefined();
  });

  it('knows in which part of a window nothing came', () => {
    const ring = filled(60_000);
    expect(ring.stood('packets', { from: 10_000, to: 40_000 })).toBe(10_000);
    expect(ring.stood('packets', { from: 27_000, to: 40_000 })).toBe(3_000);
    expect(ring.stood('packets', { from: 0, to: 20_000 })).toBe(0);
  });

  it('forgets what is older than a minute, and all when the counters begin anew', () => {
    const ring = filled(120_000);
    expect(ring.grew({ from: 0, to: 55_000 })).toBeUndefined();
    expect(ring.grew({ from: 60_000, to: 120_000 })).toBeDefined();
    ring.add(125_000, { packets: 3 });
    expect(ring.grew({ from: 110_000, to: 120_000 })).toBeUndefined();
  });

  it('holds no more than a few readings, however fast they come', () => {
    const ring = new SnapshotRing<{ packets: number }>();
    for (let at = 0; at < 1_000; at += 1) ring.add(at, { packets: at });
    expect(ring.grew({ from: 0, to: 500 })).toBeUndefined();
  });
});

describe('spells', () => {
  it('are counted within a window, also the one that lasts', () => {
    const log = new SpellLog();
    log.begin(1_000);
    log.begin(2_000);
    expect(log.isOpen).toBe(true);
    expect(log.within({ from: 0, to: 3_000 })).toBe(2_000);
    log.end(4_000);
    log.end(9_000);
    log.begin(5_000);
    log.end(6_000);
    expect(log.within({ from: 3_500, to: 10_000 })).toBe(1_500);
    log.begin(3_000);
    expect(log.within({ from: 0, to: 6_000 })).toBe(4_000);
  });

  it('are forgotten after a minute', () => {
    const log = new SpellLog();
    log.begin(0);
    log.end(1_000);
    log.begin(70_000);
    log.end(71_000);
    expect(log.within({ from: 0, to: 80_000 })).toBe(1_000);
  });
});
