import type { JSX } from 'react';
import type { CallSurvey } from '@earshot/shared/calls-api.ts';
import { nameWords } from '../words/cause-words.ts';

const ASKED = ['overall', 'audio', 'video', 'screenShare'] as const;

/** What the person said at the end. */
export function Survey({ survey }: { readonly survey: CallSurvey }): JSX.Element {
  return (
    <section aria-labelledby="survey-heading">
      <h2 id="survey-heading">What the participant said</h2>
      <ul className="quality-table issue-table" data-testid="survey">
        {ASKED.filter((asked) => survey[asked] !== null).map((asked) => (
          <li key={asked}>
            <span>{nameWords(asked)}</span>
            <span>{survey[asked]} of 5</span>
            <span>{survey[`${asked}Issues`].map(nameWords).join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
