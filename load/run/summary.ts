/** What k6 says at the end of a run (`handleSummary`). */

/** One metric. */
export interface K6Metric {
  readonly type: string;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

/** All metrics by name; submetrics have their tags in the name: `metric{tag:value}`. */
export interface K6Summary {
  readonly metrics: Readonly<Record<string, K6Metric>>;
}

/** A metric's value by k6's name of it (`p(95)`, `count`, `rate`); undefined when it has no samples. */
export function valueOf(summary: K6Summary, metric: string, value: string): number | undefined {
  const found = summary.metrics[metric];
  return found === undefined || !hasSamples(found) ? undefined : found.values[value];
}

/** Whether anything was measured. A trend or rate without samples passes any threshold in k6. */
export function hasSamples({ type, values }: K6Metric): boolean {
  if (type === 'trend') return (values['count'] ?? 0) > 0;
  if (type === 'rate') return (values['passes'] ?? 0) + (values['fails'] ?? 0) > 0;
  return true;
}
