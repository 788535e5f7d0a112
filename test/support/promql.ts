import { INSTRUMENT_NAMES, instrument, type InstrumentName } from '@earshot/server/metrics/instruments.ts';

/** Functions and aggregations that Prometheus 2.42 and 3.x both have, with the same meaning, of those that we may need. */
const COMMON = new Set([
  'abs',
  'absent',
  'avg',
  'ceil',
  'changes',
  'clamp',
  'clamp_max',
  'clamp_min',
  'count',
  'delta',
  'floor',
  'histogram_quantile',
  'increase',
  'label_replace',
  'max',
  'max_over_time',
  'min',
  'min_over_time',
  'rate',
  'resets',
  'round',
  'sort',
  'sort_desc',
  'sum',
  'sum_over_time',
  'time',
  'timestamp',
  'topk',
  'vector',
]);
/** Words before a bracket that are no functions. */
const KEYWORDS = new Set([
  'and',
  'by',
  'group_left',
  'group_right',
  'ignoring',
  'on',
  'or',
  'unless',
  'without',
]);

/** Functions in an expression that not every Prometheus from 2.42 on has. */
export function strangeFunctions(expr: string): string[] {
  const bare = expr.replaceAll(/"(?:[^"\\]|\\.)*"/gu, '""');
  return [...bare.matchAll(/\b([a-z_]+)\s*\(/gu)]
    .map(([, name = '']) => name)
    .filter((name) => !COMMON.has(name) && !KEYWORDS.has(name));
}

/** Matchers of `le` in an expression that meet only one of the two ways in which a whole edge is written. */
export function narrowEdges(expr: string): string[] {
  return [...expr.matchAll(/\ble(=~|!=|!~|=)"([^"]*)"/gu)]
    .filter(([, operator, value = '']) =>
      operator === '=' ? /^\d+(?:\.0+)?$/u.test(value) : !/^\d+\(\\\\\.0\)\?$/u.test(value),
    )
    .map(([matcher]) => matcher);
}

/** Names of our metrics in an expression, without the suffixes of histograms. */
export function metricsIn(expr: string): string[] {
  return [...expr.matchAll(/(?<![:\w])earshot_\w+/gu)].map(([name]) => baseOf(name));
}

function baseOf(name: string): string {
  return INSTRUMENT_NAMES.some((known) => known === name)
    ? name
    : name.replace(/_(?:bucket|sum|count)$/u, '');
}

/** One selector of one of our metrics. */
interface Selector {
  readonly name: InstrumentName;
  readonly labels: string;
  /** `[5m]`, or nothing. */
  readonly range: string;
  /** It only grows: a counter, or a part of a histogram. */
  readonly grows: boolean;
}

/** The selectors of our metrics in an expression; what rules recorded is none of them. */
export function selectorsIn(expr: string): Selector[] {
  return [...expr.matchAll(/(?<![:\w])(earshot_\w+)(\{[^}]*\})?(\[[^\]]*\])?/gu)].flatMap(
    ([, metric = '', labels = '', range = '']) => {
      const name = INSTRUMENT_NAMES.find((known) => known === baseOf(metric));
      if (name === undefined) return [];
      return [{ name, labels, range, grows: instrument(name).type !== 'gauge' }];
    },
  );
}
