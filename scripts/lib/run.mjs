import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const maxKeptCharacters = 1_000_000;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] the whole environment of the child
 * @property {number} [limitMs] after which the child and its children are killed
 * @property {(line: string) => void} [onLine] called with each line of output
 * @property {boolean} [inherit] the child writes to our own output; nothing is kept
 */

/**
 * Runs a program to its end; never throws for a failing one.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{code: number, output: string, timedOut: boolean}>} code 127: could not be started; -1: killed
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    // With a limit the child leads its own process group, so that the limit also ends what it started.
    const ownGroup = options.limitMs !== undefined && process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: /** @type {NodeJS.ProcessEnv} */ (options.env ?? process.env),
      stdio: options.inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
      shell: process.platform === 'win32' && /\.cmd$|^npm$/.test(command),
    });
    let output = '';
    let rest = '';
    let timedOut = false;
    const timer =
      options.limitMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
            else child.kill('SIGKILL');
          }, options.limitMs);
    /** @param {Buffer} chunk */
    const read = (chunk) => {
      const text = chunk.toString();
      output = (output + text).slice(-maxKeptCharacters);
      const lines = (rest + text).split(/[\r\n]+/);
      rest = (lines.pop() ?? '').slice(-10_000);
      for (const line of lines) if (line.trim() !== '') options.onLine?.(line);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: String(error), timedOut });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, output, timedOut });
    });
  });
}

/**
 * The first executable of this name on PATH.
 * @param {string} name
 * @param {string} [path]
 * @returns {string | undefined}
 */
export function findOnPath(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      if (folder !== '') {
        accessSync(candidate, constants.X_OK);
        return candidate;
      }
    } catch {
      // Not in this folder: look in the next.
    }
  }
  return undefined;
}

/**
 * The last lines of a program's output, for a failure message.
 * @param {string} output
 * @param {number} [count]
 */
export function lastLines(output, count = 25) {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
