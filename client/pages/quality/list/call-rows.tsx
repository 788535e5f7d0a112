import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type JSX } from 'react';
import type { CallSummary } from '@earshot/shared/calls-api.ts';
import { useNarrow } from '../../hooks/use-media-query.ts';
import { countOf, formatDuration } from '../../model/format.ts';
import { now } from '../../now.ts';
import { BandBar } from '../band-bar.tsx';
import { Link } from '../link.tsx';
import { formatSeconds } from '../model/seconds.ts';
import { formatTime } from '../model/times.ts';
import { stepThroughLinks } from '../step-links.ts';
import { causeWords } from '../words/cause-words.ts';

/** As the styles have them, CSS pixels. */
const ROW = 64;
const NARROW_ROW = 104;

/** The calls, of which only those in sight are on the page. Arrow keys go from one to the next. */
export function CallRows(props: {
  readonly calls: readonly CallSummary[];
  /** Called when the last of them comes into sight; absent when there are no more. */
  readonly onEnd: (() => void) | undefined;
}): JSX.Element {
  const { calls, onEnd } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const size = useNarrow() ? NARROW_ROW : ROW;
  // eslint-disable-next-line react-hooks/incompatible-library -- rows take their data by index: nothing of it is remembered
  const virtual = useVirtualizer({
    count: calls.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    getItemKey: (index) => calls[index]?.callId ?? index,
    overscan: 8,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, size]);
  const items = virtual.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? -1) >= calls.length - 1 && calls.length > 0;
  useEffect(() => {
    if (isAtEnd) onEnd?.();
  }, [isAtEnd, onEnd]);
  return (
    <div className="quality-scroller" ref={scroller} onKeyDown={stepThroughLinks}>
      <ol
        className="quality-rows"
        aria-label="Calls"
        data-testid="calls"
        data-count={calls.length}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map(({ index, start }) => {
          const call = calls[index];
          return call === undefined ? null : (
            <li
              key={call.callId}
              aria-setsize={onEnd === undefined ? calls.length : -1}
              aria-posinset={index + 1}
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <CallRow call={call} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function CallRow({ call }: { readonly call: CallSummary }): JSX.Element {
  const time = now();
  return (
    <Link
      to={{ name: 'call', callId: call.callId }}
      className="quality-row call-row"
      testId="call-link"
      data={{ 'data-call': call.callId, 'data-live': String(call.live) }}
    >
      <span className="row-name">
        <strong>{call.room}</strong>
        {call.live ? <span className="live-mark">Live</span> : null}
        {call.interrupted ? <span className="row-note">cut off</span> : null}
      </span>
      <span className="row-when">
        {formatTime(call.startedAt, time)} · {formatDuration((call.endedAt ?? time) - call.startedAt)}
      </span>
      <span className="row-people">{countOf(call.legs, 'leg', 'legs')}</span>
      <BandBar seconds={call.seconds} />
      <span className="row-cause">
        {call.worst === null ? 'No harm' : `${causeWords(call.worst)}, ${formatSeconds(call.worst.seconds)}`}
      </span>
      <span className="row-issues">{countOf(call.issues, 'issue', 'issues')}</span>
    </Link>
  );
}
