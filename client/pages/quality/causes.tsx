import type { JSX } from 'react';
import type { CallDetail, Cause } from '@earshot/shared/calls-api.ts';
import { countOf } from '../model/format.ts';
import { formatSeconds } from './model/seconds.ts';
import { bandWords, blameWords, factorWords } from './words/cause-words.ts';

/** Fair and poor time by what limited it and who is blamed, most first. */
export function Causes(props: {
  readonly causes: readonly (Cause | CallDetail['causes'][number])[];
}): JSX.Element {
  if (props.causes.length === 0) return <p className="hint">Nothing: no time was fair or poor.</p>;
  return (
    <div className="table-scroller" tabIndex={0} role="group" aria-label="What harmed">
      <table className="quality-table" data-testid="causes">
        <thead>
          <tr>
            <th scope="col">Blamed</th>
            <th scope="col">Cause</th>
            <th scope="col">Quality</th>
            <th scope="col">Time</th>
            {props.causes.some((cause) => 'legs' in cause) && <th scope="col">Legs</th>}
          </tr>
        </thead>
        <tbody>
          {props.causes.map((cause) => (
            <tr
              key={cause.blame + cause.factor + cause.band}
              data-testid="cause-row"
              data-blame={cause.blame}
              data-factor={cause.factor}
            >
              <th scope="row">{blameWords(cause.blame)}</th>
              <td>{factorWords(cause.factor)}</td>
              <td>
                <span className={`band-mark band-${cause.band}`} aria-hidden="true" /> {bandWords(cause.band)}
              </td>
              <td>{formatSeconds(cause.seconds)}</td>
              {'legs' in cause && <td>{countOf(cause.legs, 'leg', 'legs')}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
