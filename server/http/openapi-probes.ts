import { ERRORS } from '@earshot/shared';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** Whether the metrics are on the web port, and what they ask for. */
export type MetricsAccess = 'open' | 'token' | 'elsewhere';

/** What `/readyz` answers. */
const Ready = z.object({
  ready: z.boolean(),
  draining: z.boolean(),
  workersUp: z.number().int().nonnegative(),
});

/** The paths beside the API: for supervisors, balancers and Prometheus. They are not part of the table of operations. */
export function describeProbes(metrics: MetricsAccess): Record<string, Record<string, Json>> {
  return {
    '/healthz': get('getHealth', 'The process answers: for restarting it.', {
      200: json('It is alive.', z.object({ alive: z.literal(true) })),
    }),
    '/readyz': get('getReadiness', 'Whether it takes calls: for balancing.', {
      200: json('It takes calls.', Ready),
      503: json('It drains, or has no media worker.', Ready),
    }),
    '/openapi.json': get('getDescription', 'This document.', {
      200: json('An OpenAPI 3.1 document.', z.looseObject({ openapi: z.string() })),
    }),
    ...(metrics === 'elsewhere' ? {} : { '/metrics': describeMetrics(metrics) }),
  };
}

function describeMetrics(access: 'open' | 'token'): Record<string, Json> {
  const text = { schema: { type: 'string' } };
  const refused = {
    401: {
      description: `\`api_key_invalid\`: ${ERRORS.api_key_invalid.summary}`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
  const responses = {
    200: {
      description: 'All series, in the format that `Accept` prefers.',
      content: { 'text/plain': text, 'application/openmetrics-text': text },
    },
    ...(access === 'token' ? refused : {}),
  };
  const described = get('getMetrics', 'Metrics for Prometheus.', responses);
  return access === 'token' ? { get: { ...described.get, security: [{ metricsToken: [] }] } } : described;
}

function get(operationId: string, summary: string, responses: Json): { get: Json } {
  return { get: { operationId, summary, security: [], responses } };
}

function json(description: string, schema: z.ZodType): Json {
  const { $schema: _omitted, ...rest } = z.toJSONSchema(schema, { io: 'output' });
  return { description, content: { 'application/json': { schema: rest } } };
}
