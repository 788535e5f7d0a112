import {
  BUDGETED_WORKERS,
  countAllSeries,
  countSeries,
  SERIES_BUDGET,
} from '@earshot/server/metrics/cardinality.ts';
import { INSTRUMENT_GROUPS, INSTRUMENT_NAMES, isClosed } from '@earshot/server/metrics/instruments.ts';
import type { Instrument, LabelValues } from '@earshot/server/metrics/instrument.ts';
import { OBJECTIVES, SERVICE_CODES } from './objectives.ts';

/** More values than this are named by where they are listed. */
const MAX_LISTED = 12;

function valuesOf(values: LabelValues): string {
  if (!isClosed(values)) return `at most ${String(values.atMost)} values`;
  if (values.length > MAX_LISTED)
    return `${String(values.length)} values, e.g. \`${values.slice(0, 3).join('`, `')}\``;
  return `\`${values.join('`, `')}\``;
}

function labelsOf(row: Instrument): string {
  const labels = Object.entries(row.labels);
  if (labels.length === 0) return '–';
  return labels.map(([label, values]) => `\`${label}\`: ${valuesOf(values)}`).join('<br>');
}

function table(group: Readonly<Record<string, Instrument>>): string {
  const rows = Object.entries(group).map(([name, row]) => {
    const buckets = row.buckets.length === 0 ? '' : `<br>Buckets: ${row.buckets.join(', ')}.`;
    const exemplars = row.exemplars ? '<br>With exemplars.' : '';
    return `| \`${name}\` | ${row.type} | ${row.unit} | ${labelsOf(row)} | ${row.help}${buckets}${exemplars} |`;
  });
  return ['| metric | type | unit | labels | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** Instruments whose series are listed: those that make most of the sum. */
const MOST_SERIES = 10;

function seriesTable(): string {
  const largest = INSTRUMENT_NAMES.map((name) => ({ name, series: countSeries(name) }))
    .sort((left, right) => right.series - left.series)
    .slice(0, MOST_SERIES);
  return [
    '| metric | series |',
    '|---|---|',
    ...largest.map(({ name, series }) => `| \`${name}\` | ${String(series)} |`),
  ].join('\n');
}

/** docs/metrics.md. */
export function metricsPage(): string {
  const groups = Object.entries(INSTRUMENT_GROUPS).map(([title, group]) => `## ${title}\n\n${table(group)}`);
  const objectives = OBJECTIVES.map(
    ({ id, title, about, target, minEvents, event }) =>
      `| ${title} | ${about} | ${String(target * 100)} % | ${String(minEvents)} × ${event} | \`job:earshot_${id}:error_ratio_rate5m\` … \`3d\` |`,
  );
  return `<!-- Made by \`node grafana/generate.ts\` from server/metrics/instruments.ts. Do not edit. -->

# Metrics

What \`/metrics\` shows, what the OTLP export sends and what the dashboards, recording rules and alerts in \`grafana/\` are made
of: one table, [server/metrics/instruments.ts](../server/metrics/instruments.ts). How to reach it: [telemetry.md](telemetry.md).

- Labels come from closed lists. Room, call, participant and address never are labels; \`call_id\` and \`participant_id\` travel in
  exemplars (OpenMetrics only).
- Counters and histograms start at 0 for every combination of labels that can occur, so that a first event is an increase.
- Seconds are counted, not averaged: a ratio of two counters holds over any time and any group. Unknown is never counted as good.
- Histograms of a report are weighted by time; \`earshot_leg_seconds\` is weighted by person.

${groups.join('\n\n')}

## Series

A server of ${String(BUDGETED_WORKERS)} workers has at most ${String(countAllSeries())} series of these, buckets included; a test holds the budget of
${String(SERIES_BUDGET)}. How many calls and people there are makes no difference. The most:

${seriesTable()}

## Objectives

Ratios of the table, with multi-window burn-rate alerts (14.4× over 1 h and 5 min and 6× over 6 h and 30 min page, 3× over 1 d and
1× over 3 d make tickets). An alert needs a minimum of events in its long window; what clients measure also needs their
reports to come (\`job:earshot_reports:coverage_ratio_rate5m\` > 0.8).

| objective | what is good | target | needs | recorded as |
|---|---|---|---|---|
${objectives.join('\n')}

Error codes that count against joins: ${SERVICE_CODES.map((code) => `\`${code}\``).join(', ')}. All others are the person's or the app's.
`;
}
