import { useVirtualizer, defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { stepInRoster, type RosterLine, type RosterLines } from '../model/roster.ts';
import { RosterHeading } from './roster-heading.tsx';
import { RosterRow } from './roster-row.tsx';

/** As the styles have them, CSS pixels. */
const HEIGHTS: Readonly<Record<RosterLine['kind'], number>> = { person: 54, heading: 40 };
const OVERSCAN = 6;

/** Whose row takes the focus, and which of its buttons. */
interface Wanted {
  readonly participantId: string;
  readonly column: string | undefined;
}

/**
 * The list of people, of which only what is in sight is on the page. Arrow keys go from row to row, and from button to
 * button of a row: one tab stop leads in, the next one out.
 */
export function RosterGrid(props: { readonly list: RosterLines }): JSX.Element {
  const { lines, people } = props.list;
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string>();
  const [wanted, setWanted] = useState<Wanted>();
  const active = activeLine(lines, chosen);
  const rangeExtractor = useCallback(
    (range: Range) => withLine(defaultRangeExtractor(range), active),
    [active],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- rows take their data by id: nothing of it is remembered
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => HEIGHTS[lines[index]?.kind ?? 'person'],
    getItemKey: (index) => keyOf(lines[index]),
    overscan: OVERSCAN,
    rangeExtractor,
  });
  useEffect(() => {
    if (wanted !== undefined) focusRow(scroller.current, wanted);
  }, [wanted]);
  const handleKey = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.closest('dialog, [role="menu"]') !== null)
      return;
    const column = event.target.dataset['column'];
    if (stepInRow(event)) return;
    const to = stepInRoster(lines, active, event);
    const line = to === undefined ? undefined : lines[to];
    if (to === undefined || line?.kind !== 'person') return;
    event.preventDefault();
    setChosen(line.participantId);
    setWanted({ participantId: line.participantId, column });
    virtual.scrollToIndex(to, { align: 'auto' });
  };
  return (
    <div
      ref={scroller}
      className="roster-lists"
      role="grid"
      aria-label="List of participants"
      aria-rowcount={lines.length}
      data-testid="roster-grid"
      data-count={people}
      onKeyDown={handleKey}
    >
      <div role="rowgroup" className="roster-rows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return line.kind === 'heading' ? (
            <RosterHeading key={line.section} line={line} index={index} top={start} />
          ) : (
            <RosterRow
              key={line.participantId}
              participantId={line.participantId}
              hand={line.hand}
              index={index}
              top={start}
              active={index === active}
              onActive={setChosen}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The line that has the tab stop: the chosen person's, or the first person's. */
function activeLine(lines: readonly RosterLine[], chosen: string | undefined): number {
  const isPerson = (line: RosterLine) => line.kind === 'person';
  const at = lines.findIndex((line) => line.kind === 'person' && line.participantId === chosen);
  return at === -1 ? lines.findIndex(isPerson) : at;
}

/** The active line stays on the page wherever it is: what has the focus must not vanish. */
function withLine(range: number[], line: number): number[] {
  return line === -1 || range.includes(line) ? range : [...range, line].sort((a, b) => a - b);
}

function keyOf(line: RosterLine | undefined): string {
  if (line === undefined) return '';
  return line.kind === 'heading' ? line.section : line.participantId;
}

/** Left and right, inside of a row. */
function stepInRow(event: KeyboardEvent): boolean {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0 || !(event.target instanceof HTMLElement)) return false;
  const buttons = [...(event.target.closest('[role="row"]')?.querySelectorAll('button') ?? [])];
  const at = buttons.findIndex((button) => button === event.target);
  event.preventDefault();
  buttons[at + by]?.focus();
  return true;
}

function focusRow(scroller: HTMLElement | null, wanted: Wanted): void {
  const row = scroller?.querySelector(`[data-participant="${CSS.escape(wanted.participantId)}"]`);
  const buttons = [...(row?.querySelectorAll('button') ?? [])];
  const same = buttons.find((button) => button.dataset['column'] === wanted.column);
  (same ?? buttons.at(-1))?.focus({ preventScroll: true });
}
