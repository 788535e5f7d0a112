import { rate, ratio, ruleScope, select, sum } from '../promql.ts';
import { alert, allOf, type Rule } from './spec.ts';

/** Processes that have too much to do, or are gone. */
function workerAlerts(): Rule[] {
  const scope = ruleScope('5m');
  return [
    alert('WorkerDied', {
      expr: `sum by (job, instance) (increase(${select(scope, 'earshot_worker_died_total')}[10m])) > 0`,
      summary: 'A media worker died',
      description: 'Its calls had to renew their media. The server’s log has the signal or exit code.',
      runbook: 'worker-died',
    }),
    alert('WorkerStalled', {
      expr: `sum by (job, instance) (increase(${select(scope, 'earshot_worker_stalled_seconds_total')}[10m])) > 2`,
      summary: 'A media worker stood still',
      description:
        'For {{ $value | humanizeDuration }} in 10 minutes no media passed a worker: look for a machine without CPU or memory to give.',
      runbook: 'worker-stalled',
    }),
    alert('MediaRepaired', {
      expr: `sum by (job, instance) (increase(${select(scope, 'earshot_media_repairs_total')}[10m])) > 5`,
      summary: 'Tracks were not forwarded as they should be',
      description:
        '{{ $value | humanize }} times in 10 minutes a track was not as the server had asked for, and was asked for again.',
      runbook: 'media-repaired',
    }),
    alert('WorkerBusy', {
      expr: `rate(${select(scope, 'earshot_worker_cpu_seconds_total')}[5m]) > 0.8`,
      for: '5m',
      severity: 'page',
      summary: 'A media worker is near its limit',
      description:
        'Worker {{ $labels.worker }} of {{ $labels.instance }} uses {{ $value | humanizePercentage }} of a core.',
      runbook: 'worker-busy',
    }),
    alert('UdpDropped', {
      expr: `sum by (job, instance) (rate(${select(scope, 'earshot_udp_receive_buffer_errors_total')}[5m])) > 1`,
      for: '2m',
      summary: 'The system drops media before a worker reads it',
      description:
        '{{ $value | humanize }} datagrams a second were dropped on {{ $labels.instance }} because a socket’s buffer was full.',
      runbook: 'udp-dropped',
    }),
    alert('EventLoopSlow', {
      expr: `${select(scope, 'earshot_event_loop_delay_seconds', { stat: '="p99"' })} > 0.1`,
      for: '5m',
      summary: 'The signalling process is late',
      description: 'Timers of {{ $labels.instance }} fire {{ $value | humanizeDuration }} late (p99).',
      runbook: 'event-loop-slow',
    }),
  ];
}

/** Ways between clients and the media ports. */
function pathAlerts(): Rule[] {
  const scope = ruleScope('5m');
  return [
    alert('MediaUnconnected', {
      expr: allOf(
        `${ratio(
          rate(scope, 'earshot_transports_closed_total', { where: { reason: '="timeout"' } }),
          rate(scope, 'earshot_transports_closed_total'),
        )} > 0.05`,
        `${rate(scope, 'earshot_transports_closed_total')} * 300 > 20`,
      ),
      for: '5m',
      summary: 'Clients do not reach the media ports',
      description:
        '{{ $value | humanizePercentage }} of the transports never connected: look at firewall, announced addresses and TURN.',
      runbook: 'media-unconnected',
    }),
    alert('TcpShare', {
      expr: allOf(
        `${ratio(
          sum(scope, 'earshot_transports', { where: { path: '="tcp"' } }),
          sum(scope, 'earshot_transports', { where: { path: '=~"tcp|udp"' } }),
        )} > 0.5`,
        `${sum(scope, 'earshot_transports')} > 20`,
      ),
      for: '10m',
      summary: 'Most media goes over TCP',
      description:
        'UDP seems to be blocked somewhere: {{ $value | humanizePercentage }} of the transports use TCP.',
      runbook: 'tcp-share',
    }),
    alert('RelayShare', {
      expr: allOf(
        `${ratio(
          rate(scope, 'earshot_client_transport_seconds_total', { where: { path: '="relay"' } }),
          rate(scope, 'earshot_client_transport_seconds_total'),
        )} > 0.3`,
        `${rate(scope, 'earshot_client_transport_seconds_total')} > 20`,
      ),
      for: '10m',
      summary: 'Much media goes over TURN',
      description:
        '{{ $value | humanizePercentage }} of the clients’ transports go over a relay: their networks do not let them reach the media ports.',
      runbook: 'relay-share',
    }),
  ];
}

