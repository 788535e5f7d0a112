import os from 'node:os';

/** What it tells; pino's logger fits. */
interface NiceLogger {
  info(fields: object, message: string): void;
}

/**
 * Gives a process (0 = this one) a scheduling priority, -20 (first) .. 19; 0 leaves it alone. Where that is not allowed it
 * stays as it is, which is worth a line and no more.
 */
export function setNice(
  { pid, nice, what }: { pid: number; nice: number; what: string },
  logger: NiceLogger,
): void {
  if (nice === 0) return;
  try {
    os.setPriority(pid, nice);
  } catch (error) {
    logger.info({ pid, nice, error: String(error) }, `${what} keeps its scheduling priority`);
  }
}
