const isTerminal = process.stdout.isTTY === true;

/** A failure whose message already tells the reader what to do: printed without a stack. */
export class SetupError extends Error {}

/** @param {number} sinceMs */
export const secondsSince = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;

/** @param {string} text */
export const say = (text) => process.stdout.write(`${text}\n`);

/**
 * Runs one named step and prints one line for it. The body returns what it found or did; `skipped(...)` says that
 * nothing had to be done.
 * @template T
 * @param {string} name
 * @param {() => Promise<T> | T} body
 * @returns {Promise<T>}
 */
export async function step(name, body) {
  const startedMs = Date.now();
  say(`> ${name}`);
  const result = await body();
  const done = typeof result === 'string' && result !== '' ? result : 'done';
  say(`  ${done} (${secondsSince(startedMs)})`);
  return result;
}

/**
 * A changing line on a terminal, an occasional line elsewhere (a log of 300 lines of progress helps nobody).
 * @param {number} [intervalMs]
 */
export function ticker(intervalMs = 10_000) {
  let lastMs = Date.now();
  return {
    /** @param {string} text */
    show(text) {
      const line = text.length > 100 ? `${text.slice(0, 99)}…` : text;
      if (isTerminal) process.stdout.write(`\r\u001b[2K  ${line}`);
      else if (Date.now() - lastMs >= intervalMs) {
        lastMs = Date.now();
        say(`  ${line}`);
      }
    },
    end() {
      if (isTerminal) process.stdout.write('\r\u001b[2K');
    },
  };
}

/**
 * Runs a program's main function: failures become one readable message and exit code 1.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    const text =
      error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`\n${text}\n`);
    process.exitCode = 1;
  }
}
