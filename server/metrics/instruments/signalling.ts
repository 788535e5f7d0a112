import { ERROR_CODES, REQUEST_NAMES } from '@earshot/shared';
import { CONNECTION_CLOSES, RESULTS } from '../labels.ts';
import { counter, gauge, histogram } from '../instrument.ts';

/** Requests by name; what is not in the protocol is `unknown`. */
export const REQUEST_LABELS = [...REQUEST_NAMES, 'unknown'] as const;

/** Signalling connections, sessions and requests. */
export const signallingInstruments = {
  earshot_connections: gauge('Signalling connections open now.'),
  earshot_sessions: gauge('Sessions now: connected, or kept for a reconnect.'),
  earshot_connections_opened_total: counter('Signalling connections opened.'),
  earshot_connections_closed_total: counter('Signalling connections closed, by reason.', {
    labels: { reason: CONNECTION_CLOSES },
  }),
  earshot_resumes_total: counter(
    'Sessions taken up again after a lost connection: missed events replayed, a snapshot instead, or refused.',
    { labels: { result: ['replay', 'snapshot', 'refused'] } },
  ),
  earshot_requests_total: counter('Requests answered, by name and by who has to act.', {
    labels: { request: REQUEST_LABELS, result: RESULTS },
  }),
  earshot_request_errors_total: counter('Requests answered with an error, by error code.', {
    labels: { code: ERROR_CODES },
  }),
  earshot_request_seconds: histogram('Time to answer a request, media work included.', {
    unit: 'seconds',
    labels: { request: REQUEST_LABELS },
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 1, 5, 10],
  }),
  earshot_frames_refused_total: counter('Inbound frames refused because of their size.'),
} as const;
