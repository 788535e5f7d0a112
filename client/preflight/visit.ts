import { EarshotError } from '@earshot/shared';

/** Where a preflight goes, and with what. */
export interface Visit {
  readonly room: string;
  readonly token: string;
}

/** Rooms made for checks: nobody else is in them. */
const PREFIX = 'preflight-';

/**
 * The room that the token lets a check visit: the one asked for, or one made for the check. Words instead, when there is
 * no token for a check (`token_missing`) or it is for a call's own room, where others would see the check come. Rejects
 * with whatever else getting the token rejects with.
 */
export async function findVisit(
  getToken: () => string | Promise<string>,
  room: string,
): Promise<Visit | string> {
  let token: string;
  try {
    token = await getToken();
  } catch (thrown) {
    const error = EarshotError.from(thrown);
    if (error.code === 'token_missing') return error.message;
    throw error;
  }
  const claimed = readRoom(token);
  if (claimed === undefined || claimed === '*' || claimed === room) return { room, token };
  if (claimed.startsWith(PREFIX)) return { room: claimed, token };
  return `The token is for the room ${claimed} only, where others would see the check come.`;
}

/** The room of a token; `undefined` when it cannot be read, which the server will notice better than we. */
function readRoom(token: string): string | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(payload));
    if (typeof claims !== 'object' || claims === null || !('room' in claims)) return undefined;
    return typeof claims.room === 'string' ? claims.room : undefined;
  } catch {
    return undefined;
  }
}
