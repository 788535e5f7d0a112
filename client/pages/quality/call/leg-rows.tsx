import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type JSX } from 'react';
import type { LegSummary } from '@earshot/shared/calls-api.ts';
import { useNarrow } from '../../hooks/use-media-query.ts';
import { countOf, formatDuration } from '../../model/format.ts';
import { now } from '../../now.ts';
import { BandBar } from '../band-bar.tsx';
import { Link } from '../link.tsx';
import { filterLegs } from '../model/legs.ts';
import { formatSeconds } from '../model/seconds.ts';
import { stepThroughLinks } from '../step-links.ts';
import { causeWords } from '../words/cause-words.ts';
import { browserWords, legName } from '../words/leg-words.ts';

/** As the styles have them, CSS pixels. */
const ROW = 64;
const NARROW_ROW = 104;
/** Below so many a search would only be in the way. */
const SEARCHED_FROM = 10;

/** The legs of a call, of which only those in sight are on the page. */
export function LegRows(props: {
  readonly callId: string;
  readonly legs: readonly LegSummary[];
}): JSX.Element {
  const [text, setText] = useState('');
  const legs = useMemo(() => filterLegs(props.legs, text), [props.legs, text]);
  const scroller = useRef<HTMLDivElement>(null);
  const size = useNarrow() ? NARROW_ROW : ROW;
  // eslint-disable-next-line react-hooks/incompatible-library -- rows take their data by index: nothing of it is remembered
  const virtual = useVirtualizer({
    count: legs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    getItemKey: (index) => legs[index]?.participantId ?? index,
    overscan: 8,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, size]);
  return (
    <>
      {props.legs.length >= SEARCHED_FROM && (
        <input
          type="search"
          className="roster-search leg-search"
          aria-label="Find a participant by identity, browser or tag"
          placeholder="Identity, browser or tag"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div className="quality-scroller" ref={scroller} onKeyDown={stepThroughLinks}>
        <ol
          className="quality-rows"
          aria-label="Participants"
          data-testid="legs"
          data-count={legs.length}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const leg = legs[index];
            return leg === undefined ? null : (
              <li
                key={leg.participantId}
                aria-setsize={legs.length}
                aria-posinset={index + 1}
                style={{ height: size, transform: `translateY(${start}px)` }}
              >
                <LegRow callId={props.callId} leg={leg} />
              </li>
            );
          })}
        </ol>
      </div>
    </>
  );
}

function LegRow({ callId, leg }: { readonly callId: string; readonly leg: LegSummary }): JSX.Element {
  return (
    <Link
      to={{ name: 'leg', callId, participantId: leg.participantId }}
      className="quality-row call-row"
      testId="leg-link"
      data={{ 'data-participant': leg.participantId }}
    >
      <span className="row-name">
        <strong>{legName(leg)}</strong>
        {leg.live ? <span className="live-mark">Live</span> : null}
      </span>
      <span className="row-when">
        {browserWords(leg)} · {formatDuration((leg.endedAt ?? now()) - leg.startedAt)}
      </span>
      <span className="row-people">{leg.lowestScore === null ? '' : `lowest ${leg.lowestScore}`}</span>
      <BandBar seconds={leg.seconds} />
      <span className="row-cause">
        {leg.worst === null ? 'No harm' : `${causeWords(leg.worst)}, ${formatSeconds(leg.worst.seconds)}`}
      </span>
      <span className="row-issues">{countOf(leg.issues, 'issue', 'issues')}</span>
    </Link>
  );
}
