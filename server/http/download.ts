import type { Response } from 'express';
import { once } from 'node:events';
import type { Download } from './operations.ts';

/** Sends a file as fast as it is taken. When it cannot be finished the connection is cut, so that nobody takes a part for the whole. */
export async function sendDownload(response: Response, download: Download): Promise<void> {
  const parts = download.parts[Symbol.asyncIterator]();
  // What fails before the first part is answered with an error.
  let part = await parts.next();
  response
    .status(200)
    .set('Cache-Control', 'no-store')
    .set('Content-Disposition', `attachment; filename="${download.fileName}"`)
    .type(download.contentType);
  try {
    while (part.done !== true) {
      if (response.destroyed) break;
      if (!response.write(part.value)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      part = await parts.next();
    }
    response.end();
  } catch {
    response.destroy();
  } finally {
    await parts.return?.();
  }
}
