import { percent } from './judge.ts';
import type { RunRecord } from './record.ts';
import { sharesBetween, type Moment } from './samples.ts';
import { tablesOf, type Table } from './table.ts';

/** One line of a chart. */
interface Line {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

const WIDTH = 760;
const HEIGHT = 160;
const COLOURS = ['#2f6fde', '#d9822b', '#3d9a50', '#8f56c9', '#b83b3b', '#5b6b7b'];

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1d2530;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #d5dbe3;font-variant-numeric:tabular-nums}
.passed{color:#1e7a34}.failed,.missed{color:#b3261e}.void{color:#8a5a00}svg{width:100%;height:auto}
@media (prefers-color-scheme:dark){body{color:#e4e9f0;background:#12171e}th,td{border-color:#333d4a}
.passed{color:#6fd08a}.failed,.missed{color:#ff8a80}.void{color:#f0b95a}}`;

/** A report in one file that needs no network. */
export function toHtml(record: RunRecord): string {
  const { scenario, startedAt, command, machine, reduced, verdict, moments } = record;
  const facts = [
    ['Started', startedAt],
    ['Command', command],
    ['Machine', machine],
    ['Reduced', reduced],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(scenario)}: ${verdict.outcome}</title><style>${STYLE}</style></head><body>
<h1>${escape(scenario)}: <span class="${verdict.outcome}">${verdict.outcome}</span></h1>
<p>${escape(verdict.why)}</p>
<table>${facts.map(([name = '', value = '']) => `<tr><th scope="row">${name}</th><td>${escape(value)}</td></tr>`).join('')}</table>
${tablesOf(record).map(tableHtml).join('\n')}
${chart('Shares of a core', moments, cpuLines(moments))}
${chart('Participants', moments, [{ name: 'participants', values: moments.map(({ server }) => server?.participants) }])}
${chart('Packets/s of the workers', moments, packetLines(moments))}
${chart('Event loop delay, p99 of 10 s, ms', moments, [
  {
    name: 'delay',
    values: moments.map(({ server }) => (server === undefined ? undefined : server.eventLoopDelay * 1_000)),
  },
])}
</body></html>
`;
}

function tableHtml({ title, header, rows }: Table): string {
  const cells = (row: readonly string[]) =>
    row.map((cell) => `<td${cell === 'MISSED' ? ' class="missed"' : ''}>${escape(cell)}</td>`).join('');
  return `<h2>${escape(title)}</h2><table><tr>${header.map((cell) => `<th scope="col">${escape(cell)}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</table>`;
}

function cpuLines(moments: readonly Moment[]): Line[] {
  const shares = moments.map((moment, index) => {
    const before = moments[index - 1];
    return before === undefined ? undefined : sharesBetween(before, moment);
  });
  return (['workers', 'node', 'k6', 'browsers', 'others'] as const).map((name) => ({
    name: name === 'node' ? 'Node' : name,
    values: shares.map((share) => share?.[name]),
  }));
}

function packetLines(moments: readonly Moment[]): Line[] {
  const workers = Math.max(0, ...moments.map(({ server }) => server?.workerPackets.length ?? 0));
  return Array.from({ length: workers }, (_, worker) => ({
    name: `worker ${String(worker)}`,
    values: moments.map(({ server }) => server?.workerPackets[worker]),
  }));
}

function chart(title: string, moments: readonly Moment[], lines: readonly Line[]): string {
  const known = lines.flatMap(({ values }) => values.flatMap((value) => value ?? []));
  const end = moments.at(-1)?.at ?? 0;
  if (known.length < 2 || end === 0) return '';
  const top = Math.max(...known, Number.MIN_VALUE);
  const x = (at: number) => ((at / end) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - (value / top) * HEIGHT).toFixed(1);
  const paths = lines.map(({ values }, index) => {
    const points = values.flatMap((value, place) =>
      value === undefined ? [] : [`${x(moments[place]?.at ?? 0)},${y(value)}`],
    );
    return `<polyline fill="none" stroke="${colourOf(index)}" stroke-width="1.5" points="${points.join(' ')}"/>`;
  });
  const legend = lines
    .map(({ name }, index) => `<span style="color:${colourOf(index)}">&#9632;</span> ${escape(name)}`)
    .join(' &nbsp; ');
  return `<h2>${escape(title)}</h2><p>${legend} &nbsp; (top ${escape(label(top, title))}, ${(end / 1_000).toFixed(0)} s)</p>
<svg viewBox="0 -4 ${String(WIDTH)} ${String(HEIGHT + 8)}" role="img" aria-label="${escape(title)} over time">
<line x1="0" y1="${String(HEIGHT)}" x2="${String(WIDTH)}" y2="${String(HEIGHT)}" stroke="currentColor" stroke-opacity=".3"/>
${paths.join('\n')}</svg>`;
}

function label(value: number, title: string): string {
  return title.startsWith('Shares') ? percent(value) : value.toPrecision(3);
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? 'currentColor';
}

function escape(text: string): string {
  return text.replace(/[&<>"]/gu, (character) => `&#${String(character.charCodeAt(0))};`);
}
