import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelSpec } from './panels/spec.ts';

/** Labels of series by which the list of calls can be filtered, and the parameter of the page that does it. */
const PARAMETERS = { blame: 'blame', factor: 'factor', band: 'band', code: 'issue' } as const;
/** @see PARAMETERS */
export type LinkLabel = keyof typeof PARAMETERS;
/** Parameters with fixed values, e.g. `{band: 'poor'}`. */
export type CallsFilter = Readonly<Partial<Record<(typeof PARAMETERS)[LinkLabel], string>>>;

const LABELS = Object.keys(PARAMETERS) as LinkLabel[];
/** The dashboards' own time range, as the page reads it. */
const RANGE = 'from=${__from:date:iso}&to=${__to:date:iso}';
/** The variable that holds the server's public address. */
const BASE = '${url:raw}';

/** Labels that every series of a panel shows in its legend: only they have a value wherever one clicks. */
function labelsOf({ queries }: PanelSpec): LinkLabel[] {
  return LABELS.filter((label) => queries.every(({ legend }) => legend.includes(`{{${label}}}`)));
}

/** Where a panel leads: the calls of its time, the worst first, filtered by the labels of the series that was clicked. */
export function callsUrl(spec: PanelSpec): string {
  const value = (label: LinkLabel) =>
    spec.kind === 'table'
      ? `\${__data.fields.${label}:percentencode}`
      : `\${__field.labels.${label}:percentencode}`;
  const parameters = [
    RANGE,
    'sort=worst',
    ...Object.entries(spec.calls ?? {}).map(([name, fixed]) => `${name}=${encodeURIComponent(fixed)}`),
    ...labelsOf(spec).map((label) => `${PARAMETERS[label]}=${value(label)}`),
  ];
  return `${BASE}/quality?${parameters.join('&')}`;
}

/** The data link of a panel. */
export function callsLink(spec: PanelSpec): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Calls of this time, worst first').url(callsUrl(spec)).targetBlank(true);
}

/** Links of every dashboard: the other ones, and the calls. */
export function dashboardLinks(): DashboardLinkBuilder[] {
  return [
    new DashboardLinkBuilder('Earshot')
      .type(DashboardLinkType.Dashboards)
      .tags(['earshot'])
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true),
    new DashboardLinkBuilder('Calls')
      .type(DashboardLinkType.Link)
      .icon('external link')
      .tooltip('The calls of this time, worst first')
      .url(`${BASE}/quality?${RANGE}&sort=worst`)
      .targetBlank(true),
  ];
}
