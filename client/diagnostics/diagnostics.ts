import {
  applyOverrides,
  DIAGNOSTICS,
  isReported,
  type DiagnosticOverrides,
  type DiagnosticsTable,
  type IssueCode,
} from '@earshot/shared';
import type { Issue } from '../api.ts';
import { Emitter } from '../emitter.ts';
import type { StatsSample } from '../stats/api.ts';
import { AUDIO_DETECTORS } from './audio.ts';
import {
  advance,
  forgetCandidate,
  GOOD,
  isFresh,
  NOT_RAISED,
  WINDOW_SAMPLES,
  type Detector,
  type FactsWindow,
  type IssueState,
  type LevelSecond,
  type SeenSample,
} from './detector.ts';
import type {
  CaptureFacts,
  Diagnostics,
  DiagnosticsEvents,
  DiagnosticsFacts,
  DiagnosticsFeed,
  DiagnosticsOptions,
  IssueChange,
  SampleContext,
} from './inputs.ts';
import { LIMIT_DETECTORS } from './limits.ts';
import { levelsOf } from './levels.ts';
import { LOAD_DETECTORS } from './load.ts';
import { hintOf, messageOf } from './messages.ts';
import { NETWORK_DETECTORS } from './network.ts';
import { PATH_DETECTORS } from './path.ts';
import { PICTURE_DETECTORS } from './picture.ts';
import { SOUND_DETECTORS } from './sound.ts';
import { TrackHistory } from './track-history.ts';
import { VIDEO_DETECTORS } from './video.ts';

/** All detectors, one for each code of the list. */
export const DETECTORS: readonly Detector[] = [
  ...NETWORK_DETECTORS,
  ...PATH_DETECTORS,
  ...AUDIO_DETECTORS,
  ...SOUND_DETECTORS,
  ...VIDEO_DETECTORS,
  ...PICTURE_DETECTORS,
  ...LOAD_DETECTORS,
  ...LIMIT_DETECTORS,
];

const NO_CONTEXT: SampleContext = { tracks: [], lateMs: 0 };

/** Changes kept for a report: as many as it may hold. */
const MAX_CHANGES = 64;

const NO_CAPTURE: CaptureFacts = {
  attempt: { phase: 'idle' },
  wanted: false,
  track: 'none',
  permission: 'unknown',
  devices: undefined,
};

const INITIAL_FACTS: DiagnosticsFacts = {
  microphone: { ...NO_CAPTURE, mutedByPerson: false, level: undefined, unheardByServer: undefined },
  camera: { ...NO_CAPTURE, watched: true },
  screen: NO_CAPTURE,
  speakers: undefined,
  online: true,
  visible: true,
  signalling: 'connecting',
  sendTransport: undefined,
  receiveTransport: undefined,
  pathLoss: undefined,
  autoplayBlocked: false,
  speakerRefused: false,
  unreachableRelays: 0,
  shedLevel: 0,
};

/** Makes the diagnostics of one call. `feed` and `tick` move them; they have no timer. */
export function createDiagnostics(options: DiagnosticsOptions): Diagnostics {
  return new DiagnosticsCore(options);
}

