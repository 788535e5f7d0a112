import type { JSX } from 'react';
import type { LegSummary } from '@earshot/shared/calls-api.ts';
import { formatDuration } from '../../model/format.ts';
import { now } from '../../now.ts';
import { BandBar } from '../band-bar.tsx';
import { describeShares } from '../model/seconds.ts';
import { formatTime } from '../model/times.ts';
import { blameWords, factorWords, nameWords } from '../words/cause-words.ts';
import { browserWords, legName } from '../words/leg-words.ts';

/** Who, when, how, and in one sentence what was wrong. */
export function LegHeading({ leg }: { readonly leg: LegSummary }): JSX.Element {
  const time = now();
  const facts = [
    browserWords(leg),
    leg.library === null ? null : `library ${leg.library}`,
    leg.role,
    leg.hidden ? 'hidden' : null,
    leg.endReason === null ? null : `ended: ${nameWords(leg.endReason).toLowerCase()}`,
  ].filter((fact) => fact !== null);
  return (
    <header className="quality-heading" data-testid="leg-heading">
      <h1>
        {legName(leg)} {leg.live && <span className="live-mark">Live</span>}
      </h1>
      <p className="hint">
        Came {formatTime(leg.startedAt, time)}, {leg.live ? 'here for' : 'stayed'}{' '}
        {formatDuration((leg.endedAt ?? time) - leg.startedAt)}. {facts.join(' · ')}.{' '}
        <code>{leg.participantId}</code>
      </p>
      {leg.tags.length > 0 && (
        <ul className="tags" aria-label="Tags">
          {leg.tags.map((tag) => (
            <li key={tag}>{tag}</li>
          ))}
        </ul>
      )}
      <p className="verdict" data-testid="leg-blame" data-blame={leg.worst?.blame ?? 'none'}>
        {leg.worst === null ? (
          'Nothing was wrong with what this participant received.'
        ) : (
          <>
            Mostly harmed by <strong>{factorWords(leg.worst.factor)}</strong>. Blamed:{' '}
            <strong>{blameWords(leg.worst.blame)}</strong>.
          </>
        )}
      </p>
      <BandBar seconds={leg.seconds} />
      <p className="hint">{describeShares(leg.seconds)}</p>
    </header>
  );
}
