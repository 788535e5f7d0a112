import { summaryFile } from './settings.ts';

/** k6 calls it at the end: the runner reads the file, and who runs k6 by hand sees JSON. */
export function handleSummary(data: unknown): Record<string, string> {
  const json = JSON.stringify(data, null, 2);
  return summaryFile === '' ? { stdout: `${json}\n` } : { [summaryFile]: json };
}
