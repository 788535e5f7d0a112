import type { JSX } from 'react';
import {
  hasReasons,
  type Answer,
  type SurveyIssue,
  type SurveyScore,
  type SurveyTopic,
} from '../model/survey-answers.ts';
import { ISSUE_WORDS, SCORE_WORDS, TOPIC_WORDS } from '../words/survey-words.ts';

const SCORES = [1, 2, 3, 4, 5] as const satisfies readonly SurveyScore[];

/** One thing that is rated, with what was wrong when it was not good. */
export function Topic(props: {
  readonly topic: SurveyTopic;
  readonly answer: Answer | undefined;
  readonly onRate: (score: SurveyScore) => void;
  readonly onIssue: (issue: SurveyIssue) => void;
}): JSX.Element {
  const { topic, answer } = props;
  return (
    <fieldset className="survey-topic" data-testid={`survey-${topic}`}>
      <legend>{TOPIC_WORDS[topic]}</legend>
      <div className="survey-scores">
        {SCORES.map((score) => (
          <label key={score} className="survey-score" title={SCORE_WORDS[score]}>
            <input
              type="radio"
              className="visually-hidden"
              name={topic}
              value={score}
              aria-label={`${String(score)}, ${SCORE_WORDS[score]}`}
              checked={answer?.score === score}
              onChange={() => {
                props.onRate(score);
              }}
            />
            <span aria-hidden="true">{score}</span>
          </label>
        ))}
        <span className="survey-meaning">{answer === undefined ? '' : SCORE_WORDS[answer.score]}</span>
      </div>
      {answer !== undefined && hasReasons(answer.score) && (
        <div className="survey-issues" role="group" aria-label={`What was wrong: ${TOPIC_WORDS[topic]}`}>
          {issuesOf(topic).map(([issue, words]) => (
            <label key={issue} className="chip survey-issue">
              <input
                type="checkbox"
                className="visually-hidden"
                checked={answer.issues.includes(issue)}
                onChange={() => {
                  props.onIssue(issue);
                }}
              />
              {words}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}

/** The table's keys are its issues. */
function issuesOf(topic: SurveyTopic): readonly (readonly [SurveyIssue, string])[] {
  return Object.entries(ISSUE_WORDS[topic]) as [SurveyIssue, string][];
}
