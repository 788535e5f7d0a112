import {
  DIAGNOSTICS,
  DIAGNOSTICS_VERSION,
  ISSUE_CODES,
  ISSUES,
  LOCAL_ONLY_ISSUES,
  type DiagnosticInfo,
  type IssueCode,
} from '@earshot/shared';

/** How a bound of each unit is written. */
const WRITE: Readonly<Record<DiagnosticInfo['unit'], (value: number) => string>> = {
  fact: String,
  ratio: (value) => `${String(Math.round(value * 1_000) / 10)} %`,
  ms: (value) => `${String(value)} ms`,
  count: String,
  perSecond: (value) => `${String(value)}/s`,
  level: (value) => `RMS ${String(value)}`,
  correlation: (value) => `r ${String(value)}`,
  index: String,
};

const ENGINE = { measured: 'yes', approximated: 'nearly', unavailable: 'no' } as const;

/** The table of diagnostics, for the docs: bounds, times and guards. */
export function diagnosticBoundsMarkdown(): string {
  return [
    '| code | severity | who may learn of it | raised at | cleared at | over | held to raise / clear | again after | at least | silent while |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...ISSUE_CODES.map((code) => boundsRow(code, DIAGNOSTICS[code])),
    '',
    `Version ${String(DIAGNOSTICS_VERSION)} of the table.`,
  ].join('\n');
}

/** How it is seen, how it is proven, and what it mostly means, for the docs. */
export function diagnosticHintsMarkdown(): string {
  return [
    '| code | about | Chromium | Firefox | WebKit | proven by | for the operator | bounds from |',
    '|---|---|---|---|---|---|---|---|',
    ...ISSUE_CODES.map((code) => {
      const { engines, proof, operatorHint, source } = DIAGNOSTICS[code];
      const seen = [engines.chromium, engines.firefox, engines.webkit].map((how) => ENGINE[how]);
      return row([`\`${code}\``, ISSUES[code].group, ...seen, proof, operatorHint, source]);
    }),
  ].join('\n');
}

function boundsRow(code: IssueCode, info: DiagnosticInfo): string {
  const { severity, windowMs, minVolume, guards } = info;
  return row([
    `\`${code}\``,
    severity,
    LOCAL_ONLY_ISSUES.some((local) => local === code) ? 'nobody else' : info.audience,
    bounds(info, 'enter'),
    bounds(info, 'leave'),
    windowMs === undefined ? '' : seconds(windowMs),
    `${seconds(info.enterMs)} / ${seconds(info.leaveMs)}`,
    info.repeatMs === 0 ? '' : seconds(info.repeatMs),
    minVolume === undefined ? '' : `${String(minVolume.amount)} ${minVolume.of}`,
    guards.map((guard) => `\`${guard}\``).join(', '),
  ]);
}

function bounds(info: DiagnosticInfo, end: 'enter' | 'leave'): string {
  const main = info[end];
  if (main === null) return 'it is so'.repeat(end === 'enter' ? 1 : 0);
  const more = Object.entries(info.also ?? {}).map(([name, bound]) =>
    bound[end] === null ? '' : `, ${name} ${WRITE[bound.unit](bound[end])}`,
  );
  return `${WRITE[info.unit](main)}${more.join('')}`;
}

function seconds(ms: number): string {
  return `${String(ms / 1_000)} s`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
