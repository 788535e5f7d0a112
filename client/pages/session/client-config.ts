import { EarshotError } from '@earshot/client';

/** What the server tells a page before anything else. */
export interface ClientConfig {
  readonly development: boolean;
  readonly guestAccess: boolean;
}

/** Asks the server; throws `server_unreachable` when it does not answer as it should. */
export async function fetchClientConfig(signal: AbortSignal): Promise<ClientConfig> {
  try {
    const response = await fetch('/v1/client-config', { signal, headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return parseClientConfig(await response.json());
  } catch (cause) {
    throw new EarshotError('server_unreachable', undefined, { cause });
  }
}

/** Anything that is not clearly development is production: the safer reading. */
export function parseClientConfig(value: unknown): ClientConfig {
  const fields = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  return {
    development: fields.get('development') === true,
    guestAccess: fields.get('guestAccess') === 'link',
  };
}
