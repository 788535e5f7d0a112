import type { QualityBand } from '@earshot/shared';
import type { SurveyAnswer } from '../calls/ports.ts';
import type { Clock } from '../clock.ts';
import type { StoreObserver } from '../calls/calls.ts';
import type { Logger } from '../logger.ts';
import type { MediaNumbersSource, MediaObserver } from '../media/ports.ts';
import type { CallObserver } from '../rooms/ports.ts';
import type { JoinTracer, SignallingObserver } from '../signalling/ports.ts';
import type { IngestObserver } from './ports.ts';

/** What metrics ask of rooms when they are scraped: the list of open rooms with their participants, hidden ones included. */
export interface RoomNumbersSource {
  list(): readonly { readonly participants: number }[];
}

/** One answer to a scrape. */
export interface MetricsAnswer {
  readonly contentType: string;
  readonly body: string;
}

/** Answers a scrape in the format that its `Accept` header prefers. Never rejects for a bad header. */
export type MetricsHandler = (accept: string | undefined) => Promise<MetricsAnswer>;

/** What telemetry is made from. */
export interface TelemetryOptions {
  readonly config: {
    /** Base URL of an OTLP/HTTP receiver, e.g. `http://127.0.0.1:4318`; `undefined` = no export, no traces. */
    readonly otlpEndpoint: string | undefined;
    /** How histograms are exported over OTLP: with the table's buckets, or as exponential ones. */
    readonly otlpHistograms: 'explicit' | 'exponential';
    /** Where people open this server. */
    readonly publicUrl: string;
  };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** All counting and tracing of a server, behind the ports of those who are counted. */
export interface Telemetry {
  readonly calls: CallObserver;
  readonly signalling: SignallingObserver;
  readonly joins: JoinTracer;
  readonly media: MediaObserver;
  readonly reports: IngestObserver;
  readonly surveyTaken: (answer: SurveyAnswer, scored: QualityBand) => void;
  readonly store: StoreObserver;
  /** Names what gauges read at scrape time; before it they are left out. */
  attach(sources: {
    readonly media: MediaNumbersSource;
    readonly rooms: RoomNumbersSource;
    /** Absent: nothing is kept of calls. */
    readonly store?: { waiting(): number } | undefined;
  }): void;
  /** For `/metrics`, on the web port or on a listener of its own (`listenForMetrics`). */
  readonly metricsHandler: MetricsHandler;
  /** Sends what is still unsent, at most 5 s, and stops every timer. Idempotent, never rejects. */
  shutdown(): Promise<void>;
}
