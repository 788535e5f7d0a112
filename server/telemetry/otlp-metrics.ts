import { ValueType, type HrTime } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Clock } from '../clock.ts';
import type { Unit } from '../metrics/instrument.ts';
import { familyName, type Metrics } from '../metrics/registry.ts';
import type { FamilySnapshot } from '../metrics/snapshots.ts';
import { reportingExports, type ExportReport } from './otlp-exports.ts';

const EXPORT_EVERY_MS = 15_000;
const TIMEOUT_MS = 5_000;

/**
 * Units as OTLP spells them (UCUM). Receivers that speak Prometheus add the unit to a name that does not hold it as a word:
 * `1` to gauges as `_ratio`, anything per second as `_per_second`, even to what ends so. An annotation in braces is none
 * to them, so that the names behind a Collector are those of `/metrics`.
 */
const UCUM: Readonly<Record<Unit, string>> = {
  seconds: 's',
  bytes: 'By',
  'bytes/second': '{bytes_per_second}',
  'packets/second': '{packets_per_second}',
  'frames/second': '{frames_per_second}',
  ratio: '1',
  count: '{count}',
  info: '',
};

/**
 * The instrument table over OTLP/HTTP. The registry is the one place where things are counted: the meter provider reads it
 * at each export, as a scrape does, so that both say the same and nothing is counted twice.
 */
export function createOtlpMetrics(options: {
  readonly url: string;
  readonly resource: Resource;
  readonly version: string;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly report: ExportReport;
}): { shutdown(): Promise<void> } {
  const inner = new OTLPMetricExporter({ url: options.url, timeoutMillis: TIMEOUT_MS });
  const reader = new PeriodicExportingMetricReader({
    exporter: reportingExports(inner, options.report),
    exportIntervalMillis: EXPORT_EVERY_MS,
    exportTimeoutMillis: TIMEOUT_MS,
    metricProducers: [registryProducer(options)],
  });
  const provider = new MeterProvider({ resource: options.resource, readers: [reader] });
  return { shutdown: () => provider.shutdown() };
}

/** Reads a registry as OpenTelemetry metric data, cumulative since this was made. */
export function registryProducer({
  metrics,
  clock,
  resource,
  version,
}: {
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly resource: Resource;
  readonly version: string;
}): MetricProducer {
  const startTime = hrTime(clock.now());
  return {
    async collect() {
      const families = await metrics.snapshot();
      const times = { startTime, endTime: hrTime(clock.now()) };
      return {
        resourceMetrics: {
          resource,
          scopeMetrics: [
            {
              scope: { name: 'earshot', version },
              metrics: families
                .filter(({ points }) => points.length > 0)
                .map((family) => metricData(family, times)),
            },
          ],
        },
        errors: [],
      };
    },
  };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
}

function metricData(
  { name, row, points }: FamilySnapshot,
  times: { startTime: HrTime; endTime: HrTime },
): MetricData {
  const base = {
    descriptor: {
      // A receiver that speaks Prometheus puts the suffix back, because the sum is monotonic.
      name: familyName(name),
      description: row.help,
      unit: UCUM[row.unit],
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const numbers = points.map(({ labels, value }) => ({ ...times, attributes: labels, value }));
  switch (row.type) {
    case 'counter':
      return { ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: numbers };
    case 'gauge':
      return { ...base, dataPointType: DataPointType.GAUGE, dataPoints: numbers };
    case 'histogram':
      return histogramData({ points, times, base });
  }
}

/** With the table's buckets, or exponential where the registry keeps such. Both say the same of count and sum. */
function histogramData({
  points,
  times,
  base,
}: {
  readonly points: FamilySnapshot['points'];
  readonly times: { startTime: HrTime; endTime: HrTime };
  readonly base: Pick<MetricData, 'descriptor' | 'aggregationTemporality'>;
}): MetricData {
  const exponential = points.flatMap(({ labels, exponential: value }) =>
    value === undefined ? [] : [{ ...times, attributes: labels, value }],
  );
  if (exponential.length > 0)
    return { ...base, dataPointType: DataPointType.EXPONENTIAL_HISTOGRAM, dataPoints: exponential };
  return {
    ...base,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: points.flatMap(({ labels, histogram }) =>
      histogram === undefined
        ? []
        : [
            {
              ...times,
              attributes: labels,
              value: {
                buckets: { boundaries: [...histogram.bounds], counts: [...histogram.counts] },
                sum: histogram.sum,
                count: histogram.count,
              },
            },
          ],
    ),
  };
}
