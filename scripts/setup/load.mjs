// All that a load run needs: k6 with Earshot's module, and media to send.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findGo, k6Program, missingGo, provideGoProgram } from './go.mjs';
import { mediaFolder, missingMediaTools, provideMedia } from './load-media.mjs';

/**
 * Why load runs cannot be had on this machine; undefined where they can.
 * @returns {Promise<string | undefined>}
 */
export async function explainMissingLoad() {
  if (!existsSync(k6Program().binary) && (await findGo()) === undefined) return missingGo;
  const tools = existsSync(join(mediaFolder(), 'manifest.json')) ? [] : missingMediaTools();
  if (tools.length === 0) return undefined;
  return (
    `Missing: ${tools.join(', ')}, with which the media for load runs are made.\n` +
    `What to do: sudo apt-get install -y --no-install-recommends ${tools.join(' ')}`
  );
}

/** Builds and makes what is not there yet. */
export async function provideLoad() {
  const k6 = await provideGoProgram(k6Program());
  const media = await provideMedia();
  return { k6, media };
}
