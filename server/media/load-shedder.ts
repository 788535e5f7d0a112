import type { Clock } from '../clock.ts';
import { getShedLevel, type ShedStep } from '../rooms/ports.ts';
import type { MediaLogger } from './options.ts';
import type { MediaObserver } from './ports.ts';
import { nextShed, SHED_NOTHING, type ShedState, type ShedThresholds } from './shedding.ts';
import type { LiveWorker } from './workers.ts';

/** What shedding needs. */
export interface LoadShedderOptions {
  readonly clock: Clock;
  readonly thresholds: ShedThresholds;
  readonly logger: MediaLogger;
  readonly observer: MediaObserver;
  /** All receivers on this worker are at this step from now on. */
  readonly changed: (live: LiveWorker, step: ShedStep) => void;
}

/** Decides for every worker how much load it sheds; a replacement begins with nothing. */
export class LoadShedder {
  readonly #options: LoadShedderOptions;
  readonly #states = new WeakMap<LiveWorker, ShedState>();

  constructor(options: LoadShedderOptions) {
    this.#options = options;
  }

  getStep(live: LiveWorker): ShedStep {
    return this.#get(live).step;
  }

  /** The worker's load was measured anew. */
  update(live: LiveWorker): void {
    const { clock, thresholds, logger, observer, changed } = this.#options;
    const pps = live.load.packetsPerSecondIn + live.load.packetsPerSecondOut;
    const before = this.#get(live);
    const state = nextShed(before, pps, { ...thresholds, now: clock.monotonic() });
    if (state === before) return;
    this.#states.set(live, state);
    const up = getShedLevel(state.step) > getShedLevel(before.step);
    observer.shedChanged(up ? 'up' : 'down');
    const facts = { worker: live.index, step: state.step, packetsPerSecond: Math.round(pps) };
    if (up) logger.warn(facts, 'media worker sheds load');
    else logger.info(facts, 'media worker sheds less load');
    changed(live, state.step);
  }

  #get(live: LiveWorker): ShedState {
    return this.#states.get(live) ?? SHED_NOTHING;
  }
}
