// `npm run truth [-- --rows clean,loss10-up]`: known faults against what the server says of them.
// `npm run truth -- --collector`: a live call's metrics and traces through a real Collector and Prometheus.
import { runMain, SetupError } from './lib/progress.mjs';
import { collectorProgram, provideGoProgram } from './setup/go.mjs';
import { findWorker } from './worker/paths.mjs';

await runMain(async () => {
  const worker = findWorker();
  if (worker !== undefined) process.env.MEDIASOUP_WORKER_BIN = worker;
  const args = process.argv.slice(2);
  try {
    if (args.includes('--collector')) {
      const collector = await provideGoProgram(collectorProgram());
      const stage = await import(new URL('../test/truth/collector/main.ts', import.meta.url).href);
      process.exitCode = await stage.main(collector);
      return;
    }
    const { main } = await import(new URL('../test/truth/main.ts', import.meta.url).href);
    process.exitCode = await main(args);
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
});
