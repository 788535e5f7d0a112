import { perSecond, type TrackColumn, type TrackValues } from '@earshot/shared';
import { FreezeClock } from './freeze-clock.ts';
import type { StatsTrack } from './inputs.ts';
import { isVideo, type Fraction, type TrackDelta } from './reading.ts';

/** Values that are plain sums of differences. */
const SUMS = [
  'packets',
  'packetsLost',
  'bytes',
  'concealedMs',
  'nack',
  'retransmitted',
  'framesGiven',
  'frames',
  'framesDropped',
  'pli',
  'limitedBandwidthMs',
  'limitedCpuMs',
  'limitedOtherMs',
] as const satisfies readonly (TrackColumn & keyof TrackDelta)[];

/** Means in the making. */
interface Means {
  buffer?: Fraction | undefined;
  codec?: Fraction | undefined;
  qp?: Fraction | undefined;
}

/** Gathers the seconds of one track. */
export class TrackGathering {
  #track: StatsTrack;
  readonly #freezes = new FreezeClock();
  #values: TrackValues = {};
  #means: Means = {};
  #hasStream = false;

  constructor(track: StatsTrack) {
    this.#track = track;
  }

  get track(): StatsTrack {
    return this.#track;
  }

  /** Time gathered since the last `take`, ms. */
  get expectedMs(): number {
    return this.#values.expectedMs ?? 0;
  }

  /**
   * Adds a second in which the track was expected and the browser, asked, knew no stream of it: there is one from the first
   * packet on.
   */
  addNothing(track: StatsTrack, elapsedMs: number): void {
    this.#track = track;
    this.#sum('expectedMs', elapsedMs);
  }

  /** Adds a second in which the track was expected. */
  add(track: StatsTrack, delta: TrackDelta): void {
    this.#track = track;
    this.#hasStream = true;
    const { elapsedMs, packets, frameHeight } = delta;
    this.#sum('expectedMs', elapsedMs);
    for (const name of SUMS) this.#sum(name, delta[name]);
    if (packets !== undefined && track.source !== 'screen') this.#sum('dryMs', packets === 0 ? elapsedMs : 0);
    this.#extreme('jitterMaxMs', delta.jitterMs, Math.max);
    this.#extreme('rttMaxMs', delta.rttMs, Math.max);
    this.#extreme('concealedMaxMs', perSecond(delta.concealedMs, elapsedMs), Math.max);
    if (isVideo(track.source)) this.#addPicture(delta);
    if (frameHeight !== undefined) this.#values.frameHeight = frameHeight;
    const { buffer, codec, qp } = this.#means;
    this.#means = {
      buffer: joined(buffer, delta.buffer),
      codec: joined(codec, delta.codec),
      qp: joined(qp, delta.qp),
    };
  }

  /** What was gathered since the last time; the next interval begins. */
  take(): TrackValues {
    const { buffer, codec, qp } = this.#means;
    this.#sum('jitterBufferMs', meanOf(buffer, 1_000));
    this.#sum('codecMsPerFrame', meanOf(codec, 1_000));
    this.#sum('qp', meanOf(qp, 1));
    const { direction, source } = this.#track;
    // Nothing has ever come: the same silence as later, not something that nobody measured.
    if (!this.#hasStream && direction === 'receive' && source !== 'screen')
      this.#sum('dryMs', this.expectedMs);
    const values = this.#values;
    this.#values = {};
    this.#means = {};
    return values;
  }

  #addPicture(delta: TrackDelta): void {
    const { source, direction } = this.#track;
    this.#extreme('framesMin', perSecond(delta.frames, delta.elapsedMs), Math.min);
    if (direction === 'receive')
      this.#sum('freezeMs', this.#freezes.pass({ ...delta, moves: source === 'camera' }));
  }

  #sum(name: TrackColumn, value: number | undefined): void {
    if (value !== undefined) this.#values[name] = (this.#values[name] ?? 0) + value;
  }

  #extreme(name: TrackColumn, value: number | undefined, choose: (...values: number[]) => number): void {
    if (value !== undefined) this.#values[name] = choose(this.#values[name] ?? value, value);
  }
}

function joined(left: Fraction | undefined, right: Fraction | undefined): Fraction | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return { total: left.total + right.total, count: left.count + right.count };
}

function meanOf(part: Fraction | undefined, scale: number): number | undefined {
  return part === undefined ? undefined : (part.total / part.count) * scale;
}
