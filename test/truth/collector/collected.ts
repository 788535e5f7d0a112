import type { OtlpMetric, OtlpPoint, OtlpSpan } from '../../support/telemetry.ts';

/** What a Collector wrote to its file: the last export of metrics, and all spans. */
export interface Collected {
  readonly metrics: readonly OtlpMetric[];
  readonly spans: readonly OtlpSpan[];
}

interface Line {
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly { metrics: readonly RawMetric[] }[];
  }[];
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { spans: OtlpSpan[] }[] }[];
}

/** Reads the lines of the file exporter. Throws on a line that is no JSON. */
export function readCollected(text: string): Collected {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const last = lines.findLast(({ resourceMetrics }) => resourceMetrics !== undefined);
  return {
    metrics: (last?.resourceMetrics ?? []).flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(withNumbers)),
    ),
    spans: lines.flatMap(({ resourceSpans = [] }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    ),
  };
}

/** A point as it is written: 64-bit numbers are texts in the JSON of protocol buffers, and 0 is left out. */
interface RawPoint {
  readonly attributes?: OtlpPoint['attributes'];
  readonly asDouble?: number;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly explicitBounds?: readonly number[];
}

interface RawMetric extends Pick<OtlpMetric, 'name' | 'unit'> {
  readonly sum?: { readonly isMonotonic?: boolean; readonly dataPoints: readonly RawPoint[] };
  readonly gauge?: { readonly dataPoints: readonly RawPoint[] };
  readonly histogram?: { readonly dataPoints: readonly RawPoint[] };
}

function withNumbers({ name, unit = '', sum, gauge, histogram }: RawMetric): OtlpMetric {
  const numbered = (points: readonly RawPoint[]) =>
    points.map(({ attributes = [], asDouble = 0 }) => ({ attributes, asDouble }));
  return {
    name,
    unit,
    ...(sum && { sum: { isMonotonic: sum.isMonotonic === true, dataPoints: numbered(sum.dataPoints) } }),
    ...(gauge && { gauge: { dataPoints: numbered(gauge.dataPoints) } }),
    ...(histogram && {
      histogram: {
        dataPoints: histogram.dataPoints.map((point) => ({
          attributes: point.attributes ?? [],
          count: Number(point.count ?? 0),
          sum: point.sum ?? 0,
          bucketCounts: (point.bucketCounts ?? []).map(Number),
          explicitBounds: point.explicitBounds ?? [],
        })),
      },
    }),
  };
}
