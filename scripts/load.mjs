// `npm run load -- <scenario>`: the runner in this very process, with what setup built and made.
import { runMain, SetupError } from './lib/progress.mjs';
import { provideLoad } from './setup/load.mjs';
import { findWorker } from './worker/paths.mjs';

await runMain(async () => {
  const worker = findWorker();
  if (worker !== undefined) process.env.MEDIASOUP_WORKER_BIN = worker;
  const parts = await provideLoad();
  const { main } = await import(new URL('../load/run.ts', import.meta.url).href);
  try {
    process.exitCode = await main(process.argv.slice(2), parts);
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
});
