import { useCallback, useEffect, type JSX } from 'react';
import type { CallDetail, CallSummary } from '@earshot/shared/calls-api.ts';
import { countOf, formatDuration } from '../../model/format.ts';
import { now } from '../../now.ts';
import type { QualityApi } from '../api.ts';
import { BandBar } from '../band-bar.tsx';
import { Causes } from '../causes.tsx';
import { Link } from '../link.tsx';
import { describeShares } from '../model/seconds.ts';
import { formatTime } from '../model/times.ts';
import { StateLine } from '../state-line.tsx';
import { useQuality } from '../use-api.ts';
import { nameWords } from '../words/cause-words.ts';
import { LegRows } from './leg-rows.tsx';

/** While a call goes on. */
const REFRESH_MS = 5_000;

/** One call: how it is or was, what harmed it, and who had it worst. */
export function CallScreen(props: { readonly callId: string }): JSX.Element {
  const { callId } = props;
  const ask = useCallback((api: QualityApi, signal: AbortSignal) => api.call(callId, signal), [callId]);
  const loaded = useQuality(ask, REFRESH_MS);
  const detail = loaded.value;
  useEffect(() => {
    document.title = `${detail?.call.room ?? 'Call'} · Call quality`;
  }, [detail?.call.room]);
  return (
    <main className="quality-main">
      <nav className="crumbs" aria-label="Where this is">
        <Link to={{ name: 'list', search: '' }}>Calls</Link>
      </nav>
      <StateLine of={loaded} what="the call" />
      {detail !== undefined && <Detail detail={detail} />}
    </main>
  );
}

function Detail({ detail }: { readonly detail: CallDetail }): JSX.Element {
  const { call, legs, causes, issues } = detail;
  return (
    <>
      <CallHeading call={call} />
      <section aria-labelledby="causes-heading">
        <h2 id="causes-heading">What harmed</h2>
        <Causes causes={causes} />
      </section>
      <section aria-labelledby="issues-heading">
        <h2 id="issues-heading">Issues</h2>
        {issues.length === 0 ? (
          <p className="hint">None was raised.</p>
        ) : (
          <ul className="quality-table issue-table">
            {issues.map(({ code, raised, legs: concerned }) => (
              <li key={code} data-testid="issue-row" data-code={code}>
                <span title={code}>{nameWords(code)}</span>
                <span>raised {countOf(raised, 'time', 'times')}</span>
                <span>{countOf(concerned, 'leg', 'legs')}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="legs-heading">
        <h2 id="legs-heading">Participants, worst first</h2>
        <LegRows callId={call.callId} legs={legs} />
        {legs.length < call.legs && (
          <p className="hint">
            The worst {legs.length} of {call.legs} legs.
          </p>
        )}
      </section>
    </>
  );
}

function CallHeading({ call }: { readonly call: CallSummary }): JSX.Element {
  const time = now();
  const end = call.endedAt ?? time;
  return (
    <header className="quality-heading" data-testid="call-heading">
      <h1>
        {call.room} {call.live && <span className="live-mark">Live</span>}
      </h1>
      <p className="hint">
        Began {formatTime(call.startedAt, time)}, {call.live ? 'has lasted' : 'lasted'}{' '}
        {formatDuration(end - call.startedAt)}, {countOf(call.legs, 'leg', 'legs')}
        {call.interrupted && '. The server went away before it could say how this call ended'}.{' '}
        <code>{call.callId}</code>
      </p>
      <BandBar seconds={call.seconds} />
      <p className="hint">{describeShares(call.seconds)} of what participants received.</p>
    </header>
  );
}
