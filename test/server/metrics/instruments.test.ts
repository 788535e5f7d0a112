import { countAllSeries, countSeries, SERIES_BUDGET } from '@earshot/server/metrics/cardinality.ts';
import {
  instrument,
  INSTRUMENT_GROUPS,
  INSTRUMENT_NAMES,
  isClosed,
} from '@earshot/server/metrics/instruments.ts';
import { REPORT_RESULTS } from '@earshot/server/telemetry/ports.ts';
import { describe, expect, it } from 'vitest';

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
    expect(countAllSeries()).toBeLessThan(SERIES_BUDGET);
  });

  it('counts each combination of labels once, and of histograms each bucket, sum and count', () => {
    expect(countSeries('earshot_client_connected_seconds_total')).toBe(1);
    expect(countSeries('earshot_reports_total')).toBe(REPORT_RESULTS.length);
    const { buckets } = instrument('earshot_report_bytes');
    expect(countSeries('earshot_report_bytes')).toBe(buckets.length + 3);
  });
});
