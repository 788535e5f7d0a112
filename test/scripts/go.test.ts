import { describe, expect, it } from 'vitest';
import { findGo, isGoNewEnough, parseGoVersion } from '../../scripts/setup/go.mjs';

describe('the Go toolchain', () => {
  it('is new enough from 1.26 on', () => {
    const versions = ['go1.26.0 linux/amd64', 'go1.27rc1 linux/arm64', 'go2.0.1 linux/amd64'];
    for (const text of versions) expect(isGoNewEnough(parseGoVersion(`go version ${text}`)), text).toBe(true);
    expect(isGoNewEnough(parseGoVersion('go version go1.25.9 linux/amd64'))).toBe(false);
  });

  it('is not what prints no version', () => {
    expect(parseGoVersion('command not found')).toBeUndefined();
    expect(isGoNewEnough(undefined)).toBe(false);
  });

  it('is not found where there is none', async () => {
    expect(await findGo(['', '/nowhere/bin/go', process.execPath])).toBeUndefined();
  });
});
