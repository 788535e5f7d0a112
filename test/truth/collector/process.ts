import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { freePortRun } from '../../support/free-ports.ts';
import { until } from '../../support/until.ts';

/** A running Collector that keeps what it receives. */
export interface Collector {
  /** For `EARSHOT_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  /** Where Prometheus scrapes what it received: `host:port`. */
  readonly target: string;
  /** Everything received so far, as the file exporter wrote it. */
  read(): string;
  close(): Promise<void>;
}

/** Starts it on free ports of loopback. Rejects with its own words when it does not come up. */
export async function startCollector(binary: string): Promise<Collector> {
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-collector-'));
  const port = await freePortRun(2);
  const target = `127.0.0.1:${String(port + 1)}`;
  const file = path.join(folder, 'received.jsonl');
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${String(port)}` } } } },
    exporters: { file: { path: file, flush_interval: '200ms' }, prometheus: { endpoint: target } },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: {
        traces: { receivers: ['otlp'], exporters: ['file'] },
        metrics: { receivers: ['otlp'], exporters: ['file', 'prometheus'] },
      },
    },
  };
  writeFileSync(path.join(folder, 'config.yaml'), stringify(config));
  writeFileSync(file, '');
  const child = spawn(binary, ['--config', `file:${path.join(folder, 'config.yaml')}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`The Collector ended: ${said}`);
      const answer = await fetch(`http://${target}/metrics`).catch(() => undefined);
      return answer?.ok === true ? undefined : 'not up';
    },
    { what: 'the Collector', timeoutMs: 30_000 },
  );
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    target,
    read: () => readFileSync(file, 'utf8'),
    async close() {
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
