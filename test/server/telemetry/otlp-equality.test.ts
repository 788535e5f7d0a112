import {
  combinationsOf,
  instrument,
  INSTRUMENT_NAMES,
  isClosed,
} from '@earshot/server/metrics/instruments.ts';
import { createMetrics, type Metrics } from '@earshot/server/metrics/registry.ts';
import { toPrometheusText } from '@earshot/server/metrics/exposition.ts';
import { startOtel } from '@earshot/server/telemetry/otel.ts';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { parseMetrics } from '../../support/metrics.ts';
import { seriesKey, toPrometheusName, toSeries } from '../../support/otlp-names.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../../support/telemetry.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Sends what a registry holds, once, as the end of a server does. */
async function flush(metrics: Metrics): Promise<OtlpReceiver> {
  const receiver = await startOtlpReceiver();
  closers.push(() => receiver.close());
  const otel = startOtel({
    endpoint: receiver.endpoint,
    metrics,
    clock: createFakeClock(),
    logger: pino({ level: 'silent' }),
    version: '0.0.0',
    instanceId: 'one',
  });
  await otel.shutdown();
  return receiver;
}

/** Values for labels that are not closed lists. */
const SAMPLES = ['0', '1', 'https://a.example', 'https://b.example'];

/** A few label sets of a row: all of a closed list, two where values are not known beforehand. */
function labelsOf(name: (typeof INSTRUMENT_NAMES)[number]): readonly Readonly<Record<string, string>>[] {
  const row = instrument(name);
  const closed = combinationsOf(row);
  if (closed !== undefined) return closed;
  return [0, 1].map((index) =>
    Object.fromEntries(
      Object.entries(row.labels).map(([label, values]) => [
        label,
        isClosed(values)
          ? (values[0] ?? '')
          : (SAMPLES.filter((text) => values.pattern.test(text))[index] ?? ''),
      ]),
    ),
  );
}

/** Every instrument of the table, each of its series with a value of its own. */
function fill(metrics: Metrics): void {
  for (const name of INSTRUMENT_NAMES) {
    const row = instrument(name);
    const series = labelsOf(name);
    // The handles want each name's own labels; this goes over all of them.
    if (row.type === 'counter') {
      const made = metrics.counter(name as 'earshot_reports_lost_total');
      series.forEach((labels, index) => {
        made.add(labels as Record<string, never>, index + 0.5);
      });
    } else if (row.type === 'histogram') {
      const made = metrics.histogram(name as 'earshot_leg_seconds');
      series.forEach((labels, index) => {
        for (const value of [0, ...row.buckets, (row.buckets.at(-1) ?? 0) * 3, index / 7])
          made.observe(labels as Record<string, never>, value);
      });
    } else {
      metrics.read(name as 'earshot_rooms', () =>
        series.map((labels, index) => ({ labels: labels as Record<string, never>, value: index - 0.25 })),
      );
    }
  }
}

async function scraped(metrics: Metrics): Promise<Map<string, number>> {
  const samples = parseMetrics(toPrometheusText(await metrics.openMetrics()));
  return new Map(samples.map(({ name, labels, value }) => [seriesKey(name, labels), value]));
}

/** What the receiver got of each name, sorted, so that a difference is readable. */
const sorted = (series: ReadonlyMap<string, number>) => [...series].toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('what is exported and what is scraped', () => {
  it('are the same series with the same values, buckets and all', async () => {
    const metrics = createMetrics();
    fill(metrics);
    const expected = await scraped(metrics);
    const receiver = await flush(metrics);
    expect(sorted(toSeries(receiver.metrics))).toEqual(sorted(expected));
    expect(expected.size).toBeGreaterThan(1_000);
  });

  it('have the same names once a receiver has translated them', async () => {
    const metrics = createMetrics();
    fill(metrics);
    const receiver = await flush(metrics);
    expect(receiver.metrics.map(toPrometheusName).toSorted()).toEqual([...INSTRUMENT_NAMES].toSorted());
  });

  it('agree in count and sum where histograms are exponential, and in everything else', async () => {
    const metrics = createMetrics({ exponential: true });
    fill(metrics);
    const expected = [...(await scraped(metrics))].filter(([key]) => !/_bucket\{/u.test(key));
    const receiver = await flush(metrics);
    expect(sorted(toSeries(receiver.metrics))).toEqual(sorted(new Map(expected)));
    expect(receiver.metrics.filter(({ histogram }) => histogram !== undefined)).toEqual([]);
    for (const { name, exponentialHistogram } of receiver.metrics) {
      for (const { count, zeroCount, positive } of exponentialHistogram?.dataPoints ?? []) {
        const inBuckets = (positive.bucketCounts ?? []).reduce((sum, each) => sum + each, 0);
        expect(inBuckets + zeroCount, name).toBe(count);
      }
    }
  });

  it('have no series that swallows the others, however many there are', async () => {
    const metrics = createMetrics();
    // OpenTelemetry's own instruments stop at 2,000 sets of attributes and count the rest as one of `otel.metric.overflow`.
    metrics.read('earshot_build_info', () =>
      Array.from({ length: 2_500 }, (_, index) => ({
        labels: { version: `1.0.${String(index)}`, node: 'v24.0.0' },
        value: 1,
      })),
    );
    const receiver = await flush(metrics);
    const points = receiver.metrics.flatMap(({ gauge }) => gauge?.dataPoints ?? []);
    expect(points).toHaveLength(2_500);
    expect(JSON.stringify(receiver.metrics)).not.toContain('otel.metric.overflow');
  });
});
