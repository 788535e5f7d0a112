// `npm run bench:livekit`: the comparison in this very process, with what is built for it.
import { runMain, say, SetupError } from './lib/progress.mjs';
import { livekitProgram, provideGoProgram, sfuLoadProgram } from './setup/go.mjs';
import { provideMedia } from './setup/load-media.mjs';
import { findWorker } from './worker/paths.mjs';

await runMain(async () => {
  const worker = findWorker();
  if (worker !== undefined) process.env.MEDIASOUP_WORKER_BIN = worker;
  say('building LiveKit’s server and the load, where they are not there yet');
  const parts = {
    livekit: await provideGoProgram(livekitProgram()),
    sfuLoad: await provideGoProgram(sfuLoadProgram()),
    media: await provideMedia(),
  };
  const { main } = await import(new URL('../load/livekit/compare.ts', import.meta.url).href);
  try {
    process.exitCode = await main(process.argv.slice(2), parts);
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error));
  }
});
