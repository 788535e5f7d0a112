import type { DiagnosticInfo, Source } from '@earshot/shared';
import { windowOf, type Measure, type Measured } from './bounds.ts';
import type { FactsWindow } from './detector.ts';
import type { TrackSecond, TrackWindow } from './track-history.ts';

/** What detectors of tracks share: which tracks, which seconds, and which of several tracks is the worst. */

/** A camera that others send. */
export const REMOTE_CAMERAS = { direction: 'receive', sources: ['camera'] } as const;
/** A voice that others send. */
export const REMOTE_VOICES = { direction: 'receive', sources: ['microphone'] } as const;
/** The own camera. */
export const OWN_CAMERA = { direction: 'send', sources: ['camera'] } as const;

/** Which tracks are meant. */
interface Selection {
  readonly direction: 'send' | 'receive';
  readonly sources: readonly Source[];
}

/** The tracks meant that should flow now. */
export function select({ tracks }: FactsWindow, { direction, sources }: Selection): readonly TrackWindow[] {
  return tracks.filter(({ track }) => track.direction === direction && sources.includes(track.source));
}

/** The worst of the tracks meant. Without any there is nothing to hurt; where none could be measured nothing is known. */
export function worst(
  window: FactsWindow,
  selection: Selection,
  measure: (track: TrackWindow) => Measure | undefined,
): Measured {
  if (window.samples.length === 0) return 'unknown';
  const tracks = select(window, selection);
  if (tracks.length === 0) return 'idle';
  const measures = tracks.map(measure).filter((one) => one !== undefined);
  const [first, ...rest] = measures;
  if (first === undefined) return 'unknown';
  const rank = ({ value, counts = true }: Measure): number => (counts ? value : -Infinity);
  return rest.reduce((most, one) => (rank(one) > rank(most) ? one : most), first);
}

/** The track's samples within a row's time. */
export function within(
  { past }: TrackWindow,
  { now }: FactsWindow,
  info: DiagnosticInfo,
): readonly TrackSecond[] {
  const windowMs = windowOf(info);
  return past.filter(({ at }) => now - at < windowMs);
}

/** Seconds that these samples are of. */
export function secondsOf(past: readonly TrackSecond[]): number {
  return past.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Mean of a measure by the time that its samples are of; `undefined` when no sample has it. */
export function meanOver(
  past: readonly TrackSecond[],
  read: (second: TrackSecond) => number | undefined,
): number | undefined {
  let sum = 0;
  let seconds = 0;
  for (const second of past) {
    const value = read(second);
    if (value === undefined) continue;
    sum += value * second.seconds;
    seconds += second.seconds;
  }
  return seconds === 0 ? undefined : sum / seconds;
}

/** Sum of a rate per second over the samples; `undefined` when none has it. */
export function totalOver(
  past: readonly TrackSecond[],
  read: (second: TrackSecond) => number | undefined,
): number | undefined {
  const rate = meanOver(past, read);
  return rate === undefined
    ? undefined
    : rate * secondsOf(past.filter((second) => read(second) !== undefined));
}

/** What a total grew by from the first of these samples to the last; `undefined` when it has no two values. */
export function growth(
  past: readonly TrackSecond[],
  read: (second: TrackSecond) => number | undefined,
): { readonly by: number; readonly seconds: number } | undefined {
  const known = past.filter((second) => read(second) !== undefined);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const by = (read(last) ?? 0) - (read(first) ?? 0);
  return { by: Math.max(0, by), seconds: (last.at - first.at) / 1_000 };
}
