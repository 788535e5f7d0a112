import { familyName } from './registry.ts';

/** Content types of the two answers. */
export const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
/** @see OPEN_METRICS */
export const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Makes the Prometheus text format out of OpenMetrics text: names of counters get their `_total` back in HELP and TYPE,
 * exemplars, UNIT lines and `# EOF` are dropped, times of samples become ms. The series are the same. Pure.
 */
export function toPrometheusText(openMetrics: string): string {
  const lines = openMetrics.split('\n').filter((line) => line !== '');
  const counters = new Set(lines.flatMap((line) => /^# TYPE (\S+) counter$/u.exec(line)?.[1] ?? []));
  return lines.map((line) => textLine(line, counters)).join('');
}

function textLine(line: string, counters: ReadonlySet<string>): string {
  const meta = /^# (HELP|TYPE|UNIT) (\S+) ?(.*)$/u.exec(line);
  if (meta !== null) {
    const [, keyword = '', name = '', rest = ''] = meta;
    if (keyword === 'UNIT') return '';
    const type = keyword === 'TYPE' && rest === 'unknown' ? 'untyped' : rest;
    return `# ${keyword} ${counters.has(name) ? `${familyName(name)}_total` : name} ${type}\n`;
  }
  if (line.startsWith('#')) return '';
  const end = endOfSeries(line);
  const [value = '', seconds] = (line.slice(end).split(' # ', 1)[0] ?? '').trim().split(' ');
  const time = seconds === undefined ? '' : ` ${Math.round(Number(seconds) * 1_000)}`;
  return `${line.slice(0, end)} ${value}${time}\n`;
}

/** Index after name and labels. Values of labels may hold anything, spaces, braces and ` # ` too. */
function endOfSeries(line: string): number {
  const space = line.indexOf(' ');
  const brace = line.indexOf('{');
  if (brace === -1 || (space !== -1 && space < brace)) return space === -1 ? line.length : space;
  let isQuoted = false;
  for (let index = brace; index < line.length; index += 1) {
    const character = line[index];
    if (isQuoted && character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === '}' && !isQuoted) return index + 1;
  }
  return line.length;
}

/**
 * The format that an `Accept` header prefers: OpenMetrics where it is asked for by name at least as much as text, else
 * text, which every scraper reads. Pure; nonsense in the header is ignored.
 */
export function negotiate(accept: string | undefined): 'openmetrics' | 'text' {
  let openMetrics = 0;
  let text = 0;
  for (const range of (accept ?? '').slice(0, 1_000).split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = qualityOf(parameters);
    const version = parameters
      .find((parameter) => parameter.startsWith('version='))
      ?.slice('version='.length);
    if (type === 'application/openmetrics-text' && (version === undefined || version === '1.0.0'))
      openMetrics = Math.max(openMetrics, quality);
    if (type === 'text/plain') text = Math.max(text, quality);
  }
  return openMetrics > 0 && openMetrics >= text ? 'openmetrics' : 'text';
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  if (given === undefined) return 1;
  const quality = Number(given.slice(2));
  return quality >= 0 && quality <= 1 ? quality : 0;
}
