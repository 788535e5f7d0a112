import { Survey, SURVEY_ISSUES, SURVEY_TOPICS } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { rate, toggleIssue, toSurvey } from '../../../client/pages/model/survey-answers.ts';
import { ISSUE_WORDS } from '../../../client/pages/words/survey-words.ts';

describe('what a person says of a call', () => {
  it('is sent as it was rated, with what was wrong', () => {
    let answers = rate({}, 'overall', 2);
    answers = toggleIssue(answers, 'overall', 'HadToRejoin');
    answers = toggleIssue(answers, 'overall', 'OtherIssues');
    answers = toggleIssue(answers, 'overall', 'OtherIssues');
    answers = rate(answers, 'audio', 5);
    expect(Survey.parse(toSurvey(answers))).toEqual({
      overall: { score: 2, issues: ['HadToRejoin'] },
      audio: { score: 5 },
    });
  });

  it('forgets what was wrong when it is rated well after all, and keeps it between bad ratings', () => {
    const bad = toggleIssue(rate({}, 'video', 1), 'video', 'Freezes');
    expect(rate(bad, 'video', 3).video?.issues).toEqual(['Freezes']);
    expect(rate(bad, 'video', 4).video?.issues).toEqual([]);
    expect(toggleIssue({}, 'video', 'Freezes')).toEqual({});
  });

  it.each(SURVEY_TOPICS)('is asked for everything that the protocol knows: %s', (topic) => {
    expect(Object.keys(ISSUE_WORDS[topic])).toEqual(SURVEY_ISSUES[topic]);
  });
});
