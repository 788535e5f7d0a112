import type { PlayoutSample, StatsSample, TransportSample } from './api.ts';
import type { SeenMeasures } from '@earshot/shared';
import { Capabilities } from './capabilities.ts';
import { CounterStore, isGap } from './counters.ts';
import type { CallStatsOptions, StatsTrack, StatsTransport } from './inputs.ts';
import { StatsIndex } from './raw.ts';
import type { TrackReading } from './reading.ts';
import { FIRST_PACE, nextPace } from './pace.ts';
import { readPlayout } from './playout.ts';
import { readReceived } from './received.ts';
import { readSent } from './sent.ts';
import { withSkew } from './skew.ts';
import { readTransport, type RttMemory } from './transports.ts';

/** An answer that takes longer is not waited for in this round. */
const ANSWER_LIMIT_MS = 900;
/** A call that is unanswered for so long is given up, so that the next one may be made. */
const GIVE_UP_MS = 5_000;

/** One track in one round. */
export interface TrackRound {
  readonly track: StatsTrack;
  /** `undefined`: nothing (new) is known of it. */
  readonly reading: TrackReading | undefined;
  /** Its transport answered in this round. */
  readonly answered: boolean;
}

/** One second of the whole call. */
export interface Round {
  readonly at: number;
  /** Since the round before, monotonic ms; `undefined` for the first. */
  readonly elapsedMs: number | undefined;
  /** What `elapsedMs` was meant to be: the pace of sampling, ms. */
  readonly periodMs: number;
  readonly gap: boolean;
  readonly tracks: readonly TrackRound[];
  readonly transports: readonly TransportSample[];
  /** The loudspeaker, where it is measured. */
  readonly playout: PlayoutSample | undefined;
  /** What this browser was seen to measure until now. */
  readonly measures: SeenMeasures;
}

/** What of the options the sampler needs. */
type SamplerOptions = Pick<CallStatsOptions, 'clock' | 'transports' | 'tracks' | 'visible'>;

/** One transport's answer; none when it failed or took too long. */
type Answer = { readonly transport: StatsTransport; readonly index: StatsIndex | undefined };

/** Takes each round, with the raw answers that it was read from. */
type RoundListener = (round: Round, answers: readonly Answer[]) => void;

/** Asks each transport once a second, less often where that costs too much, and reads the answers. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #onRound: RoundListener;
  readonly #counters = new CounterStore();
  readonly #capabilities = new Capabilities();
  readonly #rtt: RttMemory = new Map();
  readonly #pending = new Map<StatsTransport['direction'], number>();
  #cancelTimer: (() => void) | undefined;
  #pace = FIRST_PACE;
  /** What the answers since the last round cost, ms. */
  #costsMs: number[] = [];
  #lastAt: number | undefined;
  #state: 'idle' | 'running' | 'stopped' = 'idle';

  constructor(options: SamplerOptions, onRound: RoundListener) {
    this.#options = options;
    this.#onRound = onRound;
  }

  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    this.#schedule(this.#pace.periodMs);
  }

  stop(): void {
    this.#state = 'stopped';
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#counters.clear();
    this.#rtt.clear();
  }

  #schedule(delayMs: number): void {
    const dueAt = this.#options.clock.monotonic() + delayMs;
    this.#cancelTimer = this.#options.clock.after(delayMs, () => {
      void this.#runRound(dueAt);
    });
  }

  async #runRound(dueAt: number): Promise<void> {
    const { clock, visible } = this.#options;
    const startedAt = clock.monotonic();
    const answers = await this.#ask(startedAt);
    if (this.#state !== 'running') return;
    const { periodMs } = this.#pace;
    const costsMs = this.#costsMs;
    this.#costsMs = [];
    this.#pace = nextPace(this.#pace, { costsMs, visible: visible(), lateMs: startedAt - dueAt });
    const spent = clock.monotonic() - startedAt;
    this.#schedule(Math.max(0, this.#pace.periodMs - spent));
    this.#onRound(this.#read(answers, { startedAt, periodMs }), answers);
  }

  /** One `getStats()` per transport, all at once; those that do not answer in time are left out of this round. */
  async #ask(startedAt: number): Promise<readonly Answer[]> {
    const transports = this.#options.transports();
    const answers = transports.map((transport): Answer => ({ transport, index: undefined }));
    const asked = transports.map(async (transport, position) => {
      const index = await this.#askOne(transport, startedAt);
      answers[position] = { transport, index };
    });
    await this.#withinLimit(Promise.all(asked));
    return [...answers];
  }

  async #askOne(transport: StatsTransport, startedAt: number): Promise<StatsIndex | undefined> {
    const { direction } = transport;
    const since = this.#pending.get(direction);
    if (since !== undefined && startedAt - since < GIVE_UP_MS) return undefined;
    this.#pending.set(direction, startedAt);
    try {
      const index = new StatsIndex(await transport.getStats(), transport.id);
      this.#costsMs.push(this.#options.clock.monotonic() - startedAt);
      return index;
    } catch {
      return undefined; // A transport that was closed meanwhile has no statistics: no sample.
    } finally {
      if (this.#pending.get(direction) === startedAt) this.#pending.delete(direction);
    }
  }

  #withinLimit(work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(ANSWER_LIMIT_MS, resolve);
      void work.then(() => {
        cancel();
        resolve();
      });
    });
  }

  #read(answers: readonly Answer[], time: { readonly startedAt: number; readonly periodMs: number }): Round {
    const { startedAt, periodMs } = time;
    const elapsedMs = this.#lastAt === undefined ? undefined : startedAt - this.#lastAt;
    this.#lastAt = startedAt;
    const tracks = withSkew(this.#options.tracks().map((track) => this.#readTrack(track, answers)));
    const transports = answers.map(({ transport, index }) =>
      readTransport(transport, index, { rtt: this.#rtt, at: startedAt }),
    );
    const playout = this.#readPlayout(answers);
    this.#counters.endRound();
    for (const { transport, index } of answers)
      if (index !== undefined) this.#capabilities.add(index, transport.direction);
    const gap = elapsedMs !== undefined && isGap(elapsedMs, periodMs);
    return {
      at: this.#options.clock.now(),
      elapsedMs,
      periodMs,
      gap,
      tracks,
      transports,
      playout,
      measures: this.#capabilities.seen,
    };
  }

  #readPlayout(answers: readonly Answer[]): PlayoutSample | undefined {
    const receiving = answers.find(({ transport }) => transport.direction === 'receive')?.index;
    return receiving === undefined ? undefined : readPlayout(receiving, this.#counters);
  }

  #readTrack(track: StatsTrack, answers: readonly Answer[]): TrackRound {
    const indexes = answers
      .filter(({ transport }) => transport.direction === track.direction)
      .map(({ index }) => index)
      .filter((index) => index !== undefined);
    const read = track.direction === 'send' ? readSent : readReceived;
    for (const index of indexes) {
      const reading = read(index, track, this.#counters);
      if (reading !== undefined) return { track, reading, answered: true };
    }
    return { track, reading: undefined, answered: indexes.length > 0 };
  }
}

/** What apps see of a round. */
export function sampleOf(round: Round): StatsSample {
  const streams = round.tracks.map(({ reading }) => reading?.sample).filter((sample) => sample !== undefined);
  const { at, elapsedMs, gap, transports, playout } = round;
  return {
    at,
    ...(elapsedMs === undefined ? {} : { intervalMs: elapsedMs }),
    gap,
    streams,
    transports,
    ...(playout === undefined ? {} : { playout }),
  };
}
