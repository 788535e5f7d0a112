import type { ErrorCode, Milestone, RequestName, Survey, SurveyReceipt } from '@earshot/shared';

/** Counts what happens on the signalling connections. */
export interface SignallingObserver {
  connectionOpened(): void;
  connectionClosed(reason: string): void;
  sessionOpened(): void;
  sessionClosed(): void;
  resumed(result: 'replay' | 'snapshot' | 'refused'): void;
  /** `result` is `ok` or an error code. */
  requestHandled(name: RequestName | 'unknown', result: ErrorCode | 'ok', seconds: number): void;
  /** Bytes of one inbound frame refused because of its size. */
  frameRefused(): void;
}

/** One join as a trace; all methods are no-ops when tracing is off. */
export interface JoinTrace {
  /** 32 hex digits, or `undefined` when tracing is off. */
  readonly traceId: string | undefined;
  /** The seat is taken: from now on media and reports can name this join by its participant. */
  identify(leg: { readonly callId: string; readonly participantId: string }): void;
  /** A stage on the server has ended: `seat`, `media`. */
  stage(name: 'token' | 'seat' | 'media'): void;
  /** A stage that the client reached, ms after its `join()`. */
  milestone(name: Milestone, ms: number): void;
  end(result: ErrorCode | 'ok'): void;
}

/** Starts traces. */
export interface JoinTracer {
  startJoin(traceparent: string | undefined): JoinTrace;
}

/** Takes what people say of their calls. */
export interface SurveyTaker {
  /** The same answer for each of a leg. Throws `bad_params` when nothing is rated. */
  take(leg: { readonly callId: string; readonly participantId: string }, survey: Survey): SurveyReceipt;
}
