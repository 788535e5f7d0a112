import { ERROR_CODES } from '@earshot/shared';
import { FAILURES, KINDS, RESULTS } from '../labels.ts';
import { counter, histogram } from '../instrument.ts';

/** Stages of a join on the server, in their order. */
export const SERVER_STAGES = ['token', 'seat', 'media'] as const;
/** All stages in their order: those on the server, then those that the client saw. */
export const JOIN_STAGES = [...SERVER_STAGES, 'joined', 'sendConnected', 'receiveConnected'] as const;

/** The same with the first media that played: what became of joins, stage by stage. */
const FUNNEL_STAGES = [...JOIN_STAGES, 'firstMedia'] as const;
/** Why a stage was not reached: who has to act, as `earshot_joins_total` has it; `unconnected`: no path in time. */
const FUNNEL_REASONS = ['none', ...FAILURES, 'unconnected'] as const;

/** Errors belong to the server's stages, missing paths to the transports; what a client does not reach it cannot tell. */
function canEndSo({ stage, result, reason }: Readonly<Record<string, string>>): boolean {
  if (result === 'ok') return reason === 'none';
  if (stage === 'sendConnected' || stage === 'receiveConnected') return reason === 'unconnected';
  const isServers = SERVER_STAGES.some((own) => own === stage);
  return isServers && FAILURES.some((failure) => failure === reason);
}

/** Joining: attempts, results, stages and the time to the first media. */
export const joinInstruments = {
  earshot_join_attempts_total: counter('Joins begun.'),
  earshot_joins_total: counter('Joins answered, by who has to act: ok, or the category of the error.', {
    labels: { result: RESULTS },
  }),
  earshot_join_errors_total: counter('Joins refused or failed, by error code.', {
    labels: { code: ERROR_CODES },
  }),
  earshot_join_stages_total: counter(
    'Joins that reached a stage (ok) or ended before it (failed), down to the first media that played.',
    {
      labels: { stage: FUNNEL_STAGES, result: ['ok', 'failed'], reason: FUNNEL_REASONS },
      occurs: canEndSo,
    },
  ),
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
