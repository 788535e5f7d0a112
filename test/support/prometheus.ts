import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { findTool } from '../../scripts/tools.mjs';
import { readRepositoryFile } from './compose.ts';
import { freePortRun } from './free-ports.ts';
import { until } from './until.ts';

const repository = path.join(import.meta.dirname, '../..');

interface PrometheusConfig {
  readonly global: { scrape_interval: string; evaluation_interval: string };
  readonly rule_files: readonly string[];
  scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
}

/** The configuration that operators get, with the server's own address in place of the compose file's, and in a hurry. */
export function configFor(target: string): string {
  const config = parse(readRepositoryFile('deploy/prometheus.yml')) as PrometheusConfig;
  config.global.scrape_interval = '1s';
  config.global.evaluation_interval = '1s';
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

/** Runs promtool on a file or on text; answers its exit code and all it printed. */
export async function promtool(
  args: readonly string[],
  input?: string,
): Promise<{ code: number; output: string }> {
  const { path: file, env } = await toolOf('promtool');
  return new Promise((resolve) => {
    const child = execFile(file, [...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` });
    });
    child.stdin?.end(input ?? '');
  });
}

/** Starts Prometheus on a free port with a configuration of its own, the repository's rules beside it. */
export async function startPrometheus(config: string): Promise<Prometheus> {
  const { path: file, env } = await toolOf('prometheus');
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-prometheus-'));
  mkdirSync(path.join(folder, 'rules'));
  cpSync(path.join(repository, 'grafana/rules'), path.join(folder, 'rules'), { recursive: true });
  writeFileSync(path.join(folder, 'prometheus.yml'), config);
  const port = await freePortRun(1);
  const url = `http://127.0.0.1:${String(port)}`;
  const child = spawn(
    file,
    [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
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
  async function api<T>(route: string): Promise<T> {
    const response = await fetch(`${url}${route}`);
    const body = (await response.json()) as { status: string; error?: string; data: T };
    if (body.status !== 'success') throw new Error(`${route}: ${body.error ?? response.statusText}`);
    return body.data;
  }
  try {
    await until(async () => ((await fetch(`${url}/-/ready`)).ok ? undefined : 'not ready'), {
      what: 'Prometheus',
      timeoutMs: 60_000,
    });
  } catch (cause) {
    await close();
    throw new Error(`Prometheus did not start: ${said}`, { cause });
  }
  return {
    url,
    api,
    close,
    query: async (expr) =>
      (await api<{ result: Series[] }>(`/api/v1/query?query=${encodeURIComponent(expr)}`)).result,
  };
}

async function toolOf(name: 'prometheus' | 'promtool') {
  const tool = await findTool(name);
  if (tool === undefined) throw new Error(`${name} is missing: npm run setup`);
  return tool;
}
