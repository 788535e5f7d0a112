import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableHide,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { callsLink, dashboardLinks } from './links.ts';
import type { PanelSpec, Query, RowSpec } from './panels/spec.ts';

/** Every dashboard asks the data source that its variable names. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const REF_IDS = 'ABCDEFGH';
const STAT_HEIGHT = 5;
const LINES_HEIGHT = 8;
/** Refresh and rate windows follow from it; deploy/prometheus.yml says the same. */
export const SCRAPE_INTERVAL = '15s';

function target({ kind }: PanelSpec, query: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(query.expr)
    .legendFormat(query.legend)
    .refId(REF_IDS.charAt(index));
  if (kind === 'table') return builder.instant().format(PromQueryFormat.Table);
  return query.exemplar === true ? builder.range().exemplar(true) : builder.range();
}

function thresholds({ base, from }: NonNullable<PanelSpec['steps']>): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([
      { value: null, color: base },
      ...from.map(([value, color]) => ({ value: Number(value.toFixed(4)), color })),
    ]);
}

function visualization({ kind }: PanelSpec): StatBuilder | LinesBuilder | TableBuilder {
  switch (kind) {
    case 'stat':
      return new StatBuilder().height(STAT_HEIGHT);
    case 'lines':
      return new LinesBuilder().height(LINES_HEIGHT).fillOpacity(5);
    case 'stacked':
      return new LinesBuilder()
        .height(LINES_HEIGHT)
        .fillOpacity(30)
        .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
    case 'table':
      return new TableBuilder()
        .height(LINES_HEIGHT)
        .withTransformation({ id: 'organize', options: { excludeByName: { Time: true } } });
  }
}

function panel(spec: PanelSpec): ReturnType<typeof visualization> {
  const builder = visualization(spec);
  builder
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .span(spec.width)
    .unit(spec.unit)
    .interval(SCRAPE_INTERVAL)
    .dataLinks([callsLink(spec)])
    .targets(spec.queries.map((query, index) => target(spec, query, index)));
  if (spec.steps !== undefined) builder.thresholds(thresholds(spec.steps));
  if (spec.max !== undefined) builder.min(0).max(spec.max);
  return builder;
}

function variable(name: 'job' | 'instance', of: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(name === 'job' ? 'Job' : 'Instance')
    .datasource(DATASOURCE)
    .query({ query: `label_values(${of}, ${name})`, refId: `${name}s` })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** The server's own address, which it exports: links lead to its page of calls without a setting of Grafana's. */
function publicUrl(): QueryVariableBuilder {
  return new QueryVariableBuilder('url')
    .label('Address of Earshot')
    .datasource(DATASOURCE)
    .query({ query: 'label_values(earshot_public_info{job=~"$job"}, url)', refId: 'urls' })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .hide(VariableHide.HideVariable);
}

/** Marks the start of each process, with its version: a change of quality beside one has found its first suspect. */
function starts(): AnnotationQueryBuilder {
  const of = 'job=~"$job", instance=~"$instance"';
  return new AnnotationQueryBuilder()
    .name('Deploys and restarts')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('purple')
    .expr(
      `max by (instance, version) (earshot_process_start_time_seconds{${of}} * on (job, instance) group_left (version) earshot_build_info{${of}}) * 1000`,
    )
    .step('60s')
    .titleFormat('{{instance}} started')
    .textFormat('Version {{version}}')
    .useValueForTime(true);
}

/** What tells one dashboard from another. */
export interface DashboardSpec {
  /** Name of its file. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly rows: readonly RowSpec[];
}

/* eslint-disable @typescript-eslint/no-deprecated -- the older schema is what every Grafana from 9 on provisions from a file */
/** A dashboard of these rows. */
export function buildDashboard(spec: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(`Earshot: ${spec.title}`)
    .uid(`earshot-${spec.id}`)
    .description(spec.description)
    .tags(['earshot', ...spec.tags])
    .links(dashboardLinks())
    .annotation(starts())
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .refresh('30s')
    .withVariable(
      new DatasourceVariableBuilder('datasource')
        .label('Data source')
        .type('prometheus')
        .current({ selected: true, text: 'Prometheus', value: 'prometheus' }),
    )
    .withVariable(variable('job', 'earshot_build_info'))
    .withVariable(variable('instance', 'earshot_build_info{job=~"$job"}'))
    .withVariable(publicUrl());
  for (const row of spec.rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const one of row.panels) builder.withPanel(panel(one));
  }
  return builder.build();
}
