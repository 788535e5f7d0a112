// `npm run load -- <scenario>`: a server, k6 with real participants, thresholds, a table and a report.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from './run/options.ts';
import { toHtml } from './run/report.ts';
import { runScenario, type Parts } from './run/run-scenario.ts';
import { tablesOf, toText } from './run/table.ts';

/** Exit codes by outcome. 1: a threshold was missed. 2: the run says nothing, try again on a quiet machine. */
const EXIT_CODES = { passed: 0, failed: 1, void: 2 } as const;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Runs what the command line asks for, and gives the exit code. Rejects when the run could not be made at all. */
export async function main(args: readonly string[], parts: Parts): Promise<number> {
  const options = readOptions(args, {
    results: path.join(import.meta.dirname, 'results'),
    env: process.env,
  });
  const record = await runScenario(options, parts, say);
  for (const table of tablesOf(record)) say(`\n${toText(table)}`);
  mkdirSync(options.results, { recursive: true });
  const file = path.join(options.results, `${record.scenario}-${record.startedAt.replaceAll(':', '-')}`);
  writeFileSync(`${file}.json`, `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(`${file}.html`, toHtml(record));
  say(`\nreduced: ${record.reduced}\nreport: ${path.relative(process.cwd(), `${file}.html`)}`);
  say(`${record.scenario} ${record.verdict.outcome.toUpperCase()}: ${record.verdict.why}`);
  return EXIT_CODES[record.verdict.outcome];
}
