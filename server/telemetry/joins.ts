import type { ErrorCode, Milestone } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { ExemplarSource } from '../metrics/exemplar.ts';
import { resultOf } from '../metrics/labels.ts';
import type { Metrics } from '../metrics/registry.ts';
import type { JoinTrace, JoinTracer } from '../signalling/ports.ts';
import { JoinFunnel } from './join-funnel.ts';
import type { JoinSpan, SpanFactory } from './join-spans.ts';

/** How long after its answer a join may still gain spans: first media that takes longer is no longer the join's. */
const OPEN_MS = 60_000;
/** Joins followed at one time; beyond it the oldest is let go. */
const MAX_OPEN = 5_000;

/** What a milestone of the client is called in a trace. */
const CLIENT_SPANS: Readonly<Record<Milestone, string>> = {
  joined: 'client: joined',
  sendConnected: 'client: send transport connected',
  receiveConnected: 'client: receive transport connected',
  firstAudio: 'client: first audio',
  firstVideo: 'client: first video',
};

/** What the server itself sees of a join's transports and milestones, besides what signalling tells the `JoinTrace`. */
export interface JoinFollower {
  transportState(
    layer: 'ice' | 'dtls',
    state: string,
    leg: { readonly participantId: string; readonly direction: 'send' | 'receive' },
  ): void;
  milestone(participantId: string, milestone: Milestone, ms: number): void;
}

/** Counts joins, and traces them when there is a `spans`. */
export function createJoinTracer(options: {
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly spans: SpanFactory | undefined;
}): JoinTracer & JoinFollower {
  return new Joins(options.metrics, options.clock, options.spans);
}

class Joins implements JoinTracer, JoinFollower {
  readonly #clock: Clock;
  readonly #spans: SpanFactory | undefined;
  readonly #counts: ReturnType<typeof countsOf>;
  readonly #funnel: JoinFunnel;
  /** By participant, oldest first; empty while nothing is traced. */
  readonly #open = new Map<string, TracedJoin>();

  constructor(metrics: Metrics, clock: Clock, spans: SpanFactory | undefined) {
    this.#clock = clock;
    this.#spans = spans;
    this.#counts = countsOf(metrics);
    this.#funnel = new JoinFunnel(metrics);
  }

  startJoin(traceparent: string | undefined): JoinTrace {
    const counts = this.#counts;
    const clock = this.#clock;
    const startedAt = clock.monotonic();
    const traced = this.#startTrace(traceparent);
    const traceId = traced?.span.traceId;
    let source: ExemplarSource | undefined;
    let isEnded = false;
    let passed = 0;
    counts.attempts.add({});
    const seconds = () => (clock.monotonic() - startedAt) / 1_000;
    return {
      traceId,
      identify: ({ callId, participantId }) => {
        source = { callId, participantId, traceId };
        if (traced === undefined) return;
        traced.span.attributes({ 'rtc.call.id': callId, 'rtc.participant.id': participantId });
        this.#follow(participantId, traced);
      },
      stage: (name) => {
        passed += 1;
        this.#funnel.reached(name);
        counts.stages.observe({ stage: name }, seconds(), source);
        traced?.stage(name, clock.now());
      },
      milestone: (name, ms) => {
        traced?.milestone(name, ms);
      },
      end: (result) => {
        if (isEnded) return;
        isEnded = true;
        counts.end(result, seconds(), source);
        if (result !== 'ok') this.#funnel.failed(result, passed);
        traced?.span.end(clock.now(), result === 'ok' ? undefined : result);
      },
    };
  }

  transportState(...[layer, state, leg]: Parameters<JoinFollower['transportState']>): void {
    if (this.#open.size === 0) return;
    this.#find(leg.participantId)?.transportState(
      { layer, state, direction: leg.direction },
      this.#clock.now(),
    );
  }

  milestone(participantId: string, milestone: Milestone, ms: number): void {
    this.#funnel.milestone(participantId, milestone);
    if (this.#open.size === 0) return;
    this.#find(participantId)?.milestone(milestone, ms);
  }

  #startTrace(traceparent: string | undefined): TracedJoin | undefined {
    if (this.#spans === undefined) return undefined;
    const now = this.#clock.now();
    return new TracedJoin(this.#spans.startJoin(now, traceparent), now);
  }

  #follow(participantId: string, traced: TracedJoin): void {
    this.#open.set(participantId, traced);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }

  /** Lets go of what is too old while it is at it, so that no timer is needed: the map is ordered by age. */
  #find(participantId: string): TracedJoin | undefined {
    const now = this.#clock.now();
    for (const [id, traced] of this.#open) {
      if (now - traced.startedAt < OPEN_MS) break;
      this.#open.delete(id);
    }
    return this.#open.get(participantId);
  }
}

function countsOf(metrics: Metrics) {
  const joins = metrics.counter('earshot_joins_total');
  const errors = metrics.counter('earshot_join_errors_total');
  const seconds = metrics.histogram('earshot_join_seconds');
  return {
    attempts: metrics.counter('earshot_join_attempts_total'),
    stages: metrics.histogram('earshot_join_stage_seconds'),
    end(result: ErrorCode | 'ok', took: number, source: ExemplarSource | undefined): void {
      joins.add({ result: resultOf(result) });
      if (result === 'ok') seconds.observe({}, took, source);
      else errors.add({ code: result });
    },
  };
}

/** One join's spans: each stage of the server begins where the one before ended, those of a client with its `join()`. */
class TracedJoin {
  readonly span: JoinSpan;
  readonly startedAt: number;
  readonly #seen = new Set<string>();
  /** When something ended that another thing begins with. */
  readonly #ends = new Map<string, number>();
  #stageEnd: number;

  constructor(span: JoinSpan, startedAt: number) {
    this.span = span;
    this.startedAt = startedAt;
    this.#stageEnd = startedAt;
  }

  stage(name: string, now: number): void {
    this.#once(name, { from: this.#stageEnd, to: now });
    this.#stageEnd = now;
  }

  milestone(milestone: Milestone, ms: number): void {
    this.#once(CLIENT_SPANS[milestone], { from: this.startedAt, to: this.startedAt + ms });
  }

  transportState(
    { layer, state, direction }: { layer: 'ice' | 'dtls'; state: string; direction: 'send' | 'receive' },
    now: number,
  ): void {
    const isDone = state === 'connected' || state === 'completed';
    if (!isDone && state !== 'failed') return;
    const from = layer === 'dtls' ? (this.#ends.get(`ice ${direction}`) ?? this.#stageEnd) : this.#stageEnd;
    this.#ends.set(`${layer} ${direction}`, now);
    this.#once(`${layer}: ${direction} transport ${isDone ? 'connected' : 'failed'}`, { from, to: now });
  }

  /** A transport that connects again later is no part of the join. */
  #once(name: string, times: { from: number; to: number }): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    this.span.child(name, times);
  }
}
