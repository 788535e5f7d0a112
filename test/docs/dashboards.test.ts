import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DASHBOARDS } from '../../grafana/dashboards.ts';
import { readDashboard, type Panel } from '../support/dashboard-json.ts';
import { selectorsIn } from '../support/promql.ts';

const dashboards = DASHBOARDS.map(({ id }) => [id, readDashboard(id)] as const);
const shownIn = (panels: readonly Panel[]) => panels.filter(({ type }) => type !== 'row');

it('every file in grafana/dashboards is generated', () => {
  const files = readdirSync(new URL('../../grafana/dashboards', import.meta.url));
  expect(files.toSorted()).toEqual(DASHBOARDS.map(({ id }) => `${id}.json`).toSorted());
});

describe.each(dashboards)('%s keeps the rules of dashboard-linter', (id, dashboard) => {
  const shown = shownIn(dashboard.panels);

  it('cannot be edited in place, refreshes, and can be found', () => {
    expect(dashboard.editable).toBe(false);
    expect(dashboard.uid).toBe(`earshot-${id}`);
    expect(dashboard.title).toMatch(/^Earshot: /u);
    expect(dashboard.refresh).toBe('30s');
    expect(dashboard.tags).toContain('earshot');
  });

  it('takes its data source, job and instance from variables', () => {
    const [datasource, job, instance, url] = dashboard.templating.list;
    expect(datasource).toMatchObject({ name: 'datasource', type: 'datasource', label: 'Data source' });
    for (const [variable, name] of [
      [job, 'job'],
      [instance, 'instance'],
    ] as const) {
      expect(variable).toMatchObject({ name, type: 'query', multi: true, allValue: '.+' });
      expect(variable?.label.toLowerCase()).toBe(name);
      expect(variable?.datasource?.uid).toBe('${datasource}');
    }
    expect(url).toMatchObject({ name: 'url', type: 'query', datasource: { uid: '${datasource}' } });
  });

  it('marks deploys, and leads to the other dashboards and to the calls', () => {
    expect(dashboard.annotations.list).toMatchObject([
      { name: 'Deploys and restarts', datasource: { uid: '${datasource}' }, useValueForTime: true },
    ]);
    expect(dashboard.links.map(({ type }) => type)).toEqual(['dashboards', 'link']);
    expect(dashboard.links[0]?.tags).toEqual(['earshot']);
  });

  it.each(shown.map((panel) => [panel.title, panel] as const))(
    '%s has description, unit, link, data source and sound queries',
    (_title, panel) => {
      expect(panel.description ?? '').toMatch(/^[A-Z0-9].*\.$/u);
      expect(panel.fieldConfig?.defaults.unit ?? '').not.toBe('');
      expect(panel.fieldConfig?.defaults.links).toHaveLength(1);
      expect(panel.datasource?.uid).toBe('${datasource}');
      expect(panel.targets?.length).toBeGreaterThan(0);
      const ids = panel.targets?.map(({ refId }) => refId) ?? [];
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).not.toContain('');
      for (const { expr, legendFormat, datasource } of panel.targets ?? []) {
        expect(datasource.uid).toBe('${datasource}');
        expect(legendFormat).not.toBe('');
        expect(faultsOf(expr, panel.type)).toEqual([]);
      }
    },
  );

  it('names no panel twice, puts none over another, and none beyond the edge', () => {
    const titles = shown.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
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
});

describe('the overview', () => {
  it('has at most eight panels on the first screen, and is read from people to calls', () => {
    const { panels } = readDashboard('overview');
    const rows = panels.filter(({ type }) => type === 'row');
    expect(rows.map(({ title }) => title)).toEqual([
      'Are people hurt now?',
      'How many, and who?',
      'Ours or theirs?',
      'Which calls?',
    ]);
    const second = rows[1]?.gridPos.y ?? 0;
    const first = shownIn(panels).filter(({ gridPos }) => gridPos.y < second);
    expect(first.length).toBeGreaterThanOrEqual(5);
    expect(first.length).toBeLessThanOrEqual(8);
  });

  it('would be told of a query that breaks the rules', () => {
    const sound = 'sum(rate(earshot_joins_total{job=~"$job", instance=~"$instance"}[$__rate_interval]))';
    expect(faultsOf(sound, 'timeseries')).toEqual([]);
    expect(faultsOf(sound.replace('job=~"$job", ', ''), 'timeseries')).toEqual([
      'earshot_joins_total: no $job',
    ]);
    expect(faultsOf(sound.replace('[$__rate_interval]', '[5m]'), 'timeseries')).toEqual([
      'earshot_joins_total: range [5m]',
    ]);
    expect(faultsOf('earshot_rooms', 'timeseries')).toHaveLength(2);
    expect(faultsOf('max(job:earshot_x:ratio)', 'timeseries')).toEqual(['job:earshot_x:ratio: no $job']);
  });
});

/** What breaks the rules in a query: selectors without the variables, counters that are not rated, fixed windows. */
function faultsOf(expr: string, type: string): string[] {
  const window = type === 'table' ? '[$__range]' : '[$__rate_interval]';
  const ours = selectorsIn(expr).flatMap(({ name, labels, range, grows }) => [
    ...(labels.includes('job=~"$job"') ? [] : [`${name}: no $job`]),
    ...(labels.includes('instance=~"$instance"') ? [] : [`${name}: no $instance`]),
    ...(range === (grows ? window : '') ? [] : [`${name}: range ${range}`]),
  ]);
  // Recorded series have no instance any more.
  const recorded = [...expr.matchAll(/(job:[\w:]+)(\{[^}]*\})?/gu)].flatMap(([, name = '', labels = '']) =>
    labels.includes('job=~"$job"') ? [] : [`${name}: no $job`],
  );
  return [...ours, ...recorded];
}
