import type { QualityBand } from '@earshot/shared';
import type { Metrics } from '../registry.ts';

/** Counts surveys. */
export function observeSurveys(
  metrics: Metrics,
): (answer: { readonly ratings: { readonly overall: number | null } }, scored: QualityBand) => void {
  const surveys = metrics.counter('earshot_survey_total');
  return ({ ratings }, scored) => {
    surveys.add({ overall: ratings.overall === null ? 'none' : String(ratings.overall), scored });
  };
}
