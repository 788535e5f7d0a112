/** What a page may hold. */
export interface PageLimits {
  /** Tiles that the space allows. */
  readonly fits: number;
  /** Videos that come at most. When none does, as at 0, they need not be counted. */
  readonly videos: number;
}

/**
 * Cuts an order of tiles into pages of as many as fit, and of no more videos than come. There is always a page, and
 * somebody on each where there is anybody. Pure.
 */
export function cutPages<T>(
  order: readonly T[],
  limits: PageLimits,
  isVideo: (item: T) => boolean,
): readonly (readonly T[])[] {
  const fits = Math.max(1, limits.fits);
  const most = limits.videos > 0 ? limits.videos : Infinity;
  const pages: T[][] = [[]];
  let page: T[] = pages[0] ?? [];
  let videos = 0;
  for (const item of order) {
    const video = isVideo(item);
    if (page.length >= fits || (video && videos >= most)) {
      page = [];
      pages.push(page);
      videos = 0;
    }
    page.push(item);
    if (video) videos += 1;
  }
  return pages;
}

/** How many at the head of an order are on its first page, whoever sends video. Pure. */
export function surePlaces(limits: PageLimits): number {
  return Math.max(1, limits.videos > 0 ? Math.min(limits.fits, limits.videos) : limits.fits);
}

/** One page of many. */
export interface Page<T> {
  readonly items: readonly T[];
  /** From 0. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
}

/** The page that is wanted, or the nearest there is. Pure. */
export function pageOf<T>(pages: readonly (readonly T[])[], wanted: number): Page<T> {
  const page = Math.min(Math.max(0, wanted), Math.max(0, pages.length - 1));
  return { items: pages[page] ?? [], page, pages: Math.max(1, pages.length) };
}