/** What goes wrong on them. */
function pathFaultAlerts(): Rule[] {
  const scope = ruleScope('5m');
  return [
    alert('KeyFrameStorm', {
      expr: allOf(
        `${ratio(
          rate(scope, 'earshot_sfu_plis_total', { where: { kind: '="video"' } }),
          sum(scope, 'earshot_consumers', { where: { kind: '="video"' } }),
        )} > 1`,
        `${sum(scope, 'earshot_consumers', { where: { kind: '="video"' } })} > 10`,
      ),
      for: '5m',
      summary: 'Receivers ask for key frames all the time',
      description: '{{ $value }} key-frame requests per second for each forwarded video.',
      runbook: 'key-frame-storm',
    }),
    alert('PathsLost', {
      expr: allOf(
        `${ratio(
          rate(scope, 'earshot_transport_states_total', {
            where: { layer: '="ice"', state: '="disconnected"' },
          }),
          sum(scope, 'earshot_transports', { where: { path: '=~"tcp|udp"' } }),
        )} * 300 > 0.2`,
        `${sum(scope, 'earshot_transports', { where: { path: '=~"tcp|udp"' } })} > 20`,
      ),
      for: '2m',
      summary: 'Many clients lose the media ports at once',
      description:
        '{{ $value | humanizePercentage }} of the transports lost their path in 5 minutes: look at this machine’s network first.',
      runbook: 'paths-lost',
    }),
    alert('HandshakesFail', {
      expr: allOf(
        `${ratio(
          rate(scope, 'earshot_transport_states_total', { where: { layer: '="dtls"', state: '="failed"' } }),
          rate(scope, 'earshot_transport_states_total', {
            where: { layer: '="dtls"', state: '=~"failed|connected"' },
          }),
        )} > 0.05`,
        `${rate(scope, 'earshot_transport_states_total', {
          where: { layer: '="dtls"', state: '=~"failed|connected"' },
        })} * 300 > 20`,
      ),
      for: '5m',
      summary: 'Encryption of media is not agreed on',
      description: '{{ $value | humanizePercentage }} of the DTLS handshakes failed.',
      runbook: 'handshakes-fail',
    }),
  ];
}

/** Telemetry’s own ways. */
function pipelineAlerts(): Rule[] {
  const scope = ruleScope('5m');
  return [
    alert('StoreDrops', {
      expr: `sum by (job, instance) (increase(${select(scope, 'earshot_store_rows_dropped_total', { reason: '!="removed"' })}[10m])) > 0`,
      summary: 'Rows of calls are lost',
      description:
        '{{ $value }} rows in 10 minutes are not in the call store: it cannot be used, or does not keep up.',
      runbook: 'store-drops',
    }),
    alert('StoreFull', {
      expr: `sum by (job, instance) (increase(${select(scope, 'earshot_store_intervals_evicted_total')}[1h])) > 0`,
      summary: 'The call store is as large as it may be',
      description:
        'Intervals are removed before their time: raise EARSHOT_STORE_MAX_MB, or keep them for fewer days.',
      runbook: 'store-full',
    }),
    alert('ReportsRefused', {
      expr: allOf(
        `${ratio(
          rate(scope, 'earshot_reports_total', { where: { result: '!~"accepted|optedOut"' } }),
          rate(scope, 'earshot_reports_total', { where: { result: '!="optedOut"' } }),
        )} > 0.05`,
        `${rate(scope, 'earshot_reports_total', { where: { result: '!="optedOut"' } })} * 300 > 30`,
      ),
      for: '10m',
      summary: 'Reports of clients are refused',
      description:
        '{{ $value | humanizePercentage }} of the reports were not taken: an old or a forged client.',
      runbook: 'reports-refused',
    }),
    alert('ExportFails', {
      expr: `${rate(scope, 'earshot_telemetry_exports_total', { where: { result: '="failed"' } })} > 0`,
      for: '10m',
      summary: 'The OpenTelemetry export fails',
      description: 'The receiver of EARSHOT_OTLP_ENDPOINT does not take what is sent.',
      runbook: 'export-fails',
    }),
  ];
}

/** What usually is behind it. */
export function causeAlerts(): Rule[] {
  return [...workerAlerts(), ...pathAlerts(), ...pathFaultAlerts(), ...pipelineAlerts()];
}
