import { BLAMES } from '@earshot/shared';
import { INSTRUMENT_NAMES } from '@earshot/server/metrics/instruments.ts';
import { describe, expect, it } from 'vitest';
import { alertGroups } from '../../grafana/rules.ts';
import { runbookOf } from '../../grafana/runbooks-page.ts';
import { metricsIn, narrowEdges, strangeFunctions } from '../support/promql.ts';
import { readRunbooks } from '../support/runbooks.ts';

const runbooks = readRunbooks();
const files = runbooks.map(({ file }) => file);
const alerts = alertGroups()
  .flatMap(({ rules }) => rules)
  .filter((rule) => 'alert' in rule);

describe('runbooks', () => {
  it.each(alerts.map((alert) => [alert.alert, alert] as const))('%s leads to one', (_name, alert) => {
    expect(alert.annotations.runbook_url).toMatch(/^\{\{ \$externalLabels\.runbooks \}\}\/[\w-]+\.md$/u);
    expect(files).toContain(runbookOf(alert));
  });

  it('are all led to', () => {
    const used = new Set(alerts.map(runbookOf));
    expect(files.filter((file) => !used.has(file))).toEqual([]);
  });

  it.each(runbooks.map((book) => [book.file, book] as const))(
    '%s says what it means, what to ask, who may be to blame and what to do',
    (_file, { headings, queries, blamed }) => {
      expect(headings.slice(1)).toEqual(['Three queries', 'Likely causes', 'What to do']);
      expect(queries).toHaveLength(3);
      const known = new Set<string>(INSTRUMENT_NAMES);
      expect(queries.flatMap(metricsIn).filter((name) => !known.has(name))).toEqual([]);
      expect(queries.flatMap(strangeFunctions)).toEqual([]);
      expect(queries.flatMap(narrowEdges)).toEqual([]);
      expect(blamed.length).toBeGreaterThan(0);
      const names = [...BLAMES.map((blame) => `\`${blame}\``), 'nobody in the call'];
      expect(blamed.filter((name) => !names.includes(name))).toEqual([]);
    },
  );
});
