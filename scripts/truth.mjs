// `npm run truth [-- --rows clean,loss10-up]`: known faults against what the server says of them.
import { runMain, SetupError } from './lib/progress.mjs';
import { findWorker } from './worker/paths.mjs';

await runMain(async () => {
  const worker = findWorker();
  if (worker !== undefined) process.env.MEDIASOUP_WORKER_BIN = worker;
  const { main } = await import(new URL('../test/truth/main.ts', import.meta.url).href);
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
});
