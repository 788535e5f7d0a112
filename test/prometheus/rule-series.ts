/** Series by selector: growth per minute of a counter, or promtool's own notation. */
export type SeriesSet = Readonly<Record<string, number | string>>;

/** Minutes that every series lasts. */
const MINUTES = 120;
const SERVER = 'job="earshot", instance="a"';

function of(metric: string, labels = ''): string {
  return `${metric}{${SERVER}${labels === '' ? '' : `, ${labels}`}}`;
}

const NONE = 'factor="none", blame="none", kind="none"';

/** Selectors of the series that cases change. */
export const BAD = {
  up: of('up'),
  participants: of('earshot_participants'),
  good: of('earshot_client_quality_seconds_total', `direction="receive", band="good", ${NONE}`),
  quality: of(
    'earshot_client_quality_seconds_total',
    'direction="receive", band="poor", factor="freeze", blame="subscriberDownlink", kind="video"',
  ),
  connected: of('earshot_client_connected_seconds_total'),
  reported: of('earshot_client_reported_seconds_total'),
  impairedReported: of('earshot_client_impaired_seconds_total', 'judged="report"'),
  impairedUnjudged: of('earshot_client_impaired_seconds_total', 'judged="nobody"'),
  joined: of('earshot_joins_total', 'result="ok"'),
  joins: of('earshot_joins_total', 'result="server"'),
  denied: of('earshot_joins_total', 'result="denied"'),
  pathless: of(
    'earshot_join_stages_total',
    'stage="receiveConnected", result="failed", reason="unconnected"',
  ),
  quickMedia: of('earshot_first_media_seconds_bucket', 'kind="audio", le="2"'),
  clearSound: of('earshot_client_concealment_ratio_bucket', 'le="0.03"'),
  freeze: of('earshot_client_freeze_seconds_total', 'source="camera"'),
  lost: of('earshot_legs_ended_total', 'reason="connection_lost"'),
  died: of('earshot_worker_died_total'),
  repairs: of('earshot_media_repairs_total', 'what="consumerPause"'),
  stalled: of('earshot_worker_stalled_seconds_total'),
  workerCpu: of('earshot_worker_cpu_seconds_total', 'worker="0"'),
  loop: of('earshot_event_loop_delay_seconds', 'stat="p99"'),
  unconnected: of('earshot_transports_closed_total', 'reason="timeout"'),
  disconnected: of('earshot_transport_states_total', 'layer="ice", state="disconnected"'),
  handshakes: of('earshot_transport_states_total', 'layer="dtls", state="failed"'),
  dropped: of('earshot_udp_receive_buffer_errors_total'),
  udp: of('earshot_transports', 'path="udp"'),
  tcp: of('earshot_transports', 'path="tcp"'),
  relayed: of('earshot_client_transport_seconds_total', 'direction="send", path="relay"'),
  plis: of('earshot_sfu_plis_total', 'kind="video", direction="out"'),
  refused: of('earshot_reports_total', 'result="malformed"'),
  storeDropped: of('earshot_store_rows_dropped_total', 'reason="full"'),
  storeEvicted: of('earshot_store_intervals_evicted_total'),
  optedOut: of('earshot_reports_total', 'result="optedOut"'),
  exports: of('earshot_telemetry_exports_total', 'signal="traces", result="failed"'),
} as const;

/** Twenty people in good calls on one server, with whatever a case changes. */
export function healthy(changes: SeriesSet = {}): SeriesSet {
  return {
    [BAD.up]: '1x120',
    [BAD.participants]: '20x120',
    [BAD.good]: 1_200,
    [BAD.quality]: 0,
    [BAD.connected]: 1_200,
    [BAD.reported]: 1_200,
    [BAD.impairedReported]: 60,
    [BAD.impairedUnjudged]: 6,
    [BAD.joined]: 5,
    [BAD.joins]: 0,
    [BAD.denied]: 0,
    [BAD.pathless]: 0,
    [BAD.quickMedia]: 5,
    [of('earshot_first_media_seconds_count', 'kind="audio"')]: 5,
    [BAD.clearSound]: 120,
    [of('earshot_client_concealment_ratio_count')]: 120,
    [of('earshot_client_media_seconds_total', 'direction="receive", kind="video", source="camera"')]: 1_200,
    [BAD.freeze]: 0,
    [of('earshot_legs_ended_total', 'reason="hangup"')]: 5,
    [BAD.lost]: 0,
    [BAD.died]: 0,
    [BAD.repairs]: 0,
    [BAD.stalled]: 0,
    [BAD.workerCpu]: 12,
    [BAD.loop]: '0.01x120',
    [of('earshot_transports_closed_total', 'reason="leg"')]: 10,
    [BAD.unconnected]: 0,
    [BAD.disconnected]: 0.1,
    [of('earshot_transport_states_total', 'layer="dtls", state="connected"')]: 10,
    [BAD.handshakes]: 0,
    [BAD.dropped]: 6,
    [BAD.udp]: '40x120',
    [BAD.tcp]: '2x120',
    [BAD.plis]: 10,
    [of('earshot_consumers', 'kind="video"')]: '100x120',
    [of('earshot_reports_total', 'result="accepted"')]: 120,
    [BAD.refused]: 0,
    [BAD.optedOut]: 0,
    [of('earshot_telemetry_exports_total', 'signal="traces", result="ok"')]: 4,
    [BAD.exports]: 0,
    ...changes,
  };
}

/** A counter that grows at one pace after the other: growth per minute and minutes of each. */
export function phases(...parts: readonly (readonly [perMinute: number, minutes: number])[]): string {
  let at = 0;
  return parts
    .map(([perMinute, minutes]) => {
      const part = `${String(at)}+${String(perMinute)}x${String(minutes - 1)}`;
      at += perMinute * minutes;
      return part;
    })
    .join(' ');
}

/** What promtool reads for one series. */
export function valuesOf(value: number | string): string {
  return typeof value === 'string' ? value : `0+${String(value)}x${String(MINUTES)}`;
}
