import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import path from 'node:path';
import { run } from '../../../scripts/lib/run.mjs';
import { findGo, goEnvironment, missingGo } from '../../../scripts/setup/go.mjs';
import { startApp, type TestApp } from '../../support/start-app.ts';

const folder = path.join(import.meta.dirname, '../../../load/xk6-earshot');

async function goTest(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const go = await findGo();
  if (go === undefined) throw new Error(missingGo);
  const { code, output } = await run(go, ['test', '-count=1', ...args], {
    cwd: folder,
    env: { ...goEnvironment(), ...env },
  });
  if (code !== 0) throw new Error(output);
  return output;
}

describe('the Go client of load runs', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });

  afterAll(async () => {
    await app.close();
  });

  it('frames, counts, paces and reads media as its own tests say', async () => {
    expect(await goTest(['./media', './rtc', './participant', './signalling'])).toContain(
      'ok  \tearshot/xk6-earshot/rtc',
    );
  }, 600_000);

  it('is acknowledged, kept alive and resumed by the real server', async () => {
    const tokens = await Promise.all(
      ['ann', 'ben'].map((identity) => app.token({ room: '*', identity: `go-${identity}` })),
    );
    const output = await goTest(['-v', '-run', 'TestServer', './signalling'], {
      EARSHOT_TEST_URL: app.url,
      EARSHOT_TEST_TOKENS: tokens.join(),
    });
    // One that was skipped proves nothing.
    expect(output.match(/^--- PASS/gmu)).toHaveLength(4);
  }, 600_000);
});
