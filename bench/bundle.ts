import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Row } from './table.ts';

const ENTRY = fileURLToPath(new URL('../client/index.ts', import.meta.url));

/** Size of the client library with everything that it needs, minified, and as it travels. */
export async function benchBundle(): Promise<Row[]> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['earshot-source'],
    write: false,
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  const kilobytes = (count: number) => `${(count / 1000).toFixed(1)} kB`;
  return [
    { what: 'client library, minified', value: kilobytes(bytes.length), note: 'all dependencies included' },
    {
      what: 'client library, minified + gzip',
      value: kilobytes(gzipSync(bytes).length),
      note: 'budget 150 kB',
    },
  ];
}
