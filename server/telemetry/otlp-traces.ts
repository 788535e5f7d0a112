import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { SpanAttribute } from './attributes.ts';
import type { SpanFactory } from './join-spans.ts';
import { reportingExports, type ExportReport } from './otlp-exports.ts';

/** Spans kept while the receiver is away, and how they are sent. */
const MAX_QUEUED = 4_096;
const SEND_EVERY_MS = 2_000;
const TIMEOUT_MS = 5_000;

/** Traces over OTLP/HTTP, without touching OpenTelemetry's globals: two servers in one process do not meet. */
export function createOtlpTraces(options: {
  readonly url: string;
  readonly resource: Resource;
  readonly version: string;
  readonly report: ExportReport;
}): { readonly spans: SpanFactory; shutdown(): Promise<void> } {
  const exporter: SpanExporter = reportingExports(
    new OTLPTraceExporter({ url: options.url, timeoutMillis: TIMEOUT_MS }),
    options.report,
  );
  const provider = new TracerProvider({
    resource: options.resource,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: MAX_QUEUED,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: TIMEOUT_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('earshot', options.version);
  return {
    shutdown: () => provider.shutdown(),
    spans: {
      startJoin(at, traceparent) {
        const span = tracer.startSpan(
          'join',
          { kind: SpanKind.SERVER, startTime: at },
          parentContext(traceparent),
        );
        const inside = trace.setSpan(ROOT_CONTEXT, span);
        return {
          traceId: span.spanContext().traceId,
          child(name, { from, to }) {
            tracer.startSpan(name, { startTime: from }, inside).end(Math.max(from, to));
          },
          attributes(values) {
            span.setAttributes(values);
          },
          end(endedAt, error) {
            if (error !== undefined) {
              span.setAttribute('error.type' satisfies SpanAttribute, error);
              span.setStatus({ code: SpanStatusCode.ERROR, message: error });
            }
            span.end(endedAt);
          },
        };
      },
    },
  };
}

/** The context that a W3C `traceparent` names; the root for anything else. */
export function parentContext(traceparent: string | undefined): Context {
  const match =
    /^00-(?<traceId>(?!0{32})[0-9a-f]{32})-(?<spanId>(?!0{16})[0-9a-f]{16})-(?<flags>[0-9a-f]{2})$/u.exec(
      traceparent ?? '',
    );
  const { traceId, spanId, flags } = match?.groups ?? {};
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  // Always sampled: whether this server's joins are traced is its operator's choice, not a caller's.
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}
