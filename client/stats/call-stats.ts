import { EarshotError, type Report } from '@earshot/shared';
import type { IssueChange } from '../diagnostics/inputs.ts';
import { Emitter } from '../emitter.ts';
import type { CallStatsEvents, StatsSample, StatsSummary } from './api.ts';
import type { CollectorOptions, StatsCollector } from './collector-api.ts';
import { Collector } from './collector.ts';
import { exportDump } from './dump/export.ts';
import { Recorder } from './dump/recorder.ts';
import type { CallStatsControl, CallStatsOptions, ReportExtras } from './inputs.ts';
import { ReportBuilder } from './report-builder.ts';
import { sampleOf, Sampler, type Round } from './sampler.ts';
import { MAX_SUMMARIES, SummaryBuilder } from './summaries.ts';

/** Makes the statistics of one call. Nothing runs before `start()`. */
export function createCallStats(options: CallStatsOptions): CallStatsControl {
  return new CallStatsCore(options);
}

/** Collectors of one call at most: each holds a summary in the making. */
const MAX_COLLECTORS = 16;

class CallStatsCore implements CallStatsControl {
  readonly #options: CallStatsOptions;
  readonly #events: Emitter<CallStatsEvents>;
  readonly #sampler: Sampler;
  readonly #summaryBuilder = new SummaryBuilder();
  readonly #reportBuilder = new ReportBuilder();
  readonly #summaries: StatsSummary[] = [];
  readonly #collectors = new Set<Collector>();
  readonly #recorder = new Recorder();
  #stopped = false;
  #latest: StatsSample | undefined;
  #reportedAt: number;

  constructor(options: CallStatsOptions) {
    this.#options = options;
    this.#events = new Emitter(options.onListenerError);
    this.#sampler = new Sampler(options, (round, answers) => {
      this.#recorder.record(round.at, answers, round.gap ? round.elapsedMs : undefined);
      this.#handleRound(round);
    });
    this.#reportedAt = options.clock.monotonic();
  }

  get latest(): StatsSample | undefined {
    return this.#latest;
  }

  get summaries(): readonly StatsSummary[] {
    return [...this.#summaries];
  }

  on<N extends keyof CallStatsEvents>(name: N, listener: (event: CallStatsEvents[N]) => void): () => void {
    return this.#events.on(name, listener);
  }

  once<N extends keyof CallStatsEvents>(name: N, listener: (event: CallStatsEvents[N]) => void): () => void {
    return this.#events.once(name, listener);
  }

  start(): void {
    this.#reportedAt = this.#options.clock.monotonic();
    this.#sampler.start();
  }

  stop(): void {
    this.#stopped = true;
    this.#sampler.stop();
    this.#events.clear();
    for (const collector of [...this.#collectors]) collector.dispose();
  }

  createCollector(options: CollectorOptions = {}): StatsCollector {
    if (this.#stopped || this.#collectors.size >= MAX_COLLECTORS) {
      const why = this.#stopped ? 'The call has ended.' : 'Too many collectors: dispose of one first.';
      throw new EarshotError('wrong_state', why);
    }
    const { clock, onListenerError } = this.#options;
    const disposed = (collector: Collector): void => {
      this.#collectors.delete(collector);
    };
    const collector = new Collector({ clock, onListenerError, disposed }, options);
    this.#collectors.add(collector);
    return collector;
  }

  dump(): Blob {
    const pieces = [...exportDump(this.#recorder, this.#options.userAgent ?? '')];
    return new Blob(pieces, { type: 'application/json' });
  }

  takeReport(extras: Partial<ReportExtras> = {}): Report {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const elapsedMs = now - this.#reportedAt;
    this.#reportedAt = now;
    return this.#reportBuilder.take(clock.now(), elapsedMs, extras);
  }

  takeIssues(issues: readonly IssueChange[]): Report {
    return this.#reportBuilder.takeIssues(this.#options.clock.now(), issues);
  }

  #handleRound(round: Round): void {
    this.#reportBuilder.add(round);
    this.#options.onRound?.(round);
    const sample = sampleOf(round);
    this.#latest = sample;
    this.#events.emit('sample', sample);
    for (const collector of [...this.#collectors]) collector.handleSample(sample);
    const summary = this.#summaryBuilder.add(sample);
    if (summary === undefined) return;
    this.#summaries.push(summary);
    if (this.#summaries.length > MAX_SUMMARIES) this.#summaries.shift();
    this.#events.emit('summary', summary);
  }
}
