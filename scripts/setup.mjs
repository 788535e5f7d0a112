// Sets up everything on a fresh machine: `node scripts/setup.mjs [packages | run | load | test | all]`. Plain JavaScript without
// dependencies, because it runs on the machine's own Node before anything is installed.
import { isCi } from './lib/cache.mjs';
import { runMain, say, SetupError, step } from './lib/progress.mjs';
import { installCommand, packagesOf, provideTestParts } from './setup/apt.mjs';
import { provideDebianTools } from './setup/debian.mjs';
import { explainMissingLoad, provideLoad } from './setup/load.mjs';
import { providePages } from './setup/pages.mjs';
import { providePackages } from './setup/packages.mjs';
import { checkNode, checkPlatform } from './setup/platform.mjs';
import { provideWorker } from './worker/provide.mjs';

const scopes = ['packages', 'run', 'load', 'test', 'all'];

/** @param {string} text */
function complain(text) {
  if (isCi) throw new SetupError(text);
  say(`  ! ${text.replaceAll('\n', '\n    ')}`);
}

async function provideBrowsers() {
  const missing = await provideTestParts();
  if (missing.length === 0) return 'already there';
  complain(
    `Missing: ${missing.map((part) => part.name).join(', ')}. Tests that need them are skipped.\n` +
      `What to do: ${installCommand(packagesOf(missing))}`,
  );
  return 'incomplete';
}

async function provideTools() {
  const missing = await provideDebianTools();
  if (missing.length === 0) return 'already there';
  complain(
    `Missing: ${missing.join(', ')}. Tests that need them are skipped.\n` +
      'What to do: put them on PATH; on Debian or Ubuntu setup unpacks them itself.',
  );
  return 'incomplete';
}

/** `npm run load` needs it; where only tests want it, they are skipped. */
async function provideLoadParts(/** @type {boolean} */ isNeeded) {
  const reason = await explainMissingLoad();
  if (reason === undefined || isNeeded) {
    await provideLoad();
    return '';
  }
  complain(`${reason}\nThe load suite is skipped.`);
  return 'incomplete';
}

await runMain(async () => {
  const scope = process.argv[2] ?? 'all';
  if (!scopes.includes(scope)) throw new SetupError(`Usage: node scripts/setup.mjs ${scopes.join(' | ')}`);
  await step('platform', checkPlatform);
  await step('packages (npm ci)', providePackages);
  await step('Node for the server', checkNode);
  if (scope === 'packages') return;
  await step('mediasoup worker', provideWorker);
  await step('pages', providePages);
  if (scope === 'run') return;
  await step('browsers and ffmpeg', provideBrowsers);
  await step('k6 with real participants, and their media', () => provideLoadParts(scope === 'load'));
  if (scope === 'load') return;
  await step('Prometheus, promtool, Alertmanager, coturn, Postgres (unpacked, not installed)', provideTools);
});
