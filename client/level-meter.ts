import type { Surroundings } from './surroundings.ts';

/** Quietest sound that moves a meter, dB relative to full scale. */
const FLOOR_DB = -60;
/** Samples per look: about 20 ms. */
const WINDOW = 1_024;

/** RMS (0..1, linear) as a meter shows it: 0 at -60 dB, 1 at full scale. */
export function toMeter(rms: number): number {
  if (!(rms > 0)) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / FLOOR_DB));
}

/** Root mean square of samples, 0..1. */
export function computeRms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.min(1, Math.sqrt(sum / samples.length));
}

/** Measures what a captured track hears; it has no timer, it looks when it is asked. */
export class LevelMeter {
  readonly #surroundings: Pick<Surroundings, 'AudioContext' | 'MediaStream'>;
  #track: MediaStreamTrack | undefined;
  #context: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;
  #samples = new Float32Array(WINDOW);
  #peak: number | undefined;

  constructor(surroundings: Pick<Surroundings, 'AudioContext' | 'MediaStream'>) {
    this.#surroundings = surroundings;
  }

  /** Measures this track from now on; `undefined` releases everything. */
  setTrack(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#peak = undefined;
    this.#analyser = undefined;
    // Closing may be refused when the context is closed already.
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
    const { AudioContext, MediaStream } = this.#surroundings;
    if (track?.kind !== 'audio' || AudioContext === undefined || MediaStream === undefined) return;
    this.#context = new AudioContext();
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = WINDOW * 2;
    this.#samples = new Float32Array(analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    this.#analyser = analyser;
    // Suspended until the person acts, in browsers that think capturing is not acting enough.
    this.#context.resume().catch(() => undefined);
  }

  /** 0..1 as a meter shows it. */
  get level(): number {
    return this.measured ?? 0;
  }

  /** Like `level`; `undefined` where nothing can be measured (no Web Audio, or not before the person acts). */
  get measured(): number | undefined {
    const rms = this.#measure();
    return rms === undefined ? undefined : toMeter(rms);
  }

  /** Loudest RMS seen since the last call, 0..1; `undefined` where nothing can be measured. */
  takePeak(): number | undefined {
    this.#measure();
    const peak = this.#peak;
    this.#peak = undefined;
    return peak;
  }

  #measure(): number | undefined {
    if (this.#analyser === undefined || this.#context?.state !== 'running') return undefined;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const rms = computeRms(this.#samples);
    this.#peak = Math.max(this.#peak ?? 0, rms);
    return rms;
  }
}
