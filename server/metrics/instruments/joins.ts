import { ERROR_CODES } from '@earshot/shared';
import { KINDS, RESULTS } from '../labels.ts';
import { counter, histogram } from '../instrument.ts';

/** Stages of a join in their order: the first three on the server, the others as the client saw them. */
export const JOIN_STAGES = ['token', 'seat', 'media', 'joined', 'sendConnected', 'receiveConnected'] as const;

/** Joining: attempts, results, stages and the time to the first media. */
export const joinInstruments = {
  earshot_join_attempts_total: counter('Joins begun.'),
  earshot_joins_total: counter('Joins answered, by who has to act: ok, or the category of the error.', {
    labels: { result: RESULTS },
  }),
  earshot_join_errors_total: counter('Joins refused or failed, by error code.', {
    labels: { code: ERROR_CODES },
  }),
  earshot_join_seconds: histogram('Time the server took to answer a join that succeeded.', {
    unit: 'seconds',
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
    exemplars: true,
  }),
  earshot_join_stage_seconds: histogram('Time from the start of a join until a stage was reached.', {
    unit: 'seconds',
    labels: { stage: JOIN_STAGES },
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30],
    exemplars: true,
  }),
  earshot_first_media_seconds: histogram(
    'Time from the start of a join until the first received media played.',
    {
      unit: 'seconds',
      labels: { kind: KINDS },
      buckets: [0.25, 0.5, 1, 2, 3, 5, 10, 30],
      exemplars: true,
    },
  ),
} as const;
