import { EarshotError } from '@earshot/shared';
import type { Server } from 'node:http';

/** Listens; resolves with the port. Rejects with `config_invalid` when the address cannot be had. */
export function listen(server: Server, at: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${cause.code ?? cause.message})`;
      reject(new EarshotError('config_invalid', `${at.host}:${at.port} ${why}.`, { cause }));
    });
    server.listen(at.port, at.host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : at.port);
    });
  });
}

/** Stops listening and ends idle connections; resolves when all are gone. Without effect when it never listened. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
