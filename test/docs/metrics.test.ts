import { readFileSync } from 'node:fs';
import { INSTRUMENT_NAMES, instrument, type InstrumentName } from '@earshot/server/metrics/instruments.ts';
import { describe, expect, it } from 'vitest';
import { generate } from '../../grafana/generate.ts';
import { ROWS } from '../../grafana/panels.ts';
import { alertGroups, recordingGroups } from '../../grafana/rules.ts';
import { narrowEdges, strangeFunctions } from '../support/promql.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const panels = ROWS.flatMap((row) => row.panels);
const queries = panels.flatMap((panel) => panel.queries.map(({ expr }) => expr));
const rules = [...recordingGroups(), ...alertGroups()].flatMap((group) => group.rules);

/** Names of our metrics in a query, without the suffixes of histograms. */
function metricsIn(expr: string): string[] {
  return [...expr.matchAll(/(?<![:\w])earshot_\w+/gu)].map(([name]) => {
    const base = name.replace(/_(?:bucket|sum|count)$/u, '');
    return INSTRUMENT_NAMES.some((known) => known === name) ? name : base;
  });
}

interface Dashboard {
  readonly editable: boolean;
  readonly uid: string;
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}
interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly multi?: boolean;
  readonly allValue?: string;
  readonly datasource?: { readonly uid: string };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly {
    readonly expr: string;
    readonly refId: string;
    readonly datasource: { uid: string };
  }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}
const dashboard = JSON.parse(read('grafana/dashboards/overview.json')) as Dashboard;
const shown = dashboard.panels.filter(({ type }) => type !== 'row');

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

describe('the overview dashboard keeps the rules of dashboard-linter', () => {
  it('cannot be edited in place', () => {
    expect(dashboard.editable).toBe(false);
    expect(dashboard.uid).toBe('earshot-overview');
  });

  it('takes its data source, job and instance from variables', () => {
    const [datasource, job, instance] = dashboard.templating.list;
    expect(datasource).toMatchObject({ name: 'datasource', type: 'datasource', label: 'Data source' });
    for (const [variable, name] of [
      [job, 'job'],
      [instance, 'instance'],
    ] as const) {
      expect(variable).toMatchObject({ name, type: 'query', multi: true, allValue: '.+' });
      expect(variable?.label.toLowerCase()).toBe(name);
      expect(variable?.datasource?.uid).toBe('${datasource}');
    }
  });

  it.each(shown.map((panel) => [panel.title, panel] as const))(
    '%s has description, unit, data source and sound queries',
    (_title, panel) => {
      expect(panel.description ?? '').toMatch(/\.$/u);
      expect(panel.fieldConfig?.defaults.unit ?? '').not.toBe('');
      expect(panel.datasource?.uid).toBe('${datasource}');
      expect(panel.targets?.length).toBeGreaterThan(0);
      const ids = panel.targets?.map(({ refId }) => refId) ?? [];
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).not.toContain('');
      for (const { expr, datasource } of panel.targets ?? []) {
        expect(datasource.uid).toBe('${datasource}');
        for (const selector of selectorsIn(expr)) {
          expect(selector.labels).toContain('job=~"$job"');
          expect(selector.labels).toContain('instance=~"$instance"');
          const isCounter =
            instrument(selector.name).type !== 'gauge' || /_(?:bucket|sum|count)$/u.test(selector.metric);
          expect(selector.range).toBe(isCounter ? '[$__rate_interval]' : '');
        }
      }
    },
  );

  it('puts no panel over another, and none beyond the edge', () => {
    const cells = new Set<string>();
    for (const { gridPos, title } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(cells.has(`${String(x)},${String(y)}`), title).toBe(false);
          cells.add(`${String(x)},${String(y)}`);
        }
      }
    }
  });

  it('has at most eight panels on the first screen, and asks about people first', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row');
    expect(rows[0]?.title).toBe('Are people hurt now?');
    const second = rows[1]?.gridPos.y ?? 0;
    const first = shown.filter(({ gridPos }) => gridPos.y < second);
    expect(first.length).toBeGreaterThanOrEqual(5);
    expect(first.length).toBeLessThanOrEqual(8);
  });
});

/** The selectors of a query: metric, labels and range. */
function selectorsIn(
  expr: string,
): { name: InstrumentName; metric: string; labels: string; range: string }[] {
  return [...expr.matchAll(/(earshot_\w+)(\{[^}]*\})?(\[[^\]]*\])?/gu)].flatMap(
    ([, metric = '', labels = '', range = '']) => {
      const [base] = metricsIn(metric);
      const name = INSTRUMENT_NAMES.find((known) => known === base);
      return name === undefined ? [] : [{ name, metric, labels, range }];
    },
  );
}
