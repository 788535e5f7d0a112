import type { OtlpMetric, OtlpPoint } from './telemetry.ts';

/** Words that Prometheus has for units of OTLP. */
const WORDS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes' };

/**
 * The name that receivers who speak Prometheus give a metric of OTLP: with unit and `_total` unless it has them. The rules of
 * OpenTelemetry's "Prometheus and OpenMetrics Compatibility", as far as this server's units go.
 */
export function toPrometheusName({ name, unit = '', sum, gauge }: OtlpMetric): string {
  const isCounter = sum?.isMonotonic === true;
  const words = name.split('_').filter((word) => !(isCounter && word === 'total'));
  const [main = '', per] = unit.replaceAll(/\{[^}]*\}/gu, '').split('/');
  const added = [
    WORDS[main] ?? '',
    per === undefined ? '' : 'per_second',
    unit === '1' && gauge !== undefined ? 'ratio' : '',
  ].filter((word) => word !== '' && !words.includes(word));
  return [...words, ...added, ...(isCounter ? ['total'] : [])].join('_');
}

/** Series as Prometheus would have them: `name{label="value"}` to value, sorted labels. Exponential histograms: count and sum. */
export function toSeries(metrics: readonly OtlpMetric[]): Map<string, number> {
  const series = new Map<string, number>();
  for (const metric of metrics) {
    const name = toPrometheusName(metric);
    for (const { suffix, labels, value } of samplesOf(metric))
      series.set(seriesKey(`${name}${suffix}`, labels), value);
  }
  return series;
}

interface Sample {
  readonly suffix: '' | '_bucket' | '_sum' | '_count';
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function samplesOf({ sum, gauge, histogram, exponentialHistogram }: OtlpMetric): Sample[] {
  const numbers = [...(sum?.dataPoints ?? []), ...(gauge?.dataPoints ?? [])];
  const histograms = [...(histogram?.dataPoints ?? []), ...(exponentialHistogram?.dataPoints ?? [])];
  return [
    ...numbers.map((point): Sample => ({ suffix: '', labels: labelsOf(point), value: point.asDouble })),
    ...histograms.flatMap((point): Sample[] => [
      { suffix: '_sum', labels: labelsOf(point), value: point.sum },
      { suffix: '_count', labels: labelsOf(point), value: point.count },
    ]),
    ...(histogram?.dataPoints ?? []).flatMap((point) => {
      let value = 0;
      return point.bucketCounts.map((count, index): Sample => {
        value += count;
        const le = String(point.explicitBounds[index] ?? '+Inf');
        return { suffix: '_bucket', labels: { ...labelsOf(point), le }, value };
      });
    }),
  ];
}

function labelsOf({ attributes }: Pick<OtlpPoint, 'attributes'>): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}

/** One spelling of a series, whatever the order of its labels. */
export function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.toSorted().join(',')}}`;
}
