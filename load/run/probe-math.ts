import type { ProbeNumbers } from './judge.ts';
import { mean } from './percentile.ts';

/** One received stream as a browser's own statistics have it. */
export interface Inbound {
  readonly id: string;
  readonly kind: 'audio' | 'video';
  readonly framesDecoded: number;
  readonly frameHeight: number;
  /** s. */
  readonly frozen: number;
  readonly samples: number;
  /** Made-up samples that were not silence. */
  readonly concealed: number;
}

/** All streams of one browser at one moment. */
export interface Look {
  /** ms. */
  readonly at: number;
  readonly streams: readonly Inbound[];
}

/** Frames/s of each layer that cameras send, by height. */
export type LayerRates = ReadonlyMap<number, number>;

/** What a browser's looks are judged by. */
export interface Yardstick {
  readonly rates: LayerRates;
  /** When everybody was in the call, ms since the epoch; `undefined`: never. */
  readonly full: { readonly from: number; readonly until: number } | undefined;
}

/** Streams that are seen in fewer looks say little: they just came or went. */
const INTERVAL_SLACK = 0.5;

/** What one browser saw between its looks, each stream judged only while it was there at both ends of an interval. */
export function judgeLooks(looks: readonly Look[], { rates, full }: Yardstick): ProbeNumbers {
  const frames: number[] = [];
  const shown: number[] = [];
  let watched = 0;
  let frozen = 0;
  let samples = 0;
  let concealed = 0;
  for (const [index, look] of looks.entries()) {
    const before = looks[index - 1];
    if (before === undefined) continue;
    const seconds = (look.at - before.at) / 1_000;
    if (seconds < INTERVAL_SLACK) continue;
    if (full !== undefined && before.at >= full.from && look.at <= full.until)
      shown.push(countShown(before, look));
    for (const stream of look.streams) {
      const old = before.streams.find(({ id }) => id === stream.id);
      if (old === undefined) continue;
      if (stream.kind === 'audio') {
        samples += stream.samples - old.samples;
        concealed += Math.max(0, stream.concealed - old.concealed);
        continue;
      }
      if (stream.frameHeight === 0 && old.frameHeight === 0) {
        // It was there all the time and nothing of it could be seen.
        watched += seconds;
        frozen += seconds;
        frames.push(0);
        continue;
      }
      const rate = rates.get(stream.frameHeight);
      // A change of layer in between would compare with the wrong rate.
      if (rate === undefined || old.frameHeight !== stream.frameHeight) continue;
      watched += seconds;
      frozen += Math.max(0, stream.frozen - old.frozen);
      frames.push(Math.min(1, (stream.framesDecoded - old.framesDecoded) / (rate * seconds)));
    }
  }
  return {
    frameShare: mean(frames),
    frozenShare: watched === 0 ? undefined : frozen / watched,
    concealedShare: samples === 0 ? undefined : concealed / samples,
    videosShown: mean(shown),
  };
}

/** Videos of which at least one frame was decoded between two looks. */
function countShown(before: Look, look: Look): number {
  return look.streams.filter(({ id, kind, framesDecoded }) => {
    const old = before.streams.find((stream) => stream.id === id);
    return kind === 'video' && framesDecoded > (old?.framesDecoded ?? 0);
  }).length;
}

/** The worst of several browsers in each respect; one that saw nothing makes it unknown. */
export function worstOf(all: readonly ProbeNumbers[]): ProbeNumbers {
  const pick = (of: (one: ProbeNumbers) => number | undefined, choose: (...values: number[]) => number) => {
    const values = all.flatMap((one) => of(one) ?? []);
    return values.length < all.length || values.length === 0 ? undefined : choose(...values);
  };
  return {
    frameShare: pick(({ frameShare }) => frameShare, Math.min),
    frozenShare: pick(({ frozenShare }) => frozenShare, Math.max),
    concealedShare: pick(({ concealedShare }) => concealedShare, Math.max),
    videosShown: pick(({ videosShown }) => videosShown, Math.min),
  };
}
