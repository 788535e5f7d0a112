import path from 'node:path';
import process from 'node:process';
import { startApp, type App } from './app.ts';
import { systemClock } from './clock.ts';
import { describeEnvironment, loadConfig, type Config } from './config.ts';
import { createLogger, type Logger } from './logger.ts';
import { setNice } from './primitives/nice.ts';
import { explainStartFailure } from './start-failure.ts';

/** Starts the server with the process's environment and ties its life to the process's signals. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = createLogger(config);
  exitOnBugs(logger);
  logger.info({ mode: config.mode, ...describeEnvironment(process.env) }, 'configuration');
  setNice({ pid: 0, nice: config.media.nice.signalling, what: 'signalling process' }, logger);
  const app = await startApp({
    config,
    logger,
    pagesFolder: path.join(import.meta.dirname, '../client/pages/dist'),
  });
  exitOnSignals({ app, config, logger });
  const operator = app.madeOperatorKey;
  const quality =
    operator === undefined
      ? ''
      : `  Quality of calls: ${app.url}/quality with the operator key ${operator.id}:${operator.secret}\n`;
  process.stdout.write(`\n  Earshot is ready: open ${app.url}\n${quality}\n`);
}

/** A bug that nobody caught leaves the process in an unknown state: it says so and goes. */
function exitOnBugs(logger: Logger): void {
  const exit = (error: unknown, what: string) => {
    logger.fatal({ err: error }, what);
    logger.flush(() => process.exit(1));
    // Should the log be stuck, the process still ends.
    setTimeout(() => process.exit(1), 1_000).unref();
  };
  process.on('uncaughtException', (error) => {
    exit(error, 'uncaught exception');
  });
  process.on('unhandledRejection', (reason) => {
    exit(reason, 'unhandled rejection');
  });
}

/** A terminal and what runs in it both pass a signal on: so soon after the first it is the same one, ms. */
const SAME_SIGNAL_MS = 500;

/** The first signal drains, the second one exits at once. */
function exitOnSignals({ app, config, logger }: { app: App; config: Config; logger: Logger }): void {
  let firstAt: number | undefined;
  const handle = (signal: NodeJS.Signals) => {
    const now = systemClock.monotonic();
    if (firstAt !== undefined && now - firstAt < SAME_SIGNAL_MS) return;
    logger.info({ signal }, 'signal received');
    if (firstAt !== undefined) process.exit(1);
    firstAt = now;
    void drainAndExit(app, config.drainMs, signal === 'SIGINT');
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}

/** Waits until the last call is over, or the deadline; who presses Ctrl-C does not wait. */
async function drainAndExit(app: App, drainMs: number, now: boolean): Promise<void> {
  const deadline = new Promise<void>((resolve) => {
    systemClock.after(now ? 0 : drainMs, resolve);
  });
  await Promise.race([app.drain(), deadline]);
  await app.close('server_shutdown');
  process.exit(0);
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(`Earshot cannot start. ${explainStartFailure(thrown)}\n`);
  process.exit(1);
}
