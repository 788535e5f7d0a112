import { useEffect, useId, useRef, useState, type JSX } from 'react';
import type { Call } from '@earshot/client';
import { rate, toggleIssue, toSurvey, type Answers, type SurveyTopic } from '../model/survey-answers.ts';
import { errorLine } from '../words/error-words.ts';
import { TOPIC_WORDS } from '../words/survey-words.ts';
import { Topic } from './topic.tsx';

type Progress = 'asking' | 'sending' | 'sent' | 'skipped';

const TOPICS = Object.keys(TOPIC_WORDS) as SurveyTopic[];

/** Asks once how the call was. Nothing has to be answered; what is sent is what was rated. */
export function SurveyForm({ submit }: { readonly submit: Call['submitSurvey'] }): JSX.Element | null {
  const [answers, setAnswers] = useState<Answers>({});
  const [progress, setProgress] = useState<Progress>('asking');
  const [error, setError] = useState<unknown>();
  const headingId = useId();
  if (progress === 'skipped') return null;
  if (progress === 'sent') return <Thanks />;
  const send = () => {
    if (progress === 'sending') return;
    setProgress('sending');
    setError(undefined);
    submit(toSurvey(answers)).then(
      () => {
        setProgress('sent');
      },
      (thrown: unknown) => {
        setError(thrown);
        setProgress('asking');
      },
    );
  };
  // One question first; the others when it was answered.
  const shown = answers.overall === undefined ? TOPICS.slice(0, 1) : TOPICS;
  return (
    <form
      className="survey"
      aria-labelledby={headingId}
      data-testid="survey"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <h2 id={headingId}>How was the call?</h2>
      {shown.map((topic) => (
        <Topic
          key={topic}
          topic={topic}
          answer={answers[topic]}
          onRate={(score) => {
            setAnswers(rate(answers, topic, score));
          }}
          onIssue={(issue) => {
            setAnswers(toggleIssue(answers, topic, issue));
          }}
        />
      ))}
      {error !== undefined && <p role="alert">{errorLine(error)}</p>}
      <div className="survey-actions">
        {answers.overall !== undefined && (
          <button
            type="submit"
            className="button button-primary"
            aria-disabled={progress === 'sending'}
            data-testid="survey-send"
          >
            Send
          </button>
        )}
        <button
          type="button"
          className="button button-quiet"
          data-testid="survey-skip"
          onClick={() => {
            setProgress('skipped');
          }}
        >
          Skip
        </button>
      </div>
    </form>
  );
}

/** Takes the focus that the button had. */
function Thanks(): JSX.Element {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    words.current?.focus();
  }, []);
  return (
    <p ref={words} tabIndex={-1} role="status" data-testid="survey-thanks">
      Thank you. It helps those who run this service.
    </p>
  );
}
