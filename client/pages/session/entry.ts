import { parsePlace, type Place } from '../model/place.ts';
import { readClaims } from '../model/token-claims.ts';
import type { KeyValueStore } from './storage.ts';

/** The place to join, with secrets that outlive a reload but stay out of the address bar. */
export interface Entry extends Place {
  /** The room cannot be chosen: the token or invite is for this one. */
  readonly roomFixed: boolean;
}

/** The parts of the window that are needed. */
export interface AddressBar {
  readonly location: { readonly search: string; readonly hash: string; readonly pathname: string };
  readonly history: { replaceState(state: unknown, unused: string, url: string): void };
}

/**
 * Reads the address, moves secrets from the fragment to the tab's storage, and takes them from there after a reload.
 * A new room in the address without a secret forgets the old secret.
 */
export function enter(bar: AddressBar, secrets: KeyValueStore): Entry {
  const place = parsePlace(bar.location.search, bar.location.hash);
  const token = place.token ?? keptFor(secrets, 'token', place);
  const invite = place.invite ?? keptFor(secrets, 'invite', place);
  const claims = readClaims(token ?? invite ?? '');
  const room = claims?.room ?? place.room;
  if (place.token !== undefined || place.invite !== undefined) {
    secrets.set('token', place.token);
    secrets.set('invite', place.invite);
    secrets.set('room', room);
    bar.history.replaceState(null, '', addressOf(bar, room));
  }
  return {
    ...place,
    room,
    name: place.name ?? claims?.name,
    token,
    invite: token === undefined ? invite : undefined,
    roomFixed: claims?.room !== undefined,
  };
}

function keptFor(secrets: KeyValueStore, key: 'token' | 'invite', place: Place): string | undefined {
  if (place.token !== undefined || place.invite !== undefined) return undefined;
  return place.room === undefined || place.room === secrets.get('room') ? secrets.get(key) : undefined;
}

function addressOf(bar: AddressBar, room: string | undefined): string {
  const query = new URLSearchParams(bar.location.search);
  if (room !== undefined) query.set('room', room);
  const search = query.toString();
  return bar.location.pathname + (search === '' ? '' : `?${search}`);
}
