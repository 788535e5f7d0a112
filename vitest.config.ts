import { defineConfig } from 'vitest/config';
import { findWorker } from './scripts/worker/paths.mjs';

const seconds = (count: number) => count * 1000;

/** How long `expect.poll` waits. */
const expect = { poll: { timeout: seconds(30), interval: 50 } };

/** Limits are for what hangs; what is merely slow, on a slow machine, passes. */
const patient = { testTimeout: seconds(300), hookTimeout: seconds(300), expect };

/** Suites that own a browser or measure run their files one at a time: two cores are all there is. */
const alone = { ...patient, fileParallelism: false };

/** In the repository `@earshot/client` is its source, not what was last built of it. */
const resolve = { conditions: ['earshot-source', 'module', 'node', 'development|production'] };

// So that a single test file runs by hand just as under `npm test`.
const worker = findWorker();
if (worker !== undefined) process.env['MEDIASOUP_WORKER_BIN'] = worker;

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        resolve,
        ssr: { resolve },
        test: {
          name: 'unit',
          include: [
            'test/{shared,server,client,scripts,pages,support,grafana,load,truth}/**/*.test.{ts,tsx}',
          ],
          // Those that run k6 against a real server are the suite `load`.
          exclude: ['test/load/live/**'],
          testTimeout: seconds(60),
          expect,
        },
      },
      {
        resolve,
        ssr: { resolve },
        test: { name: 'docs', include: ['test/docs/**/*.test.ts'], testTimeout: seconds(60), expect },
      },
      ...['wire', 'media'].map((name) => ({
        resolve,
        ssr: { resolve },
        test: { name, include: [`test/${name}/**/*.test.ts`], ...patient },
      })),
      ...['browser', 'prometheus', 'postgres', 'package'].map((name) => ({
        resolve,
        ssr: { resolve },
        test: { name, include: [`test/${name}/**/*.test.ts`], ...alone },
      })),
      {
        resolve,
        ssr: { resolve },
        test: { name: 'load', include: ['test/load/live/**/*.test.ts'], ...alone },
      },
    ],
  },
});
