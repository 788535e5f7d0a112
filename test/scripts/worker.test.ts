import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheRoot, makeScratch } from '../../scripts/lib/cache.mjs';
import { parseNinjaProgress } from '../../scripts/worker/build.mjs';
import { findWorker, hashFiles, listFiles, workerKey } from '../../scripts/worker/paths.mjs';
import { downloadOnlyEnvironment } from '../../scripts/worker/prebuilt.mjs';
import { toSourceEntries } from '../../scripts/worker/srtp.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-scripts-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const hash = () => hashFiles(listFiles(folder), folder);

describe('the worker cache', () => {
  it('lies below XDG_CACHE_HOME when that is absolute, else in the home folder', () => {
    expect(cacheRoot({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/earshot');
    expect(cacheRoot({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/earshot$/);
    expect(cacheRoot({})).toMatch(/\/\.cache\/earshot$/);
  });

  it('has another key for another version, platform, processor or recipe', () => {
    const parts = { version: '3.27.1', platform: 'linux', arch: 'x64', recipe: 'abc' };
    const keys = [
      parts,
      { ...parts, version: '3.27.2' },
      { ...parts, platform: 'darwin' },
      { ...parts, arch: 'arm64' },
      { ...parts, recipe: 'abd' },
    ].map(workerKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toBe('3.27.1-linux-x64-abc');
  });

  it('prefers the worker that the user gave', () => {
    expect(findWorker({ MEDIASOUP_WORKER_BIN: '/opt/worker' })).toBe('/opt/worker');
  });

  it('finds no worker in an empty cache', () => {
    expect(findWorker({ MEDIASOUP_WORKER_BIN: '', XDG_CACHE_HOME: folder })).toBeUndefined();
  });
});

describe('the scratch folder', () => {
  it('starts empty, and clears what a killed attempt for the same folder left behind', () => {
    const worker = join(folder, 'worker');
    const abandoned = makeScratch(worker);
    writeFileSync(join(abandoned, 'half'), 'half a binary');
    const other = makeScratch(join(folder, 'other'));
    const scratch = makeScratch(worker);
    expect(readdirSync(scratch)).toEqual([]);
    expect(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
    ).toEqual([other, scratch].sort());
  });
});

describe('the recipe hash', () => {
  it('changes with a content, a name and a new file, and with nothing else', () => {
    mkdirSync(join(folder, 'shim'));
    writeFileSync(join(folder, 'shim', 'a.h'), 'one');
    const first = hash();
    expect(hash()).toBe(first);
    writeFileSync(join(folder, 'shim', 'a.h'), 'two');
    const second = hash();
    writeFileSync(join(folder, 'b.h'), '');
    const third = hash();
    rmSync(join(folder, 'b.h'));
    expect(hash()).toBe(second);
    writeFileSync(join(folder, 'c.h'), '');
    const fourth = hash();
    expect(new Set([first, second, third, fourth]).size).toBe(4);
  });
});

describe('the download of the prebuilt worker', () => {
  it('cannot fall into the source build, and is not told of a worker', () => {
    const env = downloadOnlyEnvironment({
      MEDIASOUP_WORKER_BIN: '/opt/worker',
      MEDIASOUP_LOCAL_DEV: '1',
      PYTHON: '/usr/bin/python3',
      HOME: '/home/me',
    });
    expect(env).toEqual({ PYTHON: 'no-source-build-wanted', HOME: '/home/me' });
  });
});

describe('the progress of the build', () => {
  it('is read from the lines of ninja and from no others', () => {
    expect(parseNinjaProgress('[15/30] Building CXX object a.o')).toBe(0.5);
    expect(parseNinjaProgress('[0/0] nothing')).toBeUndefined();
    expect(parseNinjaProgress('warning: [15/30]')).toBeUndefined();
  });
});

describe('sources of packages', () => {
  it('become sources of source packages, with their signatures as they are', () => {
    const stanza = 'Types: deb deb-src\nURIs: http://mirror.example/debian\nSigned-By: /keys/debian.gpg\n';
    expect(toSourceEntries('debian.sources', stanza)).toBe(
      'Types: deb-src\nURIs: http://mirror.example/debian\nSigned-By: /keys/debian.gpg\n',
    );
    const lines =
      '# deb commented\ndeb [signed-by=/k.gpg] http://mirror.example/debian bookworm main\ndeb-src http://x y z\n';
    expect(toSourceEntries('sources.list', lines)).toBe(
      'deb-src [signed-by=/k.gpg] http://mirror.example/debian bookworm main\n',
    );
  });

  it('are none where there are no packages', () => {
    expect(toSourceEntries('empty.list', '# nothing\n')).toBeUndefined();
    expect(toSourceEntries('only.sources', 'Types: deb-src\nURIs: http://mirror.example\n')).toBeUndefined();
  });
});
