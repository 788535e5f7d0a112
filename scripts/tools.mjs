// Prints where a tool is that setup unpacked, as shell words: `env $(node scripts/tools.mjs promtool) check metrics`.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain, SetupError } from './lib/progress.mjs';
import { findTool, tools } from './setup/debian.mjs';

export { findTool };

/** @param {string | undefined} name */
async function main(name) {
  if (name === undefined || !Object.hasOwn(tools, name)) {
    throw new SetupError(`Usage: node scripts/tools.mjs ${Object.keys(tools).join(' | ')}`);
  }
  const tool = await findTool(/** @type {keyof typeof tools} */ (name));
  if (tool === undefined) throw new SetupError(`${name} is not there yet.\nWhat to do: npm run setup`);
  const words = [...Object.entries(tool.env).map(([key, value]) => `${key}=${value}`), tool.path];
  process.stdout.write(`${words.join(' ')}\n`);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await runMain(() => main(process.argv[2]));
}
