import type { Call } from '@earshot/client';
import { countOf } from '../model/format.ts';

type Limits = Call['limits'];

const LIMIT_REASONS: Readonly<Record<Limits['reason'], string>> = {
  normal: 'The room shows no more pictures at a time.',
  largeCall: 'From 100 participants on only those who speak are shown.',
  formFactor: 'A phone shows no more pictures at a time.',
  serverLoad: 'The server is busy and sends fewer pictures for now.',
};

/** What the stage of a large call shows, and why not more. Pure. */
export function speakersNote(
  limits: Limits,
  participants: number,
): { readonly text: string; readonly reason: string } {
  const people = limits.videos === 1 ? 'most active speaker' : `${limits.videos} most active speakers`;
  return { text: `Showing the ${people} of ${participants}`, reason: LIMIT_REASONS[limits.reason] };
}

const OPTIMAL_REASONS: Readonly<
  Record<Exclude<Limits['optimalVideoCountReason'], 'unknown'>, (videos: string) => string>
> = {
  bandwidth: (videos) => `Your network carries ${videos} now`,
  performance: (videos) => `This device can show ${videos} now`,
  externalLimit: (videos) => `${videos} can be shown now: more is not allowed here`,
};

/** Why fewer pictures come than may; `undefined` where nothing is missing: `cameras` is how many could be shown. Pure. */
export function optimalNote(limits: Limits, cameras: number): string | undefined {
  const { optimalVideoCount: count, optimalVideoCountReason: reason } = limits;
  if (count >= limits.videos || count >= cameras || reason === 'unknown') return undefined;
  return OPTIMAL_REASONS[reason](count === 0 ? 'no video' : countOf(count, 'video', 'videos'));
}
