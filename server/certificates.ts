import { EarshotError } from '@earshot/shared';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

/** Reads the certificate chain and its key, and checks that they fit. Throws `config_invalid`. */
export async function readCertificates(tls: {
  certFile: string;
  keyFile: string;
}): Promise<{ cert: Buffer; key: Buffer }> {
  try {
    const [cert, key] = await Promise.all([readFile(tls.certFile), readFile(tls.keyFile)]);
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EarshotError('config_invalid', `EARSHOT_TLS_CERT and EARSHOT_TLS_KEY cannot be used: ${why}`, {
      cause,
    });
  }
}
