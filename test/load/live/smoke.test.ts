import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideLoad } from '../../../scripts/setup/load.mjs';
import type { RunRecord } from '../../../load/run/record.ts';

const repository = path.join(import.meta.dirname, '../../..');
const results = mkdtempSync(path.join(tmpdir(), 'earshot-smoke-'));
afterAll(() => {
  rmSync(results, { recursive: true, force: true });
});

/** Thresholds of time say something about the machine that tests happen to run on; load runs proper gate on them. */
const OF_TIME = ['event loop delay p99', 'earshot_first_packet', 'earshot_latency'];

interface Ended {
  readonly code: number;
  readonly output: string;
}

function npmRunLoad(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/load.mjs', ...args],
      { cwd: repository, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      },
    );
  });
}

describe('ten real participants of k6', () => {
  let ended: Ended;
  let record: RunRecord;
  beforeAll(async () => {
    ended = await npmRunLoad(['smoke', '--results', results]);
    const [json] = readdirSync(results).filter((name) => name.endsWith('.json'));
    if (json === undefined) throw new Error(ended.output);
    record = JSON.parse(readFileSync(path.join(results, json), 'utf8')) as RunRecord;
  });

  it('use everything once without an error, a silent track or anything left on the server', () => {
    const missed = record.verdict.checks.filter(({ ok, name }) => !ok && !OF_TIME.includes(name));
    expect(missed, ended.output).toEqual([]);
    expect(record.verdict.checks.length).toBeGreaterThan(20);
  });

  it('all were in, and what was promised to them came', () => {
    expect(record.steady?.participants).toBe(10);
    expect(record.summary?.metrics['earshot_packets_received']?.values['count']).toBeGreaterThan(1_000);
    expect(record.steady?.consumers.video).toBeGreaterThanOrEqual(10);
  });

  it('leave a table, JSON and a report behind, and an exit code that says how it went', () => {
    expect(ended.output).toMatch(/smoke (?:PASSED|FAILED|VOID): /u);
    expect(ended.code).toBe({ passed: 0, failed: 1, void: 2 }[record.verdict.outcome]);
    expect(readdirSync(results).filter((name) => name.endsWith('.html'))).toHaveLength(1);
  });
});

describe('k6 without a server', () => {
  it('refuses to begin: `setup()` finds the target dead', async () => {
    const { k6 } = await provideLoad();
    const { code, output } = await new Promise<Ended>((resolve) => {
      execFile(
        k6,
        ['run', '--quiet', '--no-color', '--address', '', path.join(repository, 'load/scenarios/smoke.ts')],
        {
          env: {
            ...process.env,
            EARSHOT_URL: 'http://127.0.0.1:9',
            EARSHOT_API_KEY: 'a:b',
            K6_NO_USAGE_REPORT: 'true',
            K6_AUTO_EXTENSION_RESOLUTION: 'false',
          },
        },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
        },
      );
    });
    expect(output).toContain('http://127.0.0.1:9 does not take calls');
    expect(code).not.toBe(0);
  });
});
