import { describe, expect, it } from 'vitest';
import { ruleScope, shareUpTo } from '../../grafana/promql.ts';
import { narrowEdges, strangeFunctions } from '../support/promql.ts';

const scope = ruleScope('5m');

describe('edges of buckets', () => {
  it('match a whole one with and without `.0`, as Prometheus 2 and 3 write it', () => {
    const { good, total } = shareUpTo(scope, 'earshot_first_media_seconds', { edge: 2 });
    expect(good).toBe(
      String.raw`sum by (job) (rate(earshot_first_media_seconds_bucket{le=~"2(\\.0)?"}[5m]))`,
    );
    expect(total).toBe('sum by (job) (rate(earshot_first_media_seconds_count[5m]))');
    expect(narrowEdges(good)).toEqual([]);
  });

  it('match a fraction as it is', () => {
    expect(shareUpTo(scope, 'earshot_client_freeze_ratio', { edge: 0.01 }).good).toContain('{le="0.01"}');
  });

  it('must be edges', () => {
    expect(() => shareUpTo(scope, 'earshot_first_media_seconds', { edge: 2.5 })).toThrow('no bucket');
  });
});

describe('the checks of expressions', () => {
  it('find edges that one Prometheus alone would match', () => {
    expect(narrowEdges('x_bucket{le="2"}')).toEqual(['le="2"']);
    expect(narrowEdges('x_bucket{le="2.0"}')).toEqual(['le="2.0"']);
    expect(narrowEdges('x_bucket{le="0.03"}')).toEqual([]);
  });

  it('find functions that are too new or gone', () => {
    expect(strangeFunctions('sum by (job) (rate(x{a="f(2)"}[5m])) and on (job) max(y) > 1')).toEqual([]);
    expect(strangeFunctions('holt_winters(x[5m], 0.5, 0.5)')).toEqual(['holt_winters']);
    expect(strangeFunctions('sum(info(x))')).toEqual(['info']);
  });
});
