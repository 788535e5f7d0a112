import { describe, expect, it } from 'vitest';
import { addTotals, countReport, explainFailure, totalsLine } from '../../scripts/lib/suites.mjs';

const file = (status: string, ...results: string[]) => ({
  status,
  assertionResults: results.map((result) => ({ status: result })),
});

describe('the count of a report', () => {
  it('counts each test once, and everything that did not run as skipped', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'passed', 'skipped', 'todo', 'pending'),
        file('failed', 'failed', 'passed'),
      ],
    };
    expect(countReport(report)).toEqual({ passed: 3, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countReport({ testResults: [file('failed')] })).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('adds up over suites and ends in one line', () => {
    const sum = addTotals([
      { passed: 2, failed: 0, skipped: 1 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(totalsLine(sum)).toBe('5 passed, 1 failed, 1 skipped');
  });
});

describe('the verdict of a run', () => {
  const green = { totals: { passed: 5, failed: 0, skipped: 0 }, crashed: [], isCi: false };

  it('is good when something passed and nothing failed', () => {
    expect(explainFailure(green)).toEqual([]);
    expect(explainFailure({ ...green, isCi: true })).toEqual([]);
  });

  it('is bad for a failed test, a crashed suite, or when nothing ran', () => {
    expect(explainFailure({ ...green, totals: { passed: 5, failed: 1, skipped: 0 } })).toHaveLength(1);
    expect(explainFailure({ ...green, crashed: ['wire'] })).toHaveLength(1);
    expect(explainFailure({ ...green, totals: { passed: 0, failed: 0, skipped: 0 } })).toHaveLength(1);
  });

  it('is bad for a skipped test only in CI', () => {
    const totals = { passed: 5, failed: 0, skipped: 1 };
    expect(explainFailure({ ...green, totals })).toEqual([]);
    expect(explainFailure({ ...green, totals, isCi: true })).toHaveLength(1);
  });
});
