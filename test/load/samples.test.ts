import { describe, expect, it } from 'vitest';
import { parseExposition, total } from '../../load/run/exposition.ts';
import { heldBy } from '../../load/run/leftovers.ts';
import { serverNumbers, sharesBetween, steadyPart, sumUp } from '../../load/run/samples.ts';
import { momentAt } from './support/facts.ts';

const text = `# HELP earshot_consumers x
earshot_consumers{kind="audio"} 12
earshot_consumers{kind="video"} 7
earshot_participants 9
earshot_worker_packets_per_second{worker="1",direction="in"} 40
earshot_worker_packets_per_second{worker="0",direction="in"} 10
earshot_worker_packets_per_second{worker="0",direction="out"} 100
earshot_worker_transports{worker="0"} 18
earshot_event_loop_delay_seconds{stat="p99"} 0.021
earshot_legs_started_total{role="presenter"} 9
`;

describe('the text of /metrics', () => {
  const samples = parseExposition(text);

  it('is read with its labels and summed over those not asked for', () => {
    expect(total(samples, 'earshot_consumers')).toBe(19);
    expect(total(samples, 'earshot_consumers', { kind: 'video' })).toBe(7);
    expect(total(samples, 'earshot_nothing')).toBe(0);
  });

  it('gives the numbers of a run, workers in order', () => {
    expect(serverNumbers(samples)).toMatchObject({
      participants: 9,
      audioConsumers: 12,
      videoConsumers: 7,
      eventLoopDelay: 0.021,
      workerPackets: [110, 40],
    });
  });

  it('shows what a server holds, and leaves out what only ever grows', () => {
    expect(heldBy(samples)).toEqual({
      earshot_consumers: 19,
      earshot_participants: 9,
      earshot_worker_transports: 18,
    });
  });
});

describe('the moments of a run', () => {
  it('give shares of a core, with the rest of the machine as others', () => {
    const shares = sharesBetween(momentAt(10, 5), momentAt(20, 5));
    expect(shares.node).toBeCloseTo(0.1);
    expect(shares.workers).toBeCloseTo(0.1);
    expect(shares.others).toBeCloseTo(0.1);
  });

  it('are steady between the first and the last at which all were in', () => {
    const run = [0, 50, 100, 99, 100, 40].map((count, index) => momentAt(index * 2, count));
    expect(steadyPart(run).map(({ at }) => at)).toEqual([4_000, 6_000, 8_000]);
  });

  it('are summed up over the steady stretch; the event loop counts from the first join, the server’s own start left out', () => {
    const run = [
      momentAt(18, 10, { eventLoopDelay: 0.9 }),
      momentAt(20, 0, { eventLoopDelay: 0.9 }),
      momentAt(22, 50, { eventLoopDelay: 0.04 }),
      momentAt(24, 100),
      momentAt(34, 100),
    ];
    expect(sumUp(run)).toMatchObject({
      participants: 100,
      seconds: 10,
      eventLoopDelay: 0.04,
      workerPackets: [10_000],
      reportBytesPerSecond: 50,
      cpuPerPacketGrowth: undefined,
    });
  });

  it('say nothing without two moments of it', () => {
    expect(sumUp([momentAt(0, 0), momentAt(2, 10)])).toBeUndefined();
    expect(sumUp([])).toBeUndefined();
  });

  it('show when packets of a long run get dearer', () => {
    const sumOf = (dearer: number) =>
      sumUp(
        Array.from({ length: 451 }, (_, index) =>
          momentAt(index * 2, 100, {
            packets: index * 1_000,
            workers: [index * 20 + Math.max(0, index - 300) * 20 * (dearer - 1)],
          }),
        ),
      );
    expect(sumOf(1)?.cpuPerPacketGrowth).toBeCloseTo(1);
    expect(sumOf(5)?.cpuPerPacketGrowth).toBeCloseTo(5);
  });

  it('tell what reports cost Node by how much dearer more of them make it', () => {
    // 10 reports/s for half of the time, then 60/s; each takes 0.2 ms, and 100 ms/s go elsewhere.
    const reportsAt = (seconds: number) => seconds * 10 + Math.max(0, seconds - 20) * 50;
    const run = Array.from({ length: 21 }, (_, index) => {
      const seconds = index * 2;
      const reports = reportsAt(seconds);
      return momentAt(seconds, 350, { reports, node: seconds * 100 + reports * 0.2 });
    });
    expect(sumUp(run)?.reportingShare).toBeCloseTo(0.2e-3 * 35);
    expect(sumUp(run.slice(0, 10))?.reportingShare).toBeUndefined();
  });
});
