import {
  combinationsOf,
  instrument,
  INSTRUMENT_GROUPS,
  INSTRUMENT_NAMES,
  isClosed,
} from '@earshot/server/metrics/instruments.ts';
import { describe, expect, it } from 'vitest';

/** Series of one server: what its Prometheus has to keep for it. */
const SERIES_BUDGET = 2_500;

describe('the instrument table', () => {
  it('has no name in two groups', () => {
    const names = Object.values(INSTRUMENT_GROUPS).flatMap((group) => Object.keys(group));
    expect(names.toSorted()).toEqual([...INSTRUMENT_NAMES].toSorted());
  });

  it.each(INSTRUMENT_NAMES)('%s follows the naming rules', (name) => {
    const row = instrument(name);
    expect(name).toMatch(/^earshot_[a-z][a-z0-9_]*[a-z0-9]$/u);
    expect(name.endsWith('_total')).toBe(row.type === 'counter');
    expect(name).not.toMatch(
      /_(ms|us|milliseconds|kb|percent|bits|bucket|sum|count|created|info_total)(_|$)/u,
    );
    const base = name.replace(/_total$/u, '');
    if (row.unit === 'seconds') expect(base).toMatch(/_seconds$/u);
    if (row.unit === 'bytes') expect(base).toMatch(/_bytes$/u);
    if (row.unit === 'ratio') expect(base).toMatch(/_ratio$/u);
    expect(row.help).toMatch(/^[A-Z0-9].*\.$/u);
    expect(row.help).not.toContain('\n');
  });

  it.each(INSTRUMENT_NAMES)('%s has buckets exactly when it is a histogram, in order', (name) => {
    const { type, buckets } = instrument(name);
    expect(buckets.length > 0).toBe(type === 'histogram');
    expect([...buckets]).toEqual([...new Set(buckets)].toSorted((a, b) => a - b));
  });

  it.each(INSTRUMENT_NAMES)('%s has no label that names a person, a call or an address', (name) => {
    for (const [label, values] of Object.entries(instrument(name).labels)) {
      expect(label).not.toMatch(/room|call|participant|user|identity|address|ssrc|^ip$|^id$|_id$/u);
      if (isClosed(values)) expect(new Set(values).size).toBe(values.length);
      else expect(values.atMost).toBeLessThanOrEqual(256);
    }
  });

  it('stays within the budget of series', () => {
    const workers = 8;
    const series = INSTRUMENT_NAMES.map((name) => {
      const row = instrument(name);
      const combinations = combinationsOf(row)?.length ?? workers * 2;
      return combinations * (row.type === 'histogram' ? row.buckets.length + 3 : 1);
    });
    expect(series.reduce((sum, count) => sum + count, 0)).toBeLessThan(SERIES_BUDGET);
  });
});