class DiagnosticsCore implements Diagnostics {
  readonly #options: DiagnosticsOptions;
  #table: DiagnosticsTable = DIAGNOSTICS;
  readonly #events: Emitter<DiagnosticsEvents>;
  readonly #states = new Map<IssueCode, IssueState>();
  /** When each level began, ms since the epoch by the clock of the moment in which it was told. */
  readonly #since = new Map<IssueCode, number>();
  #facts = INITIAL_FACTS;
  #samples: SeenSample[] = [];
  #mutedLevels: (number | undefined)[] = [];
  #levels: LevelSecond[] = [];
  readonly #tracks = new TrackHistory();
  #changes: readonly IssueChange[] = [];
  #stopped = false;

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
    this.#events = new Emitter(options.onListenerError);
  }

  get issues(): readonly Issue[] {
    return [...this.#states]
      .filter(([, state]) => state.level !== 'good')
      .sort(([, left], [, right]) => left.since - right.since)
      .map(([code, state]) => this.#issueOf(code, state));
  }

  on<N extends keyof DiagnosticsEvents>(
    name: N,
    listener: (event: DiagnosticsEvents[N]) => void,
  ): () => void {
    return this.#events.on(name, listener);
  }

  once<N extends keyof DiagnosticsEvents>(
    name: N,
    listener: (event: DiagnosticsEvents[N]) => void,
  ): () => void {
    return this.#events.once(name, listener);
  }

  configure(overrides: DiagnosticOverrides): void {
    this.#table = applyOverrides(overrides);
  }

  feed(facts: DiagnosticsFeed): void {
    if (this.#stopped) return;
    const before = this.#facts;
    this.#facts = {
      ...before,
      ...facts,
      microphone: { ...before.microphone, ...facts.microphone },
      camera: { ...before.camera, ...facts.camera },
      screen: { ...before.screen, ...facts.screen },
    };
    this.#judge(this.#options.clock.monotonic());
  }

  tick(sample: StatsSample | undefined, context: SampleContext = NO_CONTEXT): void {
    if (this.#stopped) return;
    const now = this.#options.clock.monotonic();
    if (sample?.gap === true) this.#forgetPast();
    else if (sample !== undefined) this.#take(sample, context, now);
    const { mutedByPerson, level } = this.#facts.microphone;
    this.#mutedLevels = mutedByPerson ? [...this.#mutedLevels, level].slice(-WINDOW_SAMPLES) : [];
    this.#judge(now);
  }

  takeChanges(): readonly IssueChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  stop(): void {
    this.#stopped = true;
    this.#events.clear();
    this.#samples = [];
  }

  #take(sample: StatsSample, { tracks, lateMs }: SampleContext, at: number): void {
    const { visible } = this.#facts;
    // Hidden pages are held back by the browser: that is no sign of a busy device.
    this.#samples = [...this.#samples, { sample, at, lateMs: visible ? lateMs : 0 }].slice(-WINDOW_SAMPLES);
    this.#tracks.add(sample, tracks, { at, visible });
    this.#levels = [...this.#levels, levelsOf(sample, this.#facts, at)].slice(-WINDOW_SAMPLES);
  }

  /** Time passed that nobody saw: samples from before and what was building up say nothing about now. */
  #forgetPast(): void {
    this.#samples = [];
    this.#mutedLevels = [];
    this.#levels = [];
    this.#tracks.forget();
    for (const [code, state] of this.#states) this.#states.set(code, forgetCandidate(state));
  }

  #judge(now: number): void {
    const newest = this.#samples.at(-1);
    const fresh = newest !== undefined && isFresh(newest, now);
    const window: FactsWindow = {
      now,
      facts: this.#facts,
      table: this.#table,
      samples: fresh ? this.#samples : [],
      tracks: this.#tracks.windows,
      levels: this.#levels,
      mutedLevels: this.#mutedLevels,
    };
    const changed: Issue[] = [];
    for (const detector of DETECTORS) {
      const before = this.#states.get(detector.code) ?? NOT_RAISED;
      const times = this.#table[detector.code];
      const judgement = times.enabled === false ? GOOD : detector.judge(window, before.level);
      const after = advance(before, judgement, { now, times });
      this.#states.set(detector.code, after);
      if (after.level !== before.level) changed.push(this.#record(detector.code, after, now));
    }
    // After all detectors have judged, so that a listener that feeds again meets a whole state.
    for (const issue of changed) this.#events.emit('issueChanged', issue);
  }

  #record(code: IssueCode, state: IssueState, now: number): Issue {
    const at = this.#options.clock.now();
    this.#since.set(code, Math.round(at - (now - state.since)));
    if (isReported(code)) {
      this.#changes = [...this.#changes, { code, level: state.level, at: Math.round(at) }].slice(
        -MAX_CHANGES,
      );
    }
    return this.#issueOf(code, state);
  }

  #issueOf(code: IssueCode, { level, evidence, reason }: IssueState): Issue {
    return {
      code,
      level,
      severity: this.#table[code].severity,
      since: this.#since.get(code) ?? 0,
      evidence,
      ...(reason === undefined ? {} : { reason }),
      message: messageOf(code, level),
      hint: hintOf(code, level),
    };
  }
}
