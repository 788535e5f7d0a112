import type { Survey } from '@earshot/client';

/** What of a call is rated. */
export type SurveyTopic = keyof Survey;
/** What may have been wrong with it. */
export type SurveyIssue<T extends SurveyTopic = SurveyTopic> = NonNullable<
  NonNullable<Survey[T]>['issues']
>[number];
/** Stars: 1 is worst. */
export type SurveyScore = NonNullable<Survey['overall']>['score'];

/** What a person has chosen of one topic. */
export interface Answer {
  readonly score: SurveyScore;
  readonly issues: readonly SurveyIssue[];
}
/** What a person has chosen so far. */
export type Answers = Readonly<Partial<Record<SurveyTopic, Answer>>>;

/** From this rating down it is asked what was wrong. */
const ASK_WHY = 3;

/** Whether a rating is one that has reasons. Pure. */
export function hasReasons(score: SurveyScore): boolean {
  return score <= ASK_WHY;
}

/** With another rating; reasons go with a good one. Pure. */
export function rate(answers: Answers, topic: SurveyTopic, score: SurveyScore): Answers {
  const issues = hasReasons(score) ? (answers[topic]?.issues ?? []) : [];
  return { ...answers, [topic]: { score, issues } };
}

/** With a reason that was not there, or without one that was. Pure. */
export function toggleIssue(answers: Answers, topic: SurveyTopic, issue: SurveyIssue): Answers {
  const answer = answers[topic];
  if (answer === undefined) return answers;
  const issues = answer.issues.includes(issue)
    ? answer.issues.filter((one) => one !== issue)
    : [...answer.issues, issue];
  return { ...answers, [topic]: { ...answer, issues } };
}

/** As it is sent: a list only where something is in it. Pure. */
export function toSurvey(answers: Answers): Survey {
  const rated = Object.entries(answers).map(([topic, { score, issues }]) => [
    topic,
    issues.length === 0 ? { score } : { score, issues },
  ]);
  // Each topic's reasons are offered from its own list.
  return Object.fromEntries(rated) as Survey;
}
