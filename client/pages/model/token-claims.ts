/** What a token says about itself, for showing only: the server alone checks it. */
export interface TokenClaims {
  readonly room: string | undefined;
  readonly name: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number | undefined;
}

/** Reads a JWT's payload without checking it; `undefined` when it is not one. */
export function readClaims(token: string): TokenClaims | undefined {
  const payload = parsePayload(token.split('.')[1]);
  if (payload === undefined) return undefined;
  const text = (key: string) => {
    const value = payload.get(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const expires = payload.get('exp');
  const room = text('room');
  return {
    room: room === '*' ? undefined : room,
    name: text('name'),
    expiresAt: typeof expires === 'number' ? expires * 1000 : undefined,
  };
}

function parsePayload(part: string | undefined): Map<string, unknown> | undefined {
  if (part === undefined || part === '') return undefined;
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
