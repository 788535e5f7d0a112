import { OBJECTIVES, type Objective } from './objectives.ts';
import { rate, ratio, ruleScope, select, sum } from './promql.ts';

/** A rule as Prometheus reads it. */
export type Rule =
  | { readonly record: string; readonly expr: string }
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for?: string;
      readonly labels: { readonly severity: 'page' | 'ticket' };
      readonly annotations: { readonly summary: string; readonly description: string };
    };

/** A group of rules. */
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
type Window = (typeof WINDOWS)[number];

/** Burn rates: how many times faster than allowed the budget goes, over a long and a short window (the short one ends the alert). */
const BURNS: readonly {
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
  readonly severity: 'page' | 'ticket';
}[] = [
  { factor: 14.4, long: '1h', short: '5m', severity: 'page' },
  { factor: 6, long: '6h', short: '30m', severity: 'page' },
  { factor: 3, long: '1d', short: '2h', severity: 'ticket' },
  { factor: 1, long: '3d', short: '6h', severity: 'ticket' },
];

const SECONDS: Readonly<Record<Window, number>> = {
  '5m': 300,
  '30m': 1_800,
  '1h': 3_600,
  '2h': 7_200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
};

const COVERAGE = 'job:earshot_reports:coverage_ratio_rate5m';
const errorRatio = (id: string, window: Window) => `job:earshot_${id}:error_ratio_rate${window}`;

function recordingRules(objective: Objective): Rule[] {
  return WINDOWS.map((window) => {
    const scope = ruleScope(window);
    return {
      record: errorRatio(objective.id, window),
      expr: `1 - ${ratio(objective.good(scope), objective.total(scope))}`,
    };
  });
}

/** Share of the time of participants that their reports cover. */
function coverageRule(): Rule {
  const scope = ruleScope('5m');
  const reported = rate(scope, 'earshot_client_reported_seconds_total');
  const connected = rate(scope, 'earshot_client_connected_seconds_total');
  return { record: COVERAGE, expr: `clamp_max(${ratio(reported, connected)}, 1)` };
}

/** Recording rules: one error ratio for each objective and window, and how much time reports cover. */
export function recordingGroups(): RuleGroup[] {
  return [
    ...OBJECTIVES.map((objective) => ({
      name: `earshot-${objective.id.replaceAll('_', '-')}`,
      rules: recordingRules(objective),
    })),
    { name: 'earshot-coverage', rules: [coverageRule()] },
  ];
}

const camel = (id: string) =>
  id
    .split('_')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');

function burnAlerts(objective: Objective): Rule[] {
  return BURNS.map(({ factor, long, short, severity }) => {
    const allowed = Number(((1 - objective.target) * factor).toPrecision(6));
    // Budget of a loose target times 14.4 may exceed everything that can go wrong; then the alert never fires, and the floor below does.
    const conditions = [
      `${errorRatio(objective.id, long)} > ${String(allowed)}`,
      `${errorRatio(objective.id, short)} > ${String(allowed)}`,
      `${objective.total(ruleScope(long))} * ${String(SECONDS[long])} > ${String(objective.minEvents)}`,
      ...(objective.fromReports ? [`${COVERAGE} > 0.8`] : []),
    ];
    return {
      alert: `Earshot${camel(objective.id)}Burn${long}`,
      expr: conditions.join('\nand on (job) '),
      labels: { severity },
      annotations: {
        summary: `${objective.title}: the error budget goes ${String(factor)} times too fast`,
        description: `${objective.about} Target ${String(objective.target * 100)} %; in the last ${long} {{ $value | humanizePercentage }} were not.`,
      },
    };
  });
}

type Alert = Extract<Rule, { alert: string }>;

function alert(
  name: string,
  options: Omit<Alert, 'alert' | 'labels' | 'annotations'> & {
    severity?: 'page' | 'ticket';
    summary: string;
    description: string;
  },
): Alert {
  const { expr, severity = 'ticket', summary, description } = options;
  return {
    alert: `Earshot${name}`,
    expr,
    ...(options.for === undefined ? {} : { for: options.for }),
    labels: { severity },
    annotations: { summary, description },
  };
}

/** What hurts now, whatever the budgets say. */
function harmAlerts(): Rule[] {
  const fiveMinutes = ruleScope('5m');
  const [quality] = OBJECTIVES;
  if (quality === undefined) throw new Error('unreachable: there are objectives');
  return [
    alert('QualityFloor', {
      expr: `1 - ${errorRatio(quality.id, '5m')} < 0.85\nand on (job) ${quality.total(fiveMinutes)} * 300 > ${String(quality.minEvents)}`,
      for: '10m',
      severity: 'page',
      summary: 'Less than 85 % of participant-seconds are good',
      description: 'For 10 minutes only {{ $value | humanizePercentage }} of the scored time was good.',
    }),
    alert('TelemetryBlind', {
      expr: `${COVERAGE} < 0.8\nand on (job) ${sum(fiveMinutes, 'earshot_participants')} > 10`,
      for: '10m',
      summary: 'Reports of clients are missing',
      description:
        'Reports cover only {{ $value | humanizePercentage }} of the time of participants. Quality looks better than it is, or worse.',
    }),
    alert('Down', {
      expr: 'up{job=~".*earshot.*"} == 0',
      for: '1m',
      severity: 'page',
      summary: 'A server does not answer scrapes',
      description: '{{ $labels.instance }} has not answered for a minute.',
    }),
  ];
}

