/** How many tiles a page holds. */
export interface PageSizes {
  /** The first page, which has one's own tile. */
  readonly first: number;
  /** Each of the others. */
  readonly others: number;
}

/** What decides how many tiles a page holds. */
export interface PageFacts {
  /** Tiles that the space allows. */
  readonly fits: number;
  /** Videos that come at most. */
  readonly videos: number;
  /** Remote cameras that run and would be on these pages. */
  readonly cameras: number;
  /** One's own tile is among those shown: it costs no video. */
  readonly withSelf: boolean;
}

/** As many as fit, and no more than videos come, unless all there are come anyway or none at all does. Pure. */
export function pageSizes(facts: PageFacts): PageSizes {
  const { fits, videos, cameras } = facts;
  const scarce = videos > 0 && cameras > videos;
  const others = Math.max(1, scarce ? Math.min(fits, videos) : fits);
  return { first: scarce && facts.withSelf ? Math.min(Math.max(1, fits), others + 1) : others, others };
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
export function pageOf<T>(order: readonly T[], wanted: number, sizes: PageSizes): Page<T> {
  const pages = 1 + Math.max(0, Math.ceil((order.length - sizes.first) / sizes.others));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const from = page === 0 ? 0 : sizes.first + (page - 1) * sizes.others;
  const count = page === 0 ? sizes.first : sizes.others;
  return { items: order.slice(from, from + count), page, pages };
}
