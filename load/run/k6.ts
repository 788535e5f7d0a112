import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startChild, type Child } from './child.ts';
import type { K6Summary } from './summary.ts';

/** A k6 that runs. */
export interface K6Run {
  readonly child: Child;
  /** Waits for its end. */
  finish(): Promise<{ readonly exit: number; readonly summary: K6Summary | undefined }>;
}

/** Starts k6 with a scenario. Lines that it logs go to `onLine`. */
export function startK6(options: {
  readonly k6: string;
  readonly scenario: string;
  readonly env: Readonly<Record<string, string>>;
  readonly prometheus: string | undefined;
  readonly onLine: (line: string) => void;
}): K6Run {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-load-'));
  const summaryFile = path.join(folder, 'summary.json');
  const script = path.join(import.meta.dirname, '../scenarios', `${options.scenario}.ts`);
  const output = options.prometheus === undefined ? [] : ['--out', 'experimental-prometheus-rw'];
  const child = startChild(
    options.k6,
    ['run', '--quiet', '--no-color', '--address', '', '--log-format', 'raw', ...output, script],
    {
      env: {
        ...process.env,
        K6_NO_USAGE_REPORT: 'true',
        // The default collects so often that it takes a tenth of the load's own time; memory is not what is short.
        GOGC: '400',
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
        K6_PROMETHEUS_RW_TREND_STATS: 'p(50),p(95),p(99),max',
        ...(options.prometheus === undefined ? {} : { K6_PROMETHEUS_RW_SERVER_URL: options.prometheus }),
        LOAD_SUMMARY: summaryFile,
        ...options.env,
      },
      onLine: options.onLine,
    },
  );
  return {
    child,
    async finish() {
      const exit = await child.exited;
      const summary = existsSync(summaryFile)
        ? (JSON.parse(readFileSync(summaryFile, 'utf8')) as K6Summary)
        : undefined;
      rmSync(folder, { recursive: true, force: true });
      return { exit, summary };
    },
  };
}
