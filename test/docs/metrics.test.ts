import { readFileSync } from 'node:fs';
import { INSTRUMENT_NAMES } from '@earshot/server/metrics/instruments.ts';
import { describe, expect, it } from 'vitest';
import { generate } from '../../grafana/generate.ts';
import { DASHBOARDS } from '../../grafana/dashboards.ts';
import { alertGroups, recordingGroups } from '../../grafana/rules.ts';
import { metricsIn, narrowEdges, strangeFunctions } from '../support/promql.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const panels = DASHBOARDS.flatMap(({ rows }) => rows).flatMap((row) => row.panels);
const queries = panels.flatMap((panel) => panel.queries.map(({ expr }) => expr));
const rules = [...recordingGroups(), ...alertGroups()].flatMap((group) => group.rules);

describe('what is generated from the instrument table', () => {
  it.each([...generate().keys()])('%s is what `node grafana/generate.ts` makes now', (path) => {
    expect(read(path)).toBe(generate().get(path));
  });

  it('names only metrics of the table', () => {
    const known = new Set<string>(INSTRUMENT_NAMES);
    const exprs = [...queries, ...rules.map(({ expr }) => expr)];
    expect(exprs.flatMap(metricsIn).filter((name) => !known.has(name))).toEqual([]);
  });

  it('shows every metric of the table in a panel or an alert', () => {
    const used = new Set([...queries, ...rules.map(({ expr }) => expr)].flatMap(metricsIn));
    expect(INSTRUMENT_NAMES.filter((name) => !used.has(name))).toEqual([]);
  });

  it('asks only what Prometheus 2.42 and 3 understand alike', () => {
    const exprs = [...queries, ...rules.map(({ expr }) => expr)];
    expect(exprs.flatMap(strangeFunctions)).toEqual([]);
    expect(exprs.flatMap(narrowEdges)).toEqual([]);
  });

  it('records every series that an alert reads', () => {
    const recorded = new Set(rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
    const readByAlerts = rules.flatMap((rule) =>
      'alert' in rule ? [...rule.expr.matchAll(/job:earshot_[\w:]+/gu)].map(([name]) => name) : [],
    );
    expect(readByAlerts.length).toBeGreaterThan(0);
    expect(readByAlerts.filter((name) => !recorded.has(name))).toEqual([]);
  });

  it('gives every alert its own name, a severity and two sentences', () => {
    const alerts = rules.flatMap((rule) => ('alert' in rule ? [rule] : []));
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { labels, annotations } of alerts) {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(annotations.summary.length).toBeGreaterThan(10);
      expect(annotations.description.length).toBeGreaterThan(10);
    }
  });
});
