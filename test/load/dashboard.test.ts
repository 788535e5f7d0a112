import { readFileSync } from 'node:fs';
import path from 'node:path';
import { INSTRUMENT_NAMES } from '@earshot/server/metrics/instruments.ts';
import { describe, expect, it } from 'vitest';
import { loadRun } from '../../grafana/load.ts';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '../../load', file), 'utf8');
const known = [...read('xk6-earshot/k6module/metrics.go').matchAll(/"(earshot_\w+)"/gu)]
  .concat([...read('scenarios/lib/measures.ts').matchAll(/'(load_\w+)'/gu)])
  .map(([, name = '']) => name);
const queries = JSON.stringify(loadRun);

describe('the dashboard of load runs', () => {
  it('asks for metrics that k6 and the scenarios have', () => {
    const asked = new Set(
      [...queries.matchAll(/\bk6_(\w+?)(?:_total|_p50|_p95)?\b/gu)].map(([, name]) => name),
    );
    expect(asked.size).toBeGreaterThan(8);
    expect([...asked].filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  it('asks for metrics that the server has', () => {
    const asked = [...queries.matchAll(/(?<![\w:])(earshot_\w+?)(?:_bucket|_sum|_count)?\b/gu)].map(
      ([, name]) => name,
    );
    const own = new Set<string>(INSTRUMENT_NAMES);
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((name) => !own.has(name ?? ''))).toEqual([]);
  });
});
