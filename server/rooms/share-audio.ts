import type { TrackId } from '@earshot/shared';

/** Running sounds of shares that everybody gets, at most. */
const MAX_SHARE_AUDIOS = 4;

/** Which shares are heard: those published last, so that many sharing at once cannot make consumers grow as N squared. */
export function selectShareAudios(
  running: readonly { readonly trackId: TrackId; readonly publishedAt: number }[],
): readonly TrackId[] {
  return [...running]
    .sort((a, b) => b.publishedAt - a.publishedAt)
    .slice(0, MAX_SHARE_AUDIOS)
    .map(({ trackId }) => trackId);
}
