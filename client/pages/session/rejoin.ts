import type { KeyValueStore } from './storage.ts';

/** The call that this tab is in: a reload goes straight back into it. */
export interface CurrentCall {
  readonly room: string;
  readonly name: string;
  readonly role: string;
}

const KEY = 'call';

/** Remembers the call, or with `undefined` that there is none. */
export function keepCurrentCall(secrets: KeyValueStore, current: CurrentCall | undefined): void {
  secrets.set(KEY, current === undefined ? undefined : JSON.stringify(current));
}

/** The call before the reload, unless the address names another room. */
export function findCurrentCall(secrets: KeyValueStore, room: string | undefined): CurrentCall | undefined {
  const current = parse(secrets.get(KEY));
  return current !== undefined && (room === undefined || room === current.room) ? current : undefined;
}

function parse(text: string | undefined): CurrentCall | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const fields = new Map<string, unknown>(
      typeof value === 'object' && value !== null ? Object.entries(value) : [],
    );
    const [room, name, role] = ['room', 'name', 'role'].map((key) => fields.get(key));
    return typeof room === 'string' && typeof name === 'string' && typeof role === 'string'
      ? { room, name, role }
      : undefined;
  } catch {
    return undefined;
  }
}
