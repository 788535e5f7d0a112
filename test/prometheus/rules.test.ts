import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { INSTRUMENT_NAMES } from '@earshot/server/metrics/instruments.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { alertGroups, recordingGroups } from '../../grafana/rules.ts';
import { promtool } from '../support/prometheus.ts';
import { metricsIn } from '../support/promql.ts';
import { RULE_CASES, type RuleCase } from './rule-cases.ts';
import { BAD, healthy, valuesOf } from './rule-series.ts';

const repository = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'earshot-rules-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const alerts = alertGroups()
  .flatMap(({ rules }) => rules)
  .flatMap((rule) => ('alert' in rule ? [rule.alert] : []));

/** One case as promtool reads it: exactly these alerts fire at each look. */
function unitTest({ name, series, looks }: RuleCase) {
  return {
    name,
    interval: '1m',
    input_series: Object.entries(series).map(([selector, value]) => ({
      series: selector,
      values: valuesOf(value),
    })),
    promql_expr_test: looks.map(({ minute, firing }) => ({
      expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: `${String(minute)}m`,
      exp_samples: firing.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
    })),
  };
}

/** Runs promtool on cases. Its answer has the case and what fired instead. */
async function judge(cases: readonly RuleCase[], extra: object = {}) {
  const file = path.join(folder, 'cases.yml');
  const rules = ['recording.yml', 'alerts.yml'].map((name) => path.join(repository, 'grafana/rules', name));
  const tests = cases.map((one) => ({ ...unitTest(one), ...extra }));
  const content = {
    rule_files: rules,
    // Every other minute is often enough for what waits for ten, and costs half.
    evaluation_interval: '2m',
    // Else promtool's order is random, and alerts may see what was recorded a round before.
    group_eval_order: [...recordingGroups(), ...alertGroups()].map(({ name }) => name),
    tests,
  };
  writeFileSync(file, stringify(content));
  return promtool(['test', 'rules', file]);
}

describe('the rules, by promtool', () => {
  it('fire when they should, and only then', async () => {
    const { code, output } = await judge(RULE_CASES);
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });

  it('are all made to fire by some case', () => {
    const fired = new Set(RULE_CASES.flatMap(({ looks }) => looks.flatMap(({ firing }) => firing)));
    expect(alerts.filter((name) => !fired.has(name))).toEqual([]);
  });

  it('would be caught if they fired wrongly', async () => {
    const wrong = { name: 'wrong', series: healthy(), looks: [{ minute: 3, firing: ['EarshotDown'] }] };
    const { code, output } = await judge([wrong]);
    expect(code).not.toBe(0);
    expect(output).toContain('EarshotDown');
  });

  it('tell where the runbook is, and how bad it is', async () => {
    const down = { name: 'down', series: { [BAD.up]: '1 0x20' }, looks: [] };
    const { output } = await judge([down], {
      external_labels: { runbooks: 'https://calls.example.org/runbooks' },
      alert_rule_test: [
        {
          eval_time: '4m',
          alertname: 'EarshotDown',
          exp_alerts: [
            {
              exp_labels: { severity: 'page', job: 'earshot', instance: 'a' },
              exp_annotations: {
                summary: 'A server does not answer scrapes',
                description: 'a has not answered for a minute.',
                runbook_url: 'https://calls.example.org/runbooks/down.md',
              },
            },
          ],
        },
      ],
    });
    expect(output).toContain('SUCCESS');
  });

  it('are fed with series that the server has', () => {
    const known = new Set<string>(INSTRUMENT_NAMES);
    const fed = RULE_CASES.flatMap(({ series }) => Object.keys(series)).flatMap(metricsIn);
    expect([...new Set(fed)].filter((name) => !known.has(name))).toEqual([]);
    expect(Object.keys(healthy())).toContain(BAD.up);
  });
});
