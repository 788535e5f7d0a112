import type { JSX } from 'react';
import type { RosterLine } from '../model/roster.ts';

const TITLES = { hands: 'Raised hands', others: 'In the call' } as const;

/** Heads a part of the list. */
export function RosterHeading(props: {
  readonly line: Extract<RosterLine, { kind: 'heading' }>;
  readonly index: number;
  readonly top: number;
}): JSX.Element {
  const { section, count } = props.line;
  return (
    <div className="roster-heading" role="row" aria-rowindex={props.index + 1} style={{ top: props.top }}>
      <div role="gridcell">
        <h3>
          {TITLES[section]} ({count})
        </h3>
      </div>
    </div>
  );
}
