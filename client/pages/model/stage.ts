import type { Call } from '@earshot/client';

/** What decides how the middle of the page is divided. */
export interface StageFacts {
  /** Others who share, or oneself. */
  readonly sharing: boolean;
  /** Pinned here, then spotlighted for all. */
  readonly featured: readonly string[];
}

/** What is large in the middle of the page. */
export type StageLayout = 'grid' | 'featured' | 'share';

/** A shared screen before pinned and spotlighted people, these before everybody alike. Pure. */
export function layoutOf(facts: StageFacts): StageLayout {
  if (facts.sharing) return 'share';
  return facts.featured.length > 0 ? 'featured' : 'grid';
}

/** Pinned people first, then those who are spotlighted, each once, present ones only. Pure. */
export function featuredOf(
  pins: readonly string[],
  spotlight: readonly string[],
  isHere: (id: string) => boolean,
): readonly string[] {
  return [...new Set([...pins, ...spotlight])].filter(isHere);
}

/** From so many participants on the server limits pictures for the call's size. */
const LARGE = 100;

/**
 * Whether the server fills the stage. Its word counts; where another reason to limit is stronger, the number of people. Pure.
 */
export function isLargeStage(reason: Call['limits']['reason'], people: number): boolean {
  return reason === 'largeCall' || (reason !== 'normal' && people >= LARGE);
}

/** What decides who has a place on the stage of a large call. */
export interface PlacesInput {
  /** How many places there are. */
  readonly places: number;
  /** Cameras that come. */
  readonly shown: readonly string[];
  /** Most dominant first. */
  readonly dominant: readonly string[];
  /** The last answer. */
  readonly previous: readonly string[];
}

/**
 * Who stands where on the stage of a large call: those whose cameras come, and when these leave places free, who spoke
 * last. Nobody moves without need. Pure.
 */
export function placeStage(input: PlacesInput): readonly string[] {
  const cameras = input.shown.slice(0, input.places);
  const free = input.places - cameras.length;
  return keepPlaces(input.previous, [...cameras, ...selectSpeakers(input, new Set(cameras), free)]);
}

/** People without a camera: those who were there stay until somebody more dominant needs the place. */
function selectSpeakers(input: PlacesInput, taken: ReadonlySet<string>, free: number): readonly string[] {
  const dominant = input.dominant.filter((id) => !taken.has(id));
  const rank = new Map(dominant.map((id, at) => [id, at]));
  const rankOf = (id: string) => rank.get(id) ?? dominant.length;
  const chosen = input.previous
    .filter((id) => !taken.has(id))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .slice(0, free);
  for (const id of dominant.slice(0, free)) {
    if (chosen.includes(id)) continue;
    if (chosen.length < free) {
      chosen.push(id);
      continue;
    }
    const last = chosen.reduce((worst, each) => (rankOf(each) > rankOf(worst) ? each : worst));
    // Who leads comes at once; others wait for somebody who has clearly fallen silent.
    if (rankOf(id) === 0 || rankOf(last) >= 2 * free) chosen[chosen.indexOf(last)] = id;
  }
  return chosen;
}

/** `wanted` in the places of `previous`: who stays keeps theirs, newcomers take the places of who went. Pure. */
export function keepPlaces(previous: readonly string[], wanted: readonly string[]): readonly string[] {
  const stay = new Set(wanted);
  const before = new Set(previous);
  const newcomers = wanted.filter((id) => !before.has(id));
  const slots = previous.map((id) => (stay.has(id) ? id : newcomers.shift()));
  return [...slots.filter((id) => id !== undefined), ...newcomers];
}
