import { ORIGIN, VERSION } from '../labels.ts';
import { counter, gauge } from '../instrument.ts';

/** The Node process, and telemetry's watch over itself. */
export const processInstruments = {
  earshot_build_info: gauge('1, with what this server is.', {
    unit: 'info',
    labels: { version: VERSION, node: VERSION },
  }),
  earshot_public_info: gauge(
    '1, with the address that people open (EARSHOT_PUBLIC_URL): dashboards link to it.',
    {
      unit: 'info',
      labels: { url: ORIGIN },
    },
  ),
  earshot_process_cpu_seconds_total: counter('CPU time of the Node process, workers not included.', {
    unit: 'seconds',
    labels: { mode: ['user', 'system'] },
  }),
  earshot_process_resident_memory_bytes: gauge('Resident memory of the Node process.', { unit: 'bytes' }),
  earshot_process_heap_used_bytes: gauge('JavaScript heap in use.', { unit: 'bytes' }),
  earshot_process_start_time_seconds: gauge('When the process started, seconds since the epoch.', {
    unit: 'seconds',
  }),
  earshot_event_loop_delay_seconds: gauge(
    'How late timers of the Node process fired in the last full 10 seconds.',
    {
      unit: 'seconds',
      labels: { stat: ['p50', 'p99', 'max'] },
    },
  ),
  earshot_telemetry_dropped_total: counter(
    'What telemetry did not take: exemplars that were too long, values that are no finite numbers.',
    { labels: { what: ['exemplar', 'value'] } },
  ),
  earshot_telemetry_exports_total: counter('Exports over OTLP; there only when an endpoint is configured.', {
    labels: { signal: ['metrics', 'traces'], result: ['ok', 'failed'] },
  }),
} as const;
