import { ERROR_CODES, ERRORS } from '@earshot/shared';
import { z } from 'zod';
import { describeProbes, type MetricsAccess } from './openapi-probes.ts';
import { OPERATIONS } from './operations.ts';
import type { Operation } from './operations/operation.ts';

type Json = Readonly<Record<string, unknown>>;

/** Codes that any operation may answer with. */
const COMMON = ['bad_params', 'message_too_large', 'origin_not_allowed', 'internal'] as const;

/** The HTTP API as an OpenAPI 3.1 document, made from the table of operations, and the paths beside it. */
export function createOpenApi(options: {
  version: string;
  development: boolean;
  metrics: MetricsAccess;
}): Json {
  const paths = describeProbes(options.metrics);
  for (const [name, operation] of Object.entries(OPERATIONS) as [string, Operation][]) {
    if (operation.access === 'development' && !options.development) continue;
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(name, operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Earshot',
      version: options.version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key as `<id>:<secret>`.' },
        operatorKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of EARSHOT_OPERATOR_KEYS as `<id>:<secret>`.',
        },
        metricsToken: { type: 'http', scheme: 'bearer', description: 'The token of EARSHOT_METRICS_TOKEN.' },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

function describe(name: string, operation: Operation): Json {
  const { status, bodyType, access } = operation;
  return {
    operationId: name,
    summary: operation.summary,
    parameters: parametersOf(operation),
    security: SECURITY[access],
    ...(bodyType === 'none'
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [bodyType === 'json' ? 'application/json' : 'text/plain']: {
                schema: schemaOf(operation.body, 'input'),
              },
            },
          },
        }),
    responses: {
      [status]: {
        description: status === 204 ? 'Done.' : 'The answer.',
        ...(status === 204 ? {} : { content: contentOf(operation) }),
      },
      ...problemsOf(operation),
    },
  };
}

const SECURITY: Readonly<Record<Operation['access'], readonly Json[]>> = {
  apiKey: [{ apiKey: [] }],
  operator: [{ operatorKey: [] }],
  open: [],
  development: [],
};

function contentOf({ download, result }: Operation): Json {
  if (download === undefined) return { 'application/json': { schema: schemaOf(result, 'output') } };
  return Object.fromEntries(download.map((type) => [type, { schema: { type: 'string' } }]));
}

function parametersOf(operation: Operation): Json[] {
  return [...inPath(operation), ...inQuery(operation)];
}

function inQuery({ query }: Operation): Json[] {
  if (query === undefined) return [];
  const properties = (schemaOf(query, 'input')['properties'] ?? {}) as Record<string, Json>;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: false,
    schema: property,
  }));
}

function inPath(operation: Operation): Json[] {
  const schema = schemaOf(operation.params, 'input');
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'path',
    required: true,
    schema: property,
  }));
}

/** Codes by status. */
function problemsOf(operation: Operation): Json {
  const codes = [
    ...COMMON,
    ...operation.errors,
    ...(operation.access === 'apiKey' || operation.access === 'operator' ? ['api_key_invalid' as const] : []),
  ];
  const byStatus = Object.groupBy(codes, (code) => String(ERRORS[code].http));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, list]) => [
      status,
      {
        description: (list ?? []).map((code) => `\`${code}\`: ${ERRORS[code].summary}`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const problemSchema = schemaOf(
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(ERROR_CODES),
    detail: z.string(),
    details: z.record(z.string(), z.unknown()).exactOptional(),
  }),
  'output',
);

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _omitted, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
