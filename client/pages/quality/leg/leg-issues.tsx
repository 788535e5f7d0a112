import type { JSX } from 'react';
import type { CallIssue } from '@earshot/shared/calls-api.ts';
import { formatSeconds } from '../model/seconds.ts';
import { formatExactTime } from '../model/times.ts';
import { nameWords } from '../words/cause-words.ts';

/** Diagnostics of this participant in the order of time. */
export function LegIssues(props: { readonly issues: readonly CallIssue[] }): JSX.Element {
  if (props.issues.length === 0) return <p className="hint">None was raised.</p>;
  return (
    <ul className="quality-table issue-table">
      {props.issues.map(({ code, level, raisedAt, clearedAt }) => (
        <li key={`${code}${raisedAt}`} data-testid="issue-row" data-code={code}>
          <span title={code}>{nameWords(code)}</span>
          <span>{level === 'bad' ? 'bad' : 'poor'}</span>
          <span>
            {formatExactTime(raisedAt)}
            {clearedAt === null ? ', not cleared' : ` for ${formatSeconds((clearedAt - raisedAt) / 1000)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
