import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../../scripts/lib/cache.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { findWorker } from '../../scripts/worker/paths.mjs';

const check = (binary: string | undefined) =>
  run(process.execPath, [join(repository, 'scripts/worker/self-check.mjs')], {
    env: { ...process.env, MEDIASOUP_WORKER_BIN: binary },
    limitMs: 60_000,
  });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-self-check-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the worker's self-check", () => {
  it('passes the worker that setup provided: SRTP out and in, and a first DTLS flight', async () => {
    const { code, output } = await check(findWorker());
    expect(output).toContain('the worker is sound');
    expect(code).toBe(0);
  });

  it('fails a program that is no worker', async () => {
    const binary = join(folder, 'mediasoup-worker');
    writeFileSync(binary, '#!/bin/sh\nexit 0\n');
    chmodSync(binary, 0o755);
    expect((await check(binary)).code).not.toBe(0);
  });
});
