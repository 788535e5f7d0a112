import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../docs/runbooks/', import.meta.url);

/** A runbook, taken apart. */
export interface Runbook {
  readonly file: string;
  readonly headings: readonly string[];
  readonly queries: readonly string[];
  /** First column of the table of causes. */
  readonly blamed: readonly string[];
}

/** All runbooks but their list. */
export function readRunbooks(): Runbook[] {
  return readdirSync(folder)
    .filter((file) => file !== 'README.md')
    .map((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      const causes = text.slice(text.indexOf('## Likely causes'), text.indexOf('## What to do'));
      return {
        file,
        headings: [...text.matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) => heading),
        queries: [...text.matchAll(/^```promql\n([\s\S]*?)\n```$/gmu)].map(([, query = '']) => query),
        blamed: [...causes.matchAll(/^\| (`?[^|]+?`?) \|/gmu)].map(([, name = '']) => name).slice(1),
      };
    });
}
