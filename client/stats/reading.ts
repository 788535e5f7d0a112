import type { Source } from '@earshot/shared';
import type { StreamSample } from './api.ts';
import type { Delta } from './counters.ts';
import type { StatsTrack } from './inputs.ts';
import { textOf, type RawStat, type StatsIndex } from './raw.ts';

/** What one second of one track adds to the report. Everything may be unknown. */
export interface TrackDelta {
  /** By the browser's timestamps. */
  readonly elapsedMs: number;
  readonly packets?: number | undefined;
  /** Signed: late packets are taken back. */
  readonly packetsLost?: number | undefined;
  readonly bytes?: number | undefined;
  readonly frames?: number | undefined;
  readonly framesDropped?: number | undefined;
  readonly freezeMs?: number | undefined;
  readonly concealedMs?: number | undefined;
  readonly limitedBandwidthMs?: number | undefined;
  readonly limitedCpuMs?: number | undefined;
  readonly limitedOtherMs?: number | undefined;
  readonly nack?: number | undefined;
  readonly retransmitted?: number | undefined;
  /** Frames that there were to decode, or that camera or share gave. */
  readonly framesGiven?: number | undefined;
  readonly pli?: number | undefined;
  readonly jitterMs?: number | undefined;
  readonly rttMs?: number | undefined;
  /** Time spent in the jitter buffer and what came out of it, for a mean. */
  readonly buffer?: Fraction | undefined;
  /** Time spent on frames by the codec and their number, for a mean. */
  readonly codec?: Fraction | undefined;
  /** Quantizers of all frames and the number of frames, for a mean. */
  readonly qp?: Fraction | undefined;
  readonly frameHeight?: number | undefined;
  /** Received video: frames have another size than in the second before. */
  readonly resized?: boolean | undefined;
}

/** A mean in the making: a total, of seconds mostly, over a count. */
export interface Fraction {
  readonly total: number;
  readonly count: number;
}

/** One second of one track. */
export interface TrackReading {
  readonly sample: StreamSample;
  /** `undefined` for the first sight of a stream: there is nothing to compare with. */
  readonly delta: TrackDelta | undefined;
  /**
   * Received tracks: the moment of the sender's clock that is played now, less the browser's time of saying so, ms. Only the
   * difference between two tracks of one sender means anything: engines count from different years.
   */
  readonly playoutAt?: number | undefined;
}

/** Names of what identifies a sample; all other fields of it are measures. */
type Identity = 'id' | 'trackId' | 'participantId' | 'source' | 'direction' | 'transportId';

type Measures = Omit<StreamSample, Identity>;

/** Measures as they are computed: any of them may turn out unknown. */
export type MaybeMeasures = Maybe<Measures>;

/** What a sample is of. `layer` is empty for the best layer (or the only one). */
export interface SampleSubject {
  readonly index: StatsIndex;
  readonly track: StatsTrack;
  readonly layer: string;
}

/** A sample that holds only what was measured. */
export function makeSample({ index, track, layer }: SampleSubject, measures: MaybeMeasures): StreamSample {
  const { trackId, participantId, source, direction } = track;
  const { transportId } = index;
  const id = `${direction}:${trackId}${layer}`;
  return { id, trackId, participantId, source, direction, transportId, ...measuredOf(measures) };
}

/** Values as they are computed: any of them may turn out unknown. */
export type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Only what was measured: a field that is not known is not there. */
export function measuredOf<T extends object>(values: Maybe<T>): Partial<T> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as Partial<T>;
}

/** A mean in the making; `undefined` when a part is missing or nothing came out. */
export function fraction(total: number | undefined, count: number | undefined): Fraction | undefined {
  return total === undefined || count === undefined || count <= 0 ? undefined : { total, count };
}

/** A share, or a mean without a unit; `undefined` when a part is missing or there is nothing to divide by. */
export function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}

/** Sum of what is known; `undefined` when nothing is. */
export function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

/** Largest of what is known; `undefined` when nothing is. */
export function maxOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Seconds as ms. */
export function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

/** The public scale of sound levels: 0..65536. */
export function toLevel(level: number | undefined): number | undefined {
  return level === undefined ? undefined : Math.round(Math.min(1, Math.max(0, level)) * 65_536);
}

/** Short name of a stream's codec, as the browser spells it: `opus`, `VP8`. */
export function codecNameOf(index: StatsIndex, stream: RawStat): string | undefined {
  return textOf(index.find(textOf(stream, 'codecId')), 'mimeType')?.split('/')[1];
}

/** A difference, where there is one. */
export function deltaOf(difference: Delta | 'first' | 'unchanged'): Delta | undefined {
  return typeof difference === 'string' ? undefined : difference;
}

/** Whether a source is a picture. */
export function isVideo(source: Source): boolean {
  return source === 'camera' || source === 'screen';
}
