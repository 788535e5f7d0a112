import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, withLock } from '../../scripts/lib/lock.mjs';
import { SetupError } from '../../scripts/lib/progress.mjs';
import { run } from '../../scripts/lib/run.mjs';

let folder = '';
let lock = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-lock-'));
  lock = join(folder, 'worker.lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the setup lock', () => {
  it('lets one holder in at a time', async () => {
    let inside = 0;
    let most = 0;
    const body = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all([withLock(lock, body), withLock(lock, body), withLock(lock, body)]);
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it('is released when the body fails', async () => {
    await expect(withLock(lock, () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken over from a holder that died', async () => {
    const dead = await run(process.execPath, ['-p', 'process.pid']);
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), dead.output);
    await expect(withLock(lock, () => Promise.resolve('mine'), 10_000)).resolves.toBe('mine');
  });

  it('is not waited for longer than the limit', async () => {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    await expect(withLock(lock, () => Promise.resolve(), 0)).rejects.toThrow(/delete that folder/);
  });
});

describe('a folder that cannot be written', () => {
  it('is named, with what to do', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const taken = withLock(join(file, 'earshot', 'worker.lock'), () => Promise.resolve());
    await expect(taken).rejects.toThrow(/earshot cannot be made \(ENOTDIR\).*XDG_CACHE_HOME/su);
    await expect(taken).rejects.toBeInstanceOf(SetupError);
  });
});

describe('a program that setup runs', () => {
  it('reports exit code and output, line by line', async () => {
    const lines: string[] = [];
    const script = 'console.log("one"); console.error("two"); process.exit(3)';
    const result = await run(process.execPath, ['-e', script], { onLine: (line) => lines.push(line) });
    expect(result.code).toBe(3);
    expect(lines.sort()).toEqual(['one', 'two']);
  });

  it('is ended at its limit, together with what it started', async () => {
    const script = `const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    let grandchild = 0;
    const result = await run(process.execPath, ['-e', script], {
      // Long enough for two starts of Node on a busy machine.
      limitMs: 6_000,
      onLine: (line) => (grandchild = Number(line)),
    });
    expect(result.timedOut).toBe(true);
    expect(grandchild).toBeGreaterThan(0);
    await expect.poll(() => isAlive(grandchild)).toBe(false);
  });

  it('that does not exist is a code, not an exception', async () => {
    expect((await run('no-such-program', [])).code).toBe(127);
  });
});
