/** What the list needs to know of a participant to sort and find them. */
export interface Listed {
  readonly participantId: string;
  readonly name: string;
  readonly isLocal: boolean;
}

/** One line of the list: a heading, or somebody. */
export type RosterLine =
  | { readonly kind: 'heading'; readonly section: RosterSection; readonly count: number }
  | {
      readonly kind: 'person';
      readonly participantId: string;
      /** Place in the order of raised hands, from 1. */
      readonly hand: number | undefined;
    };

/** Parts of the list. */
export type RosterSection = 'hands' | 'others';

/** The list as it is shown. */
export interface RosterLines {
  readonly lines: readonly RosterLine[];
  /** People among them. */
  readonly people: number;
}

// One for all comparisons: a comparison without it makes one each time.
const collator = new Intl.Collator();

/** Oneself first, the others by name. Pure. */
export function sortPeople<P extends Listed>(people: readonly P[]): readonly P[] {
  return people.toSorted(
    (a, b) =>
      Number(b.isLocal) - Number(a.isLocal) ||
      collator.compare(a.name, b.name) ||
      collator.compare(a.participantId, b.participantId),
  );
}

/**
 * Raised hands in their order, then everybody else as `sorted` has them; `search` keeps those whose name holds it,
 * whatever the case and accents. A hand keeps its number in a search. Pure.
 */
export function rosterLines(input: {
  readonly sorted: readonly Listed[];
  /** The longest raised first. */
  readonly hands: readonly string[];
  readonly search: string;
}): RosterLines {
  const wanted = plain(input.search);
  const found = input.sorted.filter((each) => wanted === '' || plain(each.name).includes(wanted));
  const foundIds = new Set(found.map((each) => each.participantId));
  const handSet = new Set(input.hands);
  const hands = input.hands.flatMap((id, at) => (foundIds.has(id) ? [personLine(id, at + 1)] : []));
  const others = found.flatMap(({ participantId }) =>
    handSet.has(participantId) ? [] : [personLine(participantId)],
  );
  const withHeadings = hands.length > 0;
  return {
    people: hands.length + others.length,
    lines: [
      ...(withHeadings ? [headingLine('hands', hands.length)] : []),
      ...hands,
      ...(withHeadings && others.length > 0 ? [headingLine('others', others.length)] : []),
      ...others,
    ],
  };
}

function personLine(participantId: string, hand?: number): RosterLine {
  return { kind: 'person', participantId, hand };
}

function headingLine(section: RosterSection, count: number): RosterLine {
  return { kind: 'heading', section, count };
}

/** The person that a key leads to from a line; `undefined` when there is nobody in that direction. Pure. */
export function stepInRoster(
  lines: readonly RosterLine[],
  from: number,
  { key, pageLines = 8 }: { readonly key: string; readonly pageLines?: number },
): number | undefined {
  const target = STEPS[key]?.({ from, pageLines, last: lines.length - 1 });
  if (target === undefined) return undefined;
  const held = Math.min(Math.max(0, target.to), lines.length - 1);
  // Headings are passed over, in the direction of the step and at an end in the other.
  return findPerson(lines, held, target.by) ?? findPerson(lines, held, -target.by);
}

interface Step {
  readonly from: number;
  readonly pageLines: number;
  readonly last: number;
}

const STEPS: Readonly<Record<string, (step: Step) => { readonly to: number; readonly by: number }>> = {
  ArrowDown: ({ from }) => ({ to: from + 1, by: 1 }),
  ArrowUp: ({ from }) => ({ to: from - 1, by: -1 }),
  PageDown: ({ from, pageLines }) => ({ to: from + pageLines, by: 1 }),
  PageUp: ({ from, pageLines }) => ({ to: from - pageLines, by: -1 }),
  Home: () => ({ to: 0, by: 1 }),
  End: ({ last }) => ({ to: last, by: -1 }),
};

function findPerson(lines: readonly RosterLine[], from: number, by: number): number | undefined {
  for (let at = from; at >= 0 && at < lines.length; at += by) if (lines[at]?.kind === 'person') return at;
  return undefined;
}

function plain(text: string): string {
  return text.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}
