import { BLAMES, ISSUE_CODES, LIMITING_FACTORS, QUALITY_BANDS } from '@earshot/shared';
import { parseFilters, toRequest } from '@earshot/pages/quality/model/filters.ts';
import { CallListQuery } from '@earshot/shared/calls-api.ts';
import { describe, expect, it } from 'vitest';
import { DASHBOARDS } from '../../grafana/dashboards.ts';
import { callsUrl } from '../../grafana/links.ts';
import { readDashboard } from '../support/dashboard-json.ts';
import { expandLink, type Click } from '../support/grafana-links.ts';

const isNamed = (value: string) => value !== 'none';
/** Every value that a label of a link can have; what is harmed never has a factor or a blame of `none`. */
const VALUES = {
  band: QUALITY_BANDS,
  factor: LIMITING_FACTORS.filter(isNamed),
  blame: BLAMES.filter(isNamed),
  code: ISSUE_CODES,
} as const;
const from = Date.parse('2026-03-01T10:00:00Z');
const to = Date.parse('2026-03-01T11:00:00.500Z');

function clickOn(labels: Click['labels']): Click {
  return { variables: { url: 'https://calls.example.org' }, labels, from, to };
}

/** A click for each value of each label that the link names; one without labels when it names none. */
function clicksOn(url: string): Click[] {
  const labels = (Object.keys(VALUES) as (keyof typeof VALUES)[]).filter((name) => url.includes(`.${name}:`));
  const first = Object.fromEntries(labels.map((name) => [name, VALUES[name][0]]));
  const all = labels.flatMap((name) => VALUES[name].map((value) => clickOn({ ...first, [name]: value })));
  return [clickOn(first), ...all];
}

const panels = DASHBOARDS.flatMap(({ id }) =>
  readDashboard(id)
    .panels.filter(({ type }) => type !== 'row')
    .map((panel) => [`${id}: ${panel.title}`, panel] as const),
);

describe('data links', () => {
  it.each(panels)('%s leads to a list that the page of calls shows', (_name, panel) => {
    const [link] = panel.fieldConfig?.defaults.links ?? [];
    for (const click of clicksOn(link?.url ?? '')) {
      const url = new URL(expandLink(link?.url ?? '', click));
      expect(url.origin).toBe('https://calls.example.org');
      expect(url.pathname).toBe('/quality');
      const asked = Object.fromEntries(url.searchParams);
      expect(CallListQuery.parse(asked)).toMatchObject({ from, to, sort: 'worst' });
      // What the page asks the API for is what the link says: nothing is lost on the way.
      const request = Object.fromEntries(new URLSearchParams(toRequest(parseFilters(url.search), to)));
      expect(request).toEqual(asked);
    }
  });

  it.each(panels)('%s asks only for labels that all its series have', (_name, panel) => {
    const url = panel.fieldConfig?.defaults.links?.[0]?.url ?? '';
    for (const [, label = ''] of url.matchAll(/\.(?:labels|fields)\.(\w+)/gu))
      for (const { expr } of panel.targets ?? []) expect(keptLabels(expr)).toContain(label);
  });

  it('carry the label that was clicked and the filter of the panel', () => {
    const spec = {
      kind: 'lines',
      title: 'x',
      description: 'X.',
      unit: 'none',
      width: 8,
      queries: [{ expr: 'x', legend: '{{code}} {{level}}' }],
      calls: { band: 'poor' },
    } as const;
    const query = new URL(expandLink(callsUrl(spec), clickOn({ code: 'cameraFreeze', level: 'bad' })))
      .searchParams;
    expect(query.get('issue')).toBe('cameraFreeze');
    expect(query.get('band')).toBe('poor');
    expect(query.has('level')).toBe(false);
    const mixed = { ...spec, queries: [...spec.queries, { expr: 'y', legend: 'all' }] };
    expect(callsUrl(mixed)).not.toContain('issue');
  });

  it('would not go unnoticed with a label that is not there', () => {
    expect(() => expandLink('${url:raw}/quality?band=${__field.labels.band}', clickOn({}))).toThrow('band');
  });
});

/** Labels that the outermost aggregation of an expression keeps; of a division, those of its left side. */
function keptLabels(expr: string): string[] {
  const [, labels = ''] = /\bby \(([^)]*)\)/u.exec(expr) ?? [];
  return labels.split(', ');
}
