import { describe, expect, it } from 'vitest';
import { judge } from '../../load/run/judge.ts';
import type { RunRecord } from '../../load/run/record.ts';
import { toHtml } from '../../load/run/report.ts';
import { tablesOf, toText } from '../../load/run/table.ts';
import { demands, goodFacts, momentAt } from './support/facts.ts';

const record: RunRecord = {
  scenario: 'smoke',
  startedAt: '2030-01-02T03:04:05.000Z',
  command: 'npm run load -- smoke --hold 10 & <others>',
  machine: '2 x a processor',
  reduced: 'nothing',
  verdict: judge({ ...goodFacts, leftovers: { earshot_rooms: 1 } }, demands),
  moments: [momentAt(0, 1), momentAt(2, 10), momentAt(4, 10)],
  ...goodFacts,
};

describe('the tables of a run', () => {
  const text = tablesOf(record).map(toText).join('\n\n');

  it('name percentiles, processes and thresholds with what was measured', () => {
    expect(text).toMatch(/join until the first audio\s+200\.0\s+320\.1\s+400\.0\s+410\.0\s+10/u);
    expect(text).toMatch(/packets received\s+9990\s+99\.900 %/u);
    expect(text).toMatch(/worker 0\s+15\.0 %\s+900/u);
    expect(text).toMatch(/Node\s+5\.0 %/u);
    expect(text).toMatch(/server per participant\s+2\.500 %\s+19\.74 MiB/u);
    expect(text).toMatch(/reports of one participant\s+80 B\/s/u);
    expect(text).toMatch(/event loop delay p99, worst 10 s\s+12\.0 ms/u);
    expect(text).toMatch(/MISSED\s+earshot_rooms afterwards\s+1\s+0/u);
  });

  it('are aligned: every line of a table is as wide as its columns', () => {
    const [first] = tablesOf(record);
    const [, header = '', rule = ''] = toText(first ?? { title: '', header: [], rows: [] }).split('\n');
    expect(rule.indexOf('  -')).toBe(header.indexOf('  p50'));
  });

  it('leave out what was not measured', () => {
    const silent = { ...record, summary: undefined, steady: undefined };
    expect(tablesOf(silent).map(({ title }) => title)).toEqual(['Thresholds']);
  });
});

describe('the report', () => {
  const html = toHtml(record);

  it('is one file that asks the network for nothing', () => {
    expect(html).not.toMatch(/<script|<link|src=|url\(|https?:/u);
  });

  it('shows the outcome, the missed threshold and the course of the run', () => {
    expect(html).toContain('<span class="failed">failed</span>');
    expect(html).toContain('class="missed"');
    expect(html.match(/<polyline/gu)?.length).toBeGreaterThanOrEqual(7);
  });

  it('takes nothing from the command line for markup', () => {
    expect(html).not.toContain('<others>');
    expect(html).toContain('&#60;others&#62;');
  });
});
