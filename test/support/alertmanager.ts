import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { readRepositoryFile } from './compose.ts';
import { freePortRun } from './free-ports.ts';
import { startDaemon, toolOf } from './prometheus.ts';

/** One alert as Alertmanager tells a webhook of it. */
export interface ToldAlert {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A running Alertmanager and what it told. */
export interface Alertmanager {
  /** Host and port. */
  readonly address: string;
  readonly told: readonly ToldAlert[];
  close(): Promise<void>;
}

interface Config {
  route: Record<string, unknown>;
  receivers: { name: string; webhook_configs?: unknown[] }[];
}

interface Message {
  readonly receiver: string;
  readonly alerts: readonly Omit<ToldAlert, 'receiver'>[];
}

/** Starts Alertmanager with the configuration that operators get, a webhook in each receiver, and in a hurry. */
export async function startAlertmanager(): Promise<Alertmanager> {
  const told: ToldAlert[] = [];
  const webhook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { receiver, alerts } = JSON.parse(Buffer.concat(chunks).toString()) as Message;
      told.push(
        ...alerts.map(({ status, labels, annotations }) => ({ receiver, status, labels, annotations })),
      );
      response.end();
    });
  });
  const [hookPort, port] = [await freePortRun(1), await freePortRun(1)];
  await new Promise<void>((resolve) => webhook.listen(hookPort, '127.0.0.1', resolve));
  const folder = mkdtempSync(path.join(tmpdir(), 'earshot-alertmanager-'));
  writeFileSync(path.join(folder, 'alertmanager.yml'), hurried(`http://127.0.0.1:${String(hookPort)}/`));
  const address = `127.0.0.1:${String(port)}`;
  const daemon = await startDaemon({
    ...(await programIn(folder)),
    url: `http://${address}`,
    folder,
    args: [
      `--config.file=${path.join(folder, 'alertmanager.yml')}`,
      `--storage.path=${path.join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ],
  });
  return {
    address,
    told,
    async close() {
      await daemon.close();
      webhook.closeAllConnections();
      await new Promise((resolve) => webhook.close(resolve));
    },
  };
}

/** Where Debian's build looks for its templates: the package must be installed, not just unpacked. */
const TEMPLATES = '/usr/share/prometheus/alertmanager';

/** The program; where its package is only unpacked, a copy that looks for its templates in the working directory. */
async function programIn(
  folder: string,
): Promise<{ file: string; env: Record<string, string>; cwd?: string }> {
  const { path: unpacked, env } = await toolOf('prometheus-alertmanager');
  if (existsSync(TEMPLATES)) return { file: unpacked, env };
  const file = path.join(folder, 'alertmanager');
  // The same length, so that nothing moves in the binary.
  const here = '/proc/self/cwd'.padEnd(TEMPLATES.length, '/');
  const program = readFileSync(unpacked, 'latin1').replaceAll(TEMPLATES, here);
  writeFileSync(file, program, { encoding: 'latin1', mode: 0o755 });
  return { file, env, cwd: path.join(path.dirname(unpacked), '../share/prometheus/alertmanager') };
}

function hurried(url: string): string {
  const config = parse(readRepositoryFile('deploy/alertmanager.yml')) as Config;
  Object.assign(config.route, { group_wait: '1s', group_interval: '1s' });
  for (const receiver of config.receivers) receiver.webhook_configs = [{ url, send_resolved: true }];
  return stringify(config);
}
