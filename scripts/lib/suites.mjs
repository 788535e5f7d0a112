/**
 * The suites in the order in which they run: the quick ones first, those that own the machine last. Two lanes run beside each
 * other, because what is in them mostly waits; suites without a lane run when both are through, one after the other.
 * @type {readonly {name: string, needs: string[], lane?: 1 | 2}[]}
 */
export const suites = [
  { name: 'unit', needs: [], lane: 1 },
  { name: 'docs', needs: [], lane: 1 },
  { name: 'wire', needs: [], lane: 2 },
  { name: 'media', needs: [], lane: 1 },
  { name: 'package', needs: [], lane: 1 },
  { name: 'postgres', needs: ['postgres', 'initdb'], lane: 1 },
  { name: 'prometheus', needs: ['prometheus', 'promtool', 'chromium'], lane: 2 },
  { name: 'load', needs: ['go', 'ffmpeg', 'espeak-ng', 'chromium'] },
  { name: 'browser', needs: ['chromium', 'firefox-esr', 'ffmpeg', 'turnserver'] },
];

/**
 * @typedef {{passed: number, failed: number, skipped: number}} Totals
 */

/** @returns {Totals} */
export const noTotals = () => ({ passed: 0, failed: 0, skipped: 0 });

/**
 * Counts a vitest JSON report. A file that could not be loaded holds no tests and counts as one failure.
 * @param {any} report
 * @returns {Totals}
 */
export function countReport(report) {
  const totals = noTotals();
  for (const file of report.testResults ?? []) {
    const results = file.assertionResults ?? [];
    for (const { status } of results) {
      if (status === 'passed') totals.passed += 1;
      else if (status === 'failed') totals.failed += 1;
      else totals.skipped += 1;
    }
    const isCounted = results.some((/** @type {{status: string}} */ result) => result.status === 'failed');
    if (file.status === 'failed' && !isCounted) totals.failed += 1;
  }
  return totals;
}

/**
 * @param {Totals[]} all
 * @returns {Totals}
 */
export function addTotals(all) {
  const sum = noTotals();
  for (const totals of all) {
    sum.passed += totals.passed;
    sum.failed += totals.failed;
    sum.skipped += totals.skipped;
  }
  return sum;
}

/** @param {Totals} totals */
export const totalsLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Whether the run as a whole failed, and why. In CI a skipped test is a failure: it hides a missing part.
 * @param {{totals: Totals, crashed: string[], isCi: boolean}} outcome
 * @returns {string[]} the reasons
 */
export function explainFailure({ totals, crashed, isCi }) {
  const reasons = crashed.map((name) => `the suite ${name} ended with an error`);
  if (totals.failed > 0) reasons.push(`${totals.failed} failed`);
  if (isCi && totals.skipped > 0) reasons.push(`${totals.skipped} skipped, and nothing may be skipped in CI`);
  if (totals.passed === 0) reasons.push('nothing passed');
  return reasons;
}
