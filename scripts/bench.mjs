// `npm run bench`: the benchmarks in this very process, with the worker that setup provided.
import { findWorker } from './worker/paths.mjs';

const worker = findWorker();
if (worker !== undefined) process.env.MEDIASOUP_WORKER_BIN = worker;
await import(new URL('../bench/main.ts', import.meta.url).href);
