import { settingsMarkdown } from '@earshot/server/config.ts';
import { RESOURCE_ATTRIBUTES, SPAN_ATTRIBUTES } from '@earshot/server/telemetry/attributes.ts';
import { END_REASONS, ERRORS, ISSUE_CODES, ISSUES, type ErrorInfo } from '@earshot/shared';
import { hintOf, messageOf } from '../../client/diagnostics/messages.ts';
import { diagnosticBoundsMarkdown, diagnosticHintsMarkdown } from './diagnostics-table.ts';
import { familiesMarkdown } from './families-table.ts';
import { vectorMarkdown } from './vector-table.ts';
import { scoresMarkdown } from './scores-table.ts';

/** A part of a page that is made from code: between `<!-- begin: name … -->` and `<!-- end: name -->`. */
export interface DocsTable {
  /** Path from the repository's root. */
  readonly page: string;
  readonly name: string;
  /** What stands there, as Markdown. */
  readonly make: () => string;
}

/** All such parts. */
export const DOCS_TABLES: readonly DocsTable[] = [
  { page: 'docs/config.md', name: 'settings', make: settingsMarkdown },
  { page: 'docs/errors.md', name: 'errors', make: errorsMarkdown },
  { page: 'docs/errors.md', name: 'reasons', make: reasonsMarkdown },
  { page: 'docs/client.md', name: 'diagnostics', make: diagnosticsMarkdown },
  { page: 'docs/diagnostics.md', name: 'bounds', make: diagnosticBoundsMarkdown },
  { page: 'docs/diagnostics.md', name: 'hints', make: diagnosticHintsMarkdown },
  { page: 'shared/PROTOCOL.md', name: 'vector', make: vectorMarkdown },
  { page: 'docs/exports.md', name: 'families', make: familiesMarkdown },
  { page: 'docs/telemetry.md', name: 'scores', make: scoresMarkdown },
  { page: 'docs/telemetry.md', name: 'attributes', make: attributesMarkdown },
];

function errorsMarkdown(): string {
  const rows = Object.entries(ERRORS as Readonly<Record<string, ErrorInfo>>).map(
    ([code, { http, retry, fatal, category, summary }]) =>
      `| \`${code}\` | ${String(http)} | ${retry} | ${fatal ? 'yes' : ''} | ${category} | ${summary} |`,
  );
  return ['| code | HTTP | retry | ends | kind | what happened |', '|---|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function reasonsMarkdown(): string {
  const rows = Object.entries(END_REASONS).map(([reason, summary]) => `| \`${reason}\` | ${summary} |`);
  return ['| reason | what happened |', '|---|---|', ...rows].join('\n');
}

function diagnosticsMarkdown(): string {
  const rows = ISSUE_CODES.map((code) => {
    const { kind, group } = ISSUES[code];
    return `| \`${code}\` | ${group} | ${kind} | ${messageOf(code, 'bad')} | ${hintOf(code, 'bad')} |`;
  });
  return [
    '| code | about | kind | what the person is told | and what to do |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function attributesMarkdown(): string {
  const rowsOf = (of: string, attributes: Readonly<Record<string, string>>) =>
    Object.entries(attributes).map(([name, says]) => `| \`${name}\` | ${of} | ${says} |`);
  return [
    '| attribute | of | what it says |',
    '|---|---|---|',
    ...rowsOf('a join’s span', SPAN_ATTRIBUTES),
    ...rowsOf('the resource', RESOURCE_ATTRIBUTES),
  ].join('\n');
}

/** The part of a page, and the page with another in its place. Throws when the page has no such markers. */
export function partOf(page: string, name: string): { part: string; replace: (part: string) => string } {
  const match = new RegExp(
    `<!-- begin: ${name} [^\\n]*-->\\n(?<part>[\\s\\S]*?)<!-- end: ${name} -->`,
    'u',
  ).exec(page);
  const part = match?.groups?.['part'];
  if (match === null || part === undefined) throw new Error(`no part "${name}"`);
  const start = match.index + match[0].indexOf('\n') + 1;
  return {
    part: part.trim(),
    replace: (next) => `${page.slice(0, start)}\n${next}\n\n${page.slice(start + part.length)}`,
  };
}
