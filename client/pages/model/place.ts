/** What the address bar says about the call to join. */
export interface Place {
  readonly room: string | undefined;
  readonly name: string | undefined;
  readonly role: string | undefined;
  /** A ready token, from `#token=`. */
  readonly token: string | undefined;
  /** An invite to exchange, from `#invite=`. */
  readonly invite: string | undefined;
}

/**
 * Reads `?room=&name=&role=` and the fragment: `#token=...`, `#invite=...` (each with `&room=` and `&name=` if wanted),
 * or a bare `#room-name`. Secrets are taken from the fragment only: it is never sent to a server.
 */
export function parsePlace(search: string, hash: string): Place {
  const query = new URLSearchParams(search);
  const bare = hash.replace(/^#/u, '');
  const fragment = new URLSearchParams(bare.includes('=') ? bare : '');
  const either = (key: string) => valueOf(query, key) ?? valueOf(fragment, key);
  const bareRoom = bare !== '' && !bare.includes('=') ? safeDecode(bare) : undefined;
  return {
    room: either('room') ?? bareRoom,
    name: either('name'),
    role: either('role'),
    token: valueOf(fragment, 'token'),
    invite: valueOf(fragment, 'invite'),
  };
}

function valueOf(params: URLSearchParams, key: string): string | undefined {
  const value = params.get(key)?.trim();
  return value === '' ? undefined : value;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where the page lives: origin and path, without query and fragment. */
export interface PageAddress {
  readonly origin: string;
  readonly pathname: string;
}

/** A link that leads others into the room; with an invite it also lets them in. */
export function inviteLink(page: PageAddress, room: string, invite?: string): string {
  const url = new URL(page.pathname, page.origin);
  url.searchParams.set('room', room);
  if (invite !== undefined) url.hash = `invite=${encodeURIComponent(invite)}`;
  return url.href;
}
