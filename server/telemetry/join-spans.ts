import type { SpanAttribute } from './attributes.ts';

/** The narrow part of tracing that joins need. `otlp-traces.ts` makes it with OpenTelemetry; without it nothing is traced. */
export interface SpanFactory {
  /** The root span of one join. `traceparent` (W3C) makes it a child of the app's own trace. Times in ms since the epoch. */
  startJoin(at: number, traceparent: string | undefined): JoinSpan;
}

/** One traced join. */
export interface JoinSpan {
  readonly traceId: string;
  /** A finished child. */
  child(name: string, times: { readonly from: number; readonly to: number }): void;
  attributes(values: Readonly<Partial<Record<SpanAttribute, string>>>): void;
  /** `error` is a code, or `undefined` when all went well. Children may still be added. */
  end(at: number, error: string | undefined): void;
}
