/** What the address names: the list of calls, one call, or one participant's leg of a call. */
export type Route =
  | { readonly name: 'list'; readonly search: string }
  | { readonly name: 'call'; readonly callId: string }
  | { readonly name: 'leg'; readonly callId: string; readonly participantId: string }
  | { readonly name: 'nowhere' };

const ROOT = '/quality';

/** Reads an address. Pure. */
export function parseRoute({
  pathname,
  search,
}: {
  readonly pathname: string;
  readonly search: string;
}): Route {
  const parts = pathname.split('/').filter((part) => part !== '');
  const [root, calls, callId, legs, participantId, ...rest] = parts.map(decode);
  if (root !== 'quality' || rest.length > 0) return { name: 'nowhere' };
  if (calls === undefined) return { name: 'list', search };
  if (calls !== 'calls' || !isId(callId)) return { name: 'nowhere' };
  if (legs === undefined) return { name: 'call', callId };
  return legs === 'legs' && isId(participantId)
    ? { name: 'leg', callId, participantId }
    : { name: 'nowhere' };
}

/** The address of a list, a call or a leg. Pure. */
export function addressOf(route: Exclude<Route, { name: 'nowhere' }>): string {
  if (route.name === 'list') return ROOT + route.search;
  const call = `${ROOT}/calls/${encodeURIComponent(route.callId)}`;
  return route.name === 'call' ? call : `${call}/legs/${encodeURIComponent(route.participantId)}`;
}

function isId(part: string | undefined): part is string {
  return part !== undefined && part !== '' && part.length <= 64;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
