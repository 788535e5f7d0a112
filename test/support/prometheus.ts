import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { findTool } from '../../scripts/tools.mjs';
import { readRepositoryFile } from './compose.ts';
import { freePortRun } from './free-ports.ts';
import { until } from './until.ts';

const repository = path.join(import.meta.dirname, '../..');

interface PrometheusConfig {
  readonly global: {
    scrape_interval: string;
    evaluation_interval: string;
    external_labels: Record<string, string>;
  };
  alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  readonly rule_files: readonly string[];
  scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
}

/** Where the tests' runbooks are said to be. */
export const RUNBOOKS = 'https://calls.example.org/runbooks';

/**
 * The configuration that operators get, with the server's own address in place of the compose file's, and in a hurry.
 * Alerts go to `alertmanager` (host and port), or nowhere.
 */
export function configFor(target: string, alertmanager?: string): string {
  const config = parse(readRepositoryFile('deploy/prometheus.yml')) as PrometheusConfig;
  config.global.scrape_interval = '1s';
  config.global.evaluation_interval = '1s';
  config.global.external_labels['runbooks'] = RUNBOOKS;
  config.alerting.alertmanagers =
    alertmanager === undefined ? [] : [{ static_configs: [{ targets: [alertmanager] }] }];
  config.scrape_configs = config.scrape_configs.filter(({ job_name: job }) => job === 'earshot');
  for (const job of config.scrape_configs) job.static_configs = [{ targets: [target] }];
  return stringify(config);
}

/** One series of an instant query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A running Prometheus. */
export interface Prometheus {
  readonly url: string;
  /** Asks at this moment. Throws with Prometheus' own words where it refuses. */
  query(expr: string): Promise<Series[]>;
  /** The `data` of an answer of its API. */
  api<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

type ToolName = Parameters<typeof findTool>[0];

/** What a program that ran to its end said. */
interface Said {
  readonly code: number;
  readonly output: string;
}

/** Runs promtool on a file or on text; answers its exit code and all it printed. */
export function promtool(args: readonly string[], input?: string): Promise<Said> {
  return runTool('promtool', args, input);
}

/** Runs amtool. @see promtool */
export function amtool(args: readonly string[]): Promise<Said> {
  return runTool('amtool', args);
}

async function runTool(name: ToolName, args: readonly string[], input?: string): Promise<Said> {
  const { path: file, env } = await toolOf(name);
  return new Promise((resolve) => {
    const child = execFile(file, [...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` });
    });
    child.stdin?.end(input ?? '');
  });
}

/**
 * Starts Prometheus on a free port with a configuration of its own, the repository's rules beside it; those that wait (`for`)
 * as long as `patience` says, e.g. `1s`.
 */
export async function startPrometheus(config: string, patience?: string): Promise<Prometheus> {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-prometheus-'));
  mkdirSync(path.join(folder, 'rules'));
  for (const name of readdirSync(path.join(repository, 'grafana/rules'))) {
    const rules = readRepositoryFile(`grafana/rules/${name}`);
    const made = patience === undefined ? rules : rules.replaceAll(/^( *for: ).*$/gmu, `$1${patience}`);
    writeFileSync(path.join(folder, 'rules', name), made);
  }
  writeFileSync(path.join(folder, 'prometheus.yml'), config);
  const port = await freePortRun(1);
  const url = `http://127.0.0.1:${String(port)}`;
  const { path: file, env } = await toolOf('prometheus');
  const daemon = await startDaemon({
    file,
    env,
    url,
    folder,
    args: [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
      '--enable-feature=exemplar-storage',
    ],
  });
  async function api<T>(route: string): Promise<T> {
    const response = await fetch(`${url}${route}`);
    const body = (await response.json()) as { status: string; error?: string; data: T };
    if (body.status !== 'success') throw new Error(`${route}: ${body.error ?? response.statusText}`);
    return body.data;
  }
  return {
    url,
    api,
    close: () => daemon.close(),
    query: async (expr) =>
      (await api<{ result: Series[] }>(`/api/v1/query?query=${encodeURIComponent(expr)}`)).result,
  };
}

/** What a program needs that answers `/-/ready`. */
interface DaemonOptions {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** @default the process's own */
  readonly cwd?: string;
  readonly url: string;
  /** Its own; removed with it. */
  readonly folder: string;
  readonly args: readonly string[];
}

/** Starts a program of the Prometheus family and waits until it is ready. */
export async function startDaemon(options: DaemonOptions): Promise<{ close(): Promise<void> }> {
  const { file, env, cwd, url, folder, args } = options;
  const child = spawn(file, [...args, '--log.level=warn'], {
    env: { ...process.env, ...env },
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-10_000);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  async function close(): Promise<void> {
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    await until(async () => ((await fetch(`${url}/-/ready`)).ok ? undefined : 'not ready'), {
      what: file,
      timeoutMs: 60_000,
    });
  } catch (cause) {
    await close();
    throw new Error(`${file} did not start: ${said}`, { cause });
  }
  return { close };
}

/** A program that setup unpacked. Throws where it is missing. */
export async function toolOf(name: ToolName) {
  const tool = await findTool(name);
  if (tool === undefined) throw new Error(`${name} is missing: npm run setup`);
  return tool;
}
