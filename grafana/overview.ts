import {
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { PanelSpec, Query, RowSpec } from './panels/spec.ts';
import { ROWS } from './panels.ts';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const REF_IDS = 'ABCDEFGH';
const STAT_HEIGHT = 5;
const LINES_HEIGHT = 8;
/** Refresh and rate windows follow from it; deploy/prometheus.yml says the same. */
export const SCRAPE_INTERVAL = '15s';

function target(query: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(query.expr)
    .legendFormat(query.legend)
    .refId(REF_IDS.charAt(index))
    .range();
  return query.exemplar === true ? builder.exemplar(true) : builder;
}

function thresholds({ base, from }: NonNullable<PanelSpec['steps']>): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([
      { value: null, color: base },
      ...from.map(([value, color]) => ({ value: Number(value.toFixed(4)), color })),
    ]);
}

function panel(spec: PanelSpec): StatBuilder | LinesBuilder {
  const builder =
    spec.kind === 'stat'
      ? new StatBuilder().height(STAT_HEIGHT)
      : new LinesBuilder().height(LINES_HEIGHT).fillOpacity(spec.kind === 'stacked' ? 30 : 5);
  if (spec.kind === 'stacked' && builder instanceof LinesBuilder)
    builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  builder
    .title(spec.title)
    .description(spec.description)
    .datasource(DATASOURCE)
    .span(spec.width)
    .unit(spec.unit)
    .interval(SCRAPE_INTERVAL)
    .targets(spec.queries.map(target));
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

/** What tells one dashboard from another. */
export interface DashboardSpec {
  readonly title: string;
  readonly uid: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly rows: readonly RowSpec[];
}

/* eslint-disable @typescript-eslint/no-deprecated -- the older schema is what every Grafana from 9 on provisions from a file */
/** A dashboard of these rows. */
export function buildDashboard(spec: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([...spec.tags])
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
    .withVariable(variable('instance', 'earshot_build_info{job=~"$job"}'));
  for (const row of spec.rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const one of row.panels) builder.withPanel(panel(one));
  }
  return builder.build();
}

/** The overview, in the order in which somebody on call reads it. */
export function overview(): Dashboard {
  return buildDashboard({
    title: 'Earshot: overview',
    uid: 'earshot-overview',
    description: 'Are people hurt, how many, by what, and on whose side? Made from the instrument table.',
    tags: ['earshot', 'webrtc'],
    rows: ROWS,
  });
}
