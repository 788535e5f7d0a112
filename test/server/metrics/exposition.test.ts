import { negotiate, toPrometheusText } from '@earshot/server/metrics/exposition.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMetrics } from '../../support/metrics.ts';

describe('toPrometheusText', () => {
  it('gives counters their suffix back in HELP and TYPE', () => {
    expect(
      toPrometheusText('# HELP a_things Things.\n# TYPE a_things counter\na_things_total{k="v"} 3\n# EOF\n'),
    ).toBe('# HELP a_things_total Things.\n# TYPE a_things_total counter\na_things_total{k="v"} 3\n');
  });

  it('leaves gauges and histograms as they are', () => {
    const text =
      '# HELP g G.\n# TYPE g gauge\ng 1.5\n# HELP h_seconds H.\n# TYPE h_seconds histogram\n' +
      'h_seconds_bucket{le="1"} 2\nh_seconds_bucket{le="+Inf"} 2\nh_seconds_sum 0.5\nh_seconds_count 2\n';
    expect(toPrometheusText(`${text}# EOF\n`)).toBe(text);
  });

  it('drops exemplars and UNIT lines, and turns seconds of samples into ms', () => {
    expect(
      toPrometheusText(
        '# TYPE h histogram\n# UNIT h seconds\nh_bucket{le="1"} 2 # {call_id="c"} 0.5 1700000000.123\nh_sum 1 1700000000.5\n# EOF\n',
      ),
    ).toBe('# TYPE h histogram\nh_bucket{le="1"} 2\nh_sum 1 1700000000500\n');
  });

  it('is not confused by what label values hold', () => {
    const line = String.raw`g{a="x # {y} \"z\" }",b="\\"} 7`;
    expect(toPrometheusText(`# TYPE g gauge\n${line} # {call_id="c"} 1 2\n# EOF\n`)).toBe(
      `# TYPE g gauge\n${line}\n`,
    );
  });

  it('keeps the type of what has none', () => {
    expect(toPrometheusText('# TYPE u unknown\nu 1\n# EOF\n')).toBe('# TYPE u untyped\nu 1\n');
  });

  it('keeps every series and value, whatever the labels', () => {
    const sample = fc.record({
      value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      label: fc.string({ maxLength: 12 }),
      exemplar: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 8 }), (samples) => {
        const escape = (text: string) =>
          text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
        const lines = samples.map(
          ({ value, label, exemplar }, index) =>
            `x_total{i="${String(index)}",l="${escape(label)}"} ${String(value)}${exemplar ? ' # {call_id="c"} 1 2' : ''}`,
        );
        const text = toPrometheusText(['# TYPE x counter', ...lines, '# EOF', ''].join('\n'));
        const expected = samples.map(({ value, label }, index) => ({
          name: 'x_total',
          labels: { i: String(index), l: escape(label) },
          value: Object.is(value, -0) ? 0 : value,
        }));
        expect(parseMetrics(text).map((found) => ({ ...found, value: found.value + 0 }))).toEqual(expected);
      }),
    );
  });
});

describe('negotiate', () => {
  it.each([
    [undefined, 'text'],
    ['', 'text'],
    ['*/*', 'text'],
    ['text/plain', 'text'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text; version=1.0.0; q=0.2, text/plain; q=0.5', 'text'],
    ['application/openmetrics-text;version=0.0.1', 'text'],
    ['application/openmetrics-text;q=0', 'text'],
    ['text/html;q=junk,;;,=', 'text'],
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
  ])('for %s answers %s', (accept, format) => {
    expect(negotiate(accept)).toBe(format);
  });
});