/** What usually is behind it. */
function causeAlerts(): Rule[] {
  const fiveMinutes = ruleScope('5m');
  return [
    alert('WorkerDied', {
      expr: `sum by (job, instance) (increase(${select(fiveMinutes, 'earshot_worker_died_total')}[10m])) > 0`,
      summary: 'A media worker died',
      description: 'Its calls had to renew their media. The server’s log has the signal or exit code.',
    }),
    alert('WorkerStalled', {
      expr: `sum by (job, instance) (increase(${select(fiveMinutes, 'earshot_worker_stalled_seconds_total')}[10m])) > 2`,
      summary: 'A media worker stood still',
      description:
        'For {{ $value | humanizeDuration }} in 10 minutes no media passed a worker: look for a machine without CPU or memory to give.',
    }),
    alert('WorkerBusy', {
      expr: `rate(${select(fiveMinutes, 'earshot_worker_cpu_seconds_total')}[5m]) > 0.8`,
      for: '5m',
      severity: 'page',
      summary: 'A media worker is near its limit',
      description:
        'Worker {{ $labels.worker }} of {{ $labels.instance }} uses {{ $value | humanizePercentage }} of a core.',
    }),
    alert('EventLoopSlow', {
      expr: `${select(fiveMinutes, 'earshot_event_loop_delay_seconds', { stat: '="p99"' })} > 0.1`,
      for: '5m',
      summary: 'The signalling process is late',
      description: 'Timers of {{ $labels.instance }} fire {{ $value | humanizeDuration }} late (p99).',
    }),
    alert('MediaUnconnected', {
      expr: `${ratio(
        rate(fiveMinutes, 'earshot_transports_closed_total', { where: { reason: '="timeout"' } }),
        rate(fiveMinutes, 'earshot_transports_closed_total'),
      )} > 0.05\nand on (job) ${rate(fiveMinutes, 'earshot_transports_closed_total')} * 300 > 20`,
      for: '5m',
      summary: 'Clients do not reach the media ports',
      description:
        '{{ $value | humanizePercentage }} of the transports never connected: look at firewall, announced addresses and TURN.',
    }),
    alert('TcpShare', {
      expr: `${ratio(
        sum(fiveMinutes, 'earshot_transports', { where: { path: '="tcp"' } }),
        sum(fiveMinutes, 'earshot_transports', { where: { path: '=~"tcp|udp"' } }),
      )} > 0.5\nand on (job) ${sum(fiveMinutes, 'earshot_transports')} > 20`,
      for: '10m',
      summary: 'Most media goes over TCP',
      description:
        'UDP seems to be blocked somewhere: {{ $value | humanizePercentage }} of the transports use TCP.',
    }),
    alert('KeyFrameStorm', {
      expr: `${ratio(
        rate(fiveMinutes, 'earshot_sfu_plis_total', { where: { kind: '="video"' } }),
        sum(fiveMinutes, 'earshot_consumers', { where: { kind: '="video"' } }),
      )} > 1\nand on (job) ${sum(fiveMinutes, 'earshot_consumers', { where: { kind: '="video"' } })} > 10`,
      for: '5m',
      summary: 'Receivers ask for key frames all the time',
      description: '{{ $value }} key-frame requests per second for each forwarded video.',
    }),
    alert('ReportsRefused', {
      expr: `${ratio(
        rate(fiveMinutes, 'earshot_reports_total', { where: { result: '!="accepted"' } }),
        rate(fiveMinutes, 'earshot_reports_total'),
      )} > 0.05`,
      for: '10m',
      summary: 'Reports of clients are refused',
      description:
        '{{ $value | humanizePercentage }} of the reports were not taken: an old or a forged client.',
    }),
    alert('ExportFails', {
      expr: `${rate(fiveMinutes, 'earshot_telemetry_exports_total', { where: { result: '="failed"' } })} > 0`,
      for: '10m',
      summary: 'The OpenTelemetry export fails',
      description: 'The receiver of EARSHOT_OTLP_ENDPOINT does not take what is sent.',
    }),
  ];
}

/** Alerts: what hurts people first, then its usual causes. */
export function alertGroups(): RuleGroup[] {
  return [
    { name: 'earshot-budgets', rules: OBJECTIVES.flatMap(burnAlerts) },
    { name: 'earshot-harm', rules: harmAlerts() },
    { name: 'earshot-causes', rules: causeAlerts() },
  ];
}
