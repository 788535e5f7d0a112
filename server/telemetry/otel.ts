import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { SpanFactory } from './join-spans.ts';
import type { ExportReport } from './otlp-exports.ts';
import { createOtlpMetrics } from './otlp-metrics.ts';
import { createOtlpTraces } from './otlp-traces.ts';
import type { ResourceAttribute } from './attributes.ts';

/** A running export. */
export interface Otel {
  readonly spans: SpanFactory;
  /** Sends the rest. */
  shutdown(): Promise<void>;
}

/**
 * Starts the export of metrics and traces over OTLP/HTTP (JSON). Only this module and what it imports know OpenTelemetry's
 * SDK; it is loaded when an endpoint is configured, and not at all otherwise.
 */
export function startOtel(options: {
  readonly endpoint: string;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** Names this process among the others. */
  readonly instanceId: string;
}): Otel {
  const { metrics, clock, logger, version } = options;
  const resource = resourceFromAttributes({
    'service.name': 'earshot',
    'service.version': version,
    'service.instance.id': options.instanceId,
    'process.pid': process.pid,
  } satisfies Record<ResourceAttribute, string | number>);
  const exports = metrics.counter('earshot_telemetry_exports_total');
  const reportFor = (signal: 'metrics' | 'traces'): ExportReport => {
    let isFailing = false;
    return (result, error) => {
      exports.add({ signal, result });
      // One line when it begins to fail and one when it works again, not one for each attempt.
      if (result === 'failed' && !isFailing)
        logger.warn({ signal, error: error?.message }, 'telemetry export fails');
      if (result === 'ok' && isFailing) logger.info({ signal }, 'telemetry export works again');
      isFailing = result === 'failed';
    };
  };
  const base = options.endpoint.replace(/\/+$/u, '');
  const shared = { resource, version };
  const otlpMetrics = createOtlpMetrics({
    ...shared,
    metrics,
    clock,
    url: `${base}/v1/metrics`,
    report: reportFor('metrics'),
  });
  const traces = createOtlpTraces({ ...shared, url: `${base}/v1/traces`, report: reportFor('traces') });
  return {
    spans: traces.spans,
    async shutdown() {
      await Promise.allSettled([traces.shutdown(), otlpMetrics.shutdown()]);
    },
  };
}
