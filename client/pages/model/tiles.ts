/** What the arrangement needs to know of a participant. */
export interface TileCandidate {
  readonly participantId: string;
  readonly isLocal: boolean;
  /** Sends camera video now. */
  readonly hasVideo: boolean;
}

/** What decides who is on the first page. */
export interface ArrangeInput {
  readonly candidates: readonly TileCandidate[];
  /** Most dominant first. */
  readonly dominant: readonly string[];
  /** Pinned or spotlighted, in the order in which they are shown. */
  readonly featured: readonly string[];
  /** The last answer: those who are on the first page already keep their places. */
  readonly previous: readonly string[];
  readonly perPage: number;
}

/** Dominant speakers that are brought to the first page at most. */
const PROMOTED = 4;

/**
 * The order of tiles: the featured, oneself, the others. Nobody moves without need: newcomers go to the end, and a
 * dominant speaker who is not on the first page takes the place there of the one who matters least (no video, silent the
 * longest). Pure.
 */
export function arrangeTiles(input: ArrangeInput): readonly string[] {
  const known = new Map(input.candidates.map((candidate) => [candidate.participantId, candidate]));
  const kept = input.previous.filter((id) => known.has(id));
  const keptSet = new Set(kept);
  const newcomers = input.candidates
    .map((candidate) => candidate.participantId)
    .filter((id) => !keptSet.has(id));
  const featured = input.featured.filter((id) => known.has(id));
  const self = input.candidates.filter((candidate) => candidate.isLocal).map((each) => each.participantId);
  const first = new Set([...featured, ...self]);
  const featuredSet = new Set(featured);
  const order = [...first, ...[...kept, ...newcomers].filter((id) => !first.has(id))];
  for (const speaker of input.dominant.slice(0, PROMOTED))
    promote(order, speaker, { input, known, featuredSet });
  return order;
}

interface Standing {
  readonly input: ArrangeInput;
  readonly known: ReadonlyMap<string, TileCandidate>;
  readonly featuredSet: ReadonlySet<string>;
}

function promote(order: string[], speaker: string, standing: Standing): void {
  const { perPage, dominant } = standing.input;
  const from = order.indexOf(speaker);
  if (from < perPage) return;
  const rank = (id: string) => {
    const spoken = dominant.indexOf(id);
    const silence = spoken === -1 ? dominant.length : spoken;
    return silence * 2 + (standing.known.get(id)?.hasVideo === true ? 0 : 1);
  };
  let weakest = -1;
  order.slice(0, perPage).forEach((id, index) => {
    if (standing.featuredSet.has(id) || standing.known.get(id)?.isLocal === true) return;
    const current = order[weakest];
    if (current === undefined || rank(id) >= rank(current)) weakest = index;
  });
  const loser = order[weakest];
  // Also what makes the arrangement of its own result itself.
  if (loser === undefined || rank(loser) <= rank(speaker)) return;
  order[weakest] = speaker;
  order[from] = loser;
}
