import { QUALITY_BANDS, SURVEY_SCORES } from '@earshot/shared';
import { counter } from '../instrument.ts';

/** What was rated overall, in stars; `none` when only a part of the call was. */
export const SURVEY_RATINGS = [...SURVEY_SCORES.map(String), 'none'] as const;

/** What people say of their calls. */
export const surveyInstruments = {
  earshot_survey_total: counter(
    'Surveys, by the rating of the call as a whole (1 is worst) and by the band of the worst tenth of that leg’s judged seconds.',
    { labels: { overall: SURVEY_RATINGS, scored: QUALITY_BANDS } },
  ),
};
