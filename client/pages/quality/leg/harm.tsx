import { useMemo, useState, type JSX } from 'react';
import type { SeriesInterval } from '@earshot/shared/calls-api.ts';
import { harmedOf, worstTrack, type Harmed } from '../model/series.ts';
import { formatShare } from '../model/seconds.ts';
import { formatExactTime } from '../model/times.ts';
import { bandWords, blameWords, factorWords, nameWords } from '../words/cause-words.ts';

/** Shown at once; more on demand. */
const STEP = 50;

/** Fair and poor intervals with the evidence: who is blamed for each, and by what figures. */
export function Harm(props: { readonly intervals: readonly SeriesInterval[] }): JSX.Element {
  const harmed = useMemo(() => harmedOf(props.intervals), [props.intervals]);
  const [shown, setShown] = useState(STEP);
  return (
    <section aria-labelledby="harm-heading">
      <h2 id="harm-heading">Harmed intervals, newest first</h2>
      {harmed.length === 0 ? (
        <p className="hint">None: no interval was fair or poor.</p>
      ) : (
        <div className="table-scroller" tabIndex={0} role="group" aria-label="Harmed intervals">
          <table className="quality-table">
            <thead>
              <tr>
                {[
                  'Time',
                  'Direction',
                  'Quality',
                  'Cause',
                  'Blamed',
                  'Uplink loss',
                  'Downlink loss',
                  'Measured by',
                  'Evidence',
                ].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {harmed.slice(0, shown).map((one) => (
                <HarmedRow key={one.key} harmed={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {harmed.length > shown && (
        <button type="button" className="button button-small" onClick={() => setShown(shown + STEP)}>
          Show more of {harmed.length}
        </button>
      )}
    </section>
  );
}

function HarmedRow({ harmed }: { readonly harmed: Harmed }): JSX.Element {
  const { interval, direction, quality } = harmed;
  const track = worstTrack(harmed);
  return (
    <tr data-testid="harmed-row" data-blame={quality.blame} data-factor={quality.factor}>
      <th scope="row">{formatExactTime(interval.startAt)}</th>
      <td>{direction === 'receive' ? 'received' : 'sent'}</td>
      <td>
        <span className={`band-mark band-${quality.band}`} aria-hidden="true" /> {bandWords(quality.band)}
        {quality.score === null ? '' : ` ${quality.score}`}
      </td>
      <td>{factorWords(quality.factor)}</td>
      <td>{blameWords(quality.blame)}</td>
      <td>{interval.uplinkLoss === null ? '–' : formatShare(interval.uplinkLoss)}</td>
      <td>{interval.downlinkLoss === null ? '–' : formatShare(interval.downlinkLoss)}</td>
      <td>{measurerWords(interval.from, track?.measuredBy)}</td>
      <td className="evidence">{track === undefined ? '–' : evidenceWords(track)}</td>
    </tr>
  );
}

function measurerWords(
  from: SeriesInterval['from'],
  by: SeriesInterval['tracks'][number]['measuredBy'] | undefined,
): string {
  if (from !== 'report') return from === 'server' ? 'server, without a report' : 'nobody';
  return by === 'mixed' ? 'client and server' : (by ?? 'client');
}

function evidenceWords({ source, evidence }: SeriesInterval['tracks'][number]): string {
  const figures = Object.entries(evidence).map(
    ([name, value]) => `${nameWords(name.replace(/Ms$/u, '')).toLowerCase()} ${figure(name, value)}`,
  );
  return [nameWords(source), ...figures].join(', ');
}

function figure(name: string, value: number): string {
  if (/loss|share|ratio/iu.test(name)) return formatShare(value);
  return `${Math.round(value * 10) / 10}${name.endsWith('Ms') ? ' ms' : ''}`;
}
