import type { KeptSources } from '../model/kept-sources.ts';
import type { KeyValueStore } from './storage.ts';

/** The call that this tab is in: a reload goes straight back into it. */
export interface CurrentCall {
  readonly room: string;
  readonly name: string;
  readonly role: string;
  /** What was on: nobody's microphone comes on by a reload. */
  readonly sources?: KeptSources;
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
    const fields = fieldsOf(JSON.parse(text));
    const [room, name, role] = ['room', 'name', 'role'].map((key) => fields.get(key));
    if (typeof room !== 'string' || typeof name !== 'string' || typeof role !== 'string') return undefined;
    const sources = fieldsOf(fields.get('sources'));
    const [microphone, camera] = ['microphone', 'camera'].map((key) => sources.get(key));
    return typeof microphone === 'boolean' && typeof camera === 'boolean'
      ? { room, name, role, sources: { microphone, camera } }
      : { room, name, role };
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
