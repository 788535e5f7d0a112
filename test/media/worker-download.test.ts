import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../scripts/lib/run.mjs';
import { findWorker } from '../../scripts/worker/paths.mjs';
import { downloadPrebuilt } from '../../scripts/worker/prebuilt.mjs';

const baseUrlKey = 'MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL';
let folder = '';
let server: Server | undefined;

/** Plays the place where mediasoup publishes its binaries. */
async function serve(answer: (response: ServerResponse) => void): Promise<string[]> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env[baseUrlKey] = `http://127.0.0.1:${port}`;
  return asked;
}

function archiveOfOurWorker(): Buffer {
  const worker = findWorker();
  if (worker === undefined) throw new Error('setup has not provided a worker');
  const archive = join(folder, 'worker.tgz');
  execFileSync('tar', ['-czf', archive, '-C', dirname(worker), basename(worker)]);
  return readFileSync(archive);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-download-'));
});
afterEach(() => {
  Reflect.deleteProperty(process.env, baseUrlKey);
  server?.closeAllConnections();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the download by mediasoup's own installer", () => {
  it('yields a binary that runs, outside of node_modules', async () => {
    const archive = archiveOfOurWorker();
    const asked = await serve((response) => response.end(archive));
    const binary = await downloadPrebuilt(folder);
    expect(asked).toHaveLength(1);
    expect(binary?.startsWith(folder)).toBe(true);
    expect((await run(binary ?? '', [], { env: {} })).code).toBe(41);
  });

  it('yields nothing when there is no binary for this machine, and builds nothing', async () => {
    await serve((response) => response.writeHead(404).end());
    expect(await downloadPrebuilt(folder)).toBeUndefined();
  });

  it('yields nothing that runs when the archive is cut short', async () => {
    const archive = archiveOfOurWorker();
    await serve((response) => response.end(archive.subarray(0, archive.length / 2)));
    const binary = await downloadPrebuilt(folder);
    if (binary !== undefined) expect((await run(binary, [], { env: {} })).code).not.toBe(41);
  });

  it('gives up at its limit when the server never answers', async () => {
    await serve(() => undefined);
    expect(await downloadPrebuilt(folder, 2_000)).toBeUndefined();
  });
});
