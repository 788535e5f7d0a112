import { EarshotError } from '@earshot/shared';
import type { Server } from 'node:http';

/** An address to listen on, and the setting that says so. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly setting: 'EARSHOT_PORT' | 'EARSHOT_METRICS_PORT';
}

/** `config_invalid`, for an address that cannot be had. */
export function toListenError(
  cause: NodeJS.ErrnoException,
  { host, port, setting }: ListenAddress,
): EarshotError {
  const { code = cause.message } = cause;
  const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`;
  const remedy =
    code === 'EADDRINUSE' || code === 'EACCES'
      ? `Set ${setting} to another port.`
      : `Set ${setting.replace('PORT', 'HOST')} to an address of this machine.`;
  return new EarshotError('config_invalid', `${host}:${port} ${why}. ${remedy}`, { cause });
}

/** Listens; resolves with the port. Rejects with `config_invalid` when the address cannot be had. */
export function listen(server: Server, at: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(toListenError(cause, at));
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
