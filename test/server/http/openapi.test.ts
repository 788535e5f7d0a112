import { createOpenApi } from '@earshot/server/http/openapi.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

interface Document {
  readonly paths: Record<
    string,
    Record<
      string,
      {
        security: object[];
        responses: Record<string, { content?: Record<string, { schema: object }> }>;
      }
    >
  >;
}
const describeWith = (metrics: 'open' | 'token' | 'elsewhere') =>
  JSON.parse(JSON.stringify(createOpenApi({ version: '1', development: false, metrics }))) as Document;

describe('the description of what is no operation of the API', () => {
  it('holds health with what it answers, ready or not', () => {
    const { paths } = describeWith('open');
    const ajv = new Ajv2020({ strict: false });
    const answers = (path: string, status: string, body: unknown) =>
      ajv.validate(
        paths[path]?.['get']?.responses[status]?.content?.['application/json']?.schema ?? false,
        body,
      );
    expect(answers('/healthz', '200', { alive: true })).toBe(true);
    expect(answers('/readyz', '200', { ready: true, draining: false, workersUp: 1 })).toBe(true);
    expect(answers('/readyz', '503', { ready: false, draining: true, workersUp: 1 })).toBe(true);
    expect(answers('/readyz', '200', { ready: 1 })).toBe(false);
    expect(paths['/openapi.json']).toHaveProperty('get');
  });

  it('holds metrics where they are, with the token that they ask for', () => {
    const securityOf = (metrics: 'open' | 'token') =>
      describeWith(metrics).paths['/metrics']?.['get']?.security;
    expect(securityOf('open')).toEqual([]);
    expect(securityOf('token')).toEqual([{ metricsToken: [] }]);
    expect(describeWith('elsewhere').paths).not.toHaveProperty('/metrics');
    const content = describeWith('open').paths['/metrics']?.['get']?.responses['200']?.content;
    expect(Object.keys(content ?? {})).toEqual(['text/plain', 'application/openmetrics-text']);
  });
});
