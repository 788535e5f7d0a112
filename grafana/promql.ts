import { INSTRUMENTS, type InstrumentName, type NameOf } from '@earshot/server/metrics/instruments.ts';

/** PromQL, written with names and labels of the instrument table: a name or label that it does not have does not compile. */

/** Label -> matcher with its operator, e.g. `="ok"` or `=~"fair|poor"`. */
export type Matchers<N extends InstrumentName> = {
  readonly [K in keyof (typeof INSTRUMENTS)[N]['labels']]?: string;
};

/** Where a query looks: the dashboard's variables, or everything of the jobs in a rule. */
export interface Scope {
  readonly selectors: readonly string[];
  /** Window of rates. */
  readonly window: string;
  /** Labels that a sum keeps besides those asked for. */
  readonly by: readonly string[];
}

/** Queries of dashboards obey the variables `job` and `instance` and Grafana's own window. */
export const DASHBOARD: Scope = {
  selectors: ['job=~"$job"', 'instance=~"$instance"'],
  window: '$__rate_interval',
  by: [],
};

/** Queries of rules keep the job apart, and nothing else. */
export function ruleScope(window: string): Scope {
  return { selectors: [], window, by: ['job'] };
}

/** Selector of one instrument. */
export function select<N extends InstrumentName>(
  scope: Scope,
  name: N,
  matchers: Matchers<N> & { readonly suffix?: string; readonly le?: string } = {},
): string {
  const { suffix = '', ...labels } = matchers;
  const own = Object.entries(labels).map(([label, matcher]) => `${label}${String(matcher)}`);
  const all = [...scope.selectors, ...own];
  return all.length === 0 ? `${name}${suffix}` : `${name}${suffix}{${all.join(', ')}}`;
}

function by(scope: Scope, labels: readonly string[]): string {
  const all = [...scope.by, ...labels];
  return all.length === 0 ? '' : ` by (${all.join(', ')}) `;
}

/** Growth per second of a counter, summed over servers. */
export function rate<N extends NameOf<'counter'>>(
  scope: Scope,
  name: N,
  options: { readonly where?: Matchers<N>; readonly by?: readonly (keyof Matchers<N> & string)[] } = {},
): string {
  return `sum${by(scope, options.by ?? [])}(rate(${select(scope, name, options.where)}[${scope.window}]))`;
}

/** A gauge, summed over servers. */
export function sum<N extends NameOf<'gauge'>>(
  scope: Scope,
  name: N,
  options: { readonly where?: Matchers<N>; readonly by?: readonly (keyof Matchers<N> & string)[] } = {},
): string {
  return `sum${by(scope, options.by ?? [])}(${select(scope, name, options.where)})`;
}

/** Quantile of a histogram over all servers, by its buckets. */
export function quantile<N extends NameOf<'histogram'>>(
  scope: Scope,
  name: N,
  options: {
    readonly q: number;
    readonly by?: readonly (keyof Matchers<N> & string)[];
    readonly where?: Matchers<N>;
  },
): string {
  const buckets = select(scope, name, { ...options.where, suffix: '_bucket' });
  return `histogram_quantile(${String(options.q)}, sum${by(scope, ['le', ...(options.by ?? [])])}(rate(${buckets}[${scope.window}])))`;
}

/** Share of observations at or below a bucket's edge. The edge must be one. */
export function shareUpTo<N extends NameOf<'histogram'>>(
  scope: Scope,
  name: N,
  options: { readonly edge: number; readonly where?: Matchers<N> },
): { readonly good: string; readonly total: string } {
  if (!INSTRUMENTS[name].buckets.some((edge) => edge === options.edge))
    throw new Error(`${name} has no bucket that ends at ${String(options.edge)}`);
  const rateOf = (suffix: string, le?: string) => {
    const matchers = { ...options.where, suffix, ...(le === undefined ? {} : { le }) };
    return `sum${by(scope, [])}(rate(${select(scope, name, matchers as Matchers<N>)}[${scope.window}]))`;
  };
  return { good: rateOf('_bucket', edgeMatcher(options.edge)), total: rateOf('_count') };
}

/** Prometheus 3 and OpenMetrics write whole edges as `2.0`, Prometheus 2 and the text format as `2`: both are meant. */
function edgeMatcher(edge: number): string {
  return Number.isInteger(edge) ? String.raw`=~"${String(edge)}(\\.0)?"` : `="${String(edge)}"`;
}

/** Mean of what a histogram observed. */
export function mean<N extends NameOf<'histogram'>>(
  scope: Scope,
  name: N,
  options: { readonly by?: readonly (keyof Matchers<N> & string)[] } = {},
): string {
  const part = (suffix: string) =>
    `sum${by(scope, options.by ?? [])}(rate(${select(scope, name, { suffix })}[${scope.window}]))`;
  return ratio(part('_sum'), part('_count'));
}

/** Nothing when there is nothing to divide by: a ratio of nothing is not known, and not known is never good. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}
