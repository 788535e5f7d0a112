import express, { Router } from 'express';
import { existsSync } from 'node:fs';
import path from 'node:path';

const ASSET_SECONDS = 365 * 86_400;

/** A call, or a leg of one, on the quality page: the page itself finds out which. */
const CALL_PATHS = ['/quality/calls/:callId', '/quality/calls/:callId/legs/:participantId'];

/** Serves the built pages. Files under `assets/` have their hash in their name and never change. */
export function createPages(folder: string): Router {
  const router = Router();
  if (!existsSync(path.join(folder, 'index.html'))) {
    router.get('/', (_request, response) => {
      response
        .status(503)
        .type('text/plain')
        .send('The pages are not built. Run: npm run build -w client/pages\n');
    });
    return router;
  }
  router.get(CALL_PATHS, (_request, response) => {
    response.sendFile('quality.html', { root: folder, headers: { 'Cache-Control': 'no-cache' } });
  });
  router.use(
    express.static(folder, {
      extensions: ['html'],
      index: 'index.html',
      redirect: false,
      setHeaders(response, file) {
        const isAsset = path.relative(folder, file).startsWith(`assets${path.sep}`);
        response.setHeader(
          'Cache-Control',
          isAsset ? `public, max-age=${ASSET_SECONDS}, immutable` : 'no-cache',
        );
      },
    }),
  );
  return router;
}
