import { useEffect, useRef, type JSX } from 'react';
import type { Call, EarshotError, EndReason } from '@earshot/client';
import { SurveyForm } from '../survey/survey-form.tsx';
import { endWords } from '../words/end-words.ts';
import { errorWords } from '../words/error-words.ts';

/** Why the call is over, the way back, and a question. */
export function EndedScreen(props: {
  readonly reason: EndReason;
  readonly error: EarshotError | undefined;
  /** Takes what the person says of the call; `undefined`: nobody asks. */
  readonly submitSurvey: Call['submitSurvey'] | undefined;
  readonly onRejoin: () => void;
  readonly onHome: () => void;
}): JSX.Element {
  const words = endWords(props.reason);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <main className="ended" data-testid="ended-screen" data-reason={props.reason}>
      <h1 ref={heading} tabIndex={-1}>
        {words.title}
      </h1>
      <p>{words.text}</p>
      {props.error !== undefined && (
        <p className="ended-error" data-testid="error-message" data-code={props.error.code}>
          {errorWords(props.error).title}. {errorWords(props.error).hint}
        </p>
      )}
      <div className="ended-actions">
        {words.rejoin && (
          <button
            type="button"
            className="button button-primary button-large"
            data-testid="rejoin-button"
            onClick={props.onRejoin}
          >
            Join again
          </button>
        )}
        <button
          type="button"
          className="button button-large"
          data-testid="home-button"
          onClick={props.onHome}
        >
          Back to the start
        </button>
      </div>
      {props.submitSurvey !== undefined && <SurveyForm submit={props.submitSurvey} />}
    </main>
  );
}
