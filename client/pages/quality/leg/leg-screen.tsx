import { useCallback, useEffect, useMemo, type JSX } from 'react';
import type { LegDetail, SeriesInterval } from '@earshot/shared/calls-api.ts';
import type { QualityApi } from '../api.ts';
import { Causes } from '../causes.tsx';
import { Link } from '../link.tsx';
import { StateLine } from '../state-line.tsx';
import { useQuality } from '../use-api.ts';
import { legName } from '../words/leg-words.ts';
import { Harm } from './harm.tsx';
import { LegHeading } from './leg-heading.tsx';
import { LegIssues } from './leg-issues.tsx';
import { Survey } from './survey.tsx';
import { Timeline } from './timeline.tsx';
import { Tracks } from './tracks.tsx';

/** While the leg lasts. */
const REFRESH_MS = 5_000;

/** One participant's stay: what harmed it and on which leg, then both legs over time. */
export function LegScreen(props: { readonly callId: string; readonly participantId: string }): JSX.Element {
  const { callId, participantId } = props;
  const ids = useMemo(() => ({ callId, participantId }), [callId, participantId]);
  const askLeg = useCallback((api: QualityApi, signal: AbortSignal) => api.leg(ids, signal), [ids]);
  const askSeries = useCallback((api: QualityApi, signal: AbortSignal) => api.series(ids, signal), [ids]);
  const loaded = useQuality(askLeg, REFRESH_MS);
  const series = useQuality(askSeries, REFRESH_MS);
  const detail = loaded.value;
  const name = detail === undefined ? undefined : legName(detail.leg);
  useEffect(() => {
    document.title = `${name ?? 'Participant'} · Call quality`;
  }, [name]);
  return (
    <main className="quality-main">
      <nav className="crumbs" aria-label="Where this is">
        <Link to={{ name: 'list', search: '' }}>Calls</Link>
        <Link to={{ name: 'call', callId }}>{detail?.call.room ?? 'Call'}</Link>
      </nav>
      <StateLine of={loaded} what="the participant" />
      {detail !== undefined && <Detail detail={detail} intervals={series.value} />}
      {detail !== undefined && <StateLine of={series} what="the timeline" />}
    </main>
  );
}

function Detail(props: {
  readonly detail: LegDetail;
  readonly intervals: readonly SeriesInterval[] | undefined;
}): JSX.Element {
  const { detail, intervals } = props;
  return (
    <>
      <LegHeading leg={detail.leg} />
      <section aria-labelledby="causes-heading">
        <h2 id="causes-heading">What harmed what this participant received</h2>
        <Causes causes={detail.causes} />
      </section>
      <section aria-labelledby="issues-heading">
        <h2 id="issues-heading">Issues</h2>
        <LegIssues issues={detail.issues} />
      </section>
      {intervals !== undefined && <Timeline detail={detail} intervals={intervals} />}
      {intervals !== undefined && <Harm intervals={intervals} />}
      <Tracks tracks={detail.tracks} />
      {detail.survey !== null && <Survey survey={detail.survey} />}
    </>
  );
}
