import { parseMetrics } from '../../support/metrics.ts';
import { seriesKey, toSeries } from '../../support/otlp-names.ts';
import type { OtlpSpan } from '../../support/telemetry.ts';
import type { Collected } from './collected.ts';

/** One thing that had to be so. */
export interface Check {
  readonly name: string;
  /** What was wrong; `undefined` when nothing was. */
  readonly fault: string | undefined;
}

/** Spans that the join of somebody who hears others must have, all of them children of `join`. */
const JOIN_SPANS = [
  'token',
  'seat',
  'media',
  'ice: receive transport connected',
  'client: joined',
  'client: first audio',
];
/** Families that stand still once everybody has left. The others go on: time, memory, polls, rooms that wait to be closed. */
const SETTLED =
  /^earshot_(?:join|legs|leg_|client_quality|client_media|client_packets|reports|report_bytes|seats|sfu_layer)/u;

/** Names of families of an exposition, without those of the Collector itself. */
export function familiesOf(exposition: string): string[] {
  return [...exposition.matchAll(/^# TYPE (earshot_\S+) /gmu)].map(([, name = '']) => name).toSorted();
}

/** The same names on both sides. */
export function checkNames(ours: string, theirs: string): Check {
  const [own, other] = [familiesOf(ours), familiesOf(theirs)];
  const odd = [
    ...own.filter((name) => !other.includes(name)),
    ...other.filter((name) => !own.includes(name)),
  ];
  const fault = own.length === 0 ? 'none at all' : odd.length > 0 ? odd.join(', ') : undefined;
  return { name: `${String(own.length)} names behind the Collector are those of /metrics`, fault };
}

/** What was received last against what was scraped last, when everybody had left. */
export function checkValues(ours: string, { metrics }: Collected): Check {
  const received = toSeries(metrics);
  const settled = parseMetrics(ours).filter(({ name }) => SETTLED.test(name));
  const wrong = settled.flatMap(({ name, labels, value }) => {
    const key = seriesKey(name, labels);
    const got = received.get(key);
    return got === value ? [] : [`${key} is ${String(value)}, received ${String(got)}`];
  });
  const fault = settled.length < 200 ? `only ${String(settled.length)}` : wrong.slice(0, 5).join('; ');
  return {
    name: `${String(settled.length)} series arrived with their values`,
    fault: fault === '' ? undefined : fault,
  };
}

/** One trace for each join, whole. */
export function checkJoins(spans: readonly OtlpSpan[], people: number): Check {
  const roots = spans.filter(({ name }) => name === 'join');
  const faults = roots.flatMap((root) => {
    const children = spans.filter((span) => span !== root && span.traceId === root.traceId);
    const strangers = children
      .filter(({ parentSpanId }) => parentSpanId !== root.spanId)
      .map(({ name }) => name);
    const missing = JOIN_SPANS.filter((wanted) => !children.some(({ name }) => name === wanted));
    return [
      ...strangers.map((name) => `${name} is no child of join`),
      ...missing.map((name) => `no ${name}`),
      ...(attributeOf(root, 'rtc.call.id') === undefined ? ['no rtc.call.id'] : []),
    ];
  });
  if (roots.length !== people) faults.push(`${String(roots.length)} joins`);
  return {
    name: `${String(people)} joins as traces`,
    fault: faults.length === 0 ? undefined : faults.join(', '),
  };
}

function attributeOf(span: OtlpSpan, key: string): string | undefined {
  return span.attributes.find((attribute) => attribute.key === key)?.value.stringValue;
}
