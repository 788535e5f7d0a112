import os from 'node:os';

/** What it tells; pino's logger fits. */
interface NiceLogger {
  info(fields: object, message: string): void;
}

/** Before anything was changed: what the operator gave. Children inherit what their parent has when they start. */
const given = os.getPriority();

/**
 * Gives a process (0 = this one) a scheduling priority, -20 (first) .. 19; 0 is what this process was started with. Where
 * that is not allowed it stays as it is, which is worth a line and no more.
 */
export function setNice(
  { pid, nice, what }: { pid: number; nice: number; what: string },
  logger: NiceLogger,
): void {
  const wanted = nice === 0 ? given : nice;
  try {
    if (os.getPriority(pid) !== wanted) os.setPriority(pid, wanted);
  } catch (error) {
    logger.info({ pid, nice, error: String(error) }, `${what} keeps its scheduling priority`);
  }
}
