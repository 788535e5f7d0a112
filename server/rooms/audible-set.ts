import { findVictim, isForced, yields } from './audible-claims.ts';
import {
  AUDIBLE_DEFAULTS,
  type AudibleSet,
  type AudibleSettings,
  type Draft,
  type Outsider,
} from './audible-state.ts';

/**
 * Whose microphones are forwarded? At most `capacity` of them. A microphone takes a place when it is first unmuted and
 * keeps it while muted, until one that is newly unmuted, louder, or heard while it is silent needs it: muted ones leave
 * first, then the longest silent; the dominant speaker never, and nobody within `holdMs` of entering. As long as there are
 * places everybody who is unmuted has one, so that no first syllable is lost. Pure: events and `now` in, the set out.
 */

/** What one microphone sends (20 ms frames). */
const PACKETS_PER_SECOND = 50;
const MIN_CAPACITY = 8;
const MAX_CAPACITY = 32;

/** K: how many microphones are forwarded to this many participants; with 50,000 packets/s 32 up to 31, 20 at 50, 8 from 112 on. */
export function computeCapacity(participants: number, packetBudget: number): number {
  const affordable = Math.floor(packetBudget / (Math.max(1, participants) * PACKETS_PER_SECOND));
  return Math.min(MAX_CAPACITY, Math.max(MIN_CAPACITY, affordable));
}

/** What one microphone was measured at in the last interval, dBov. */
export interface AudibleLevel<Id> {
  readonly id: Id;
  readonly level: number;
}

/** What happened. `heard`: all who were loud in the last interval. `tick`: time has passed. */
export type AudibleEvent<Id extends string> =
  | { readonly kind: 'unmuted' | 'muted' | 'gone' | 'chosen'; readonly id: Id }
  | { readonly kind: 'heard'; readonly levels: readonly AudibleLevel<Id>[] }
  | { readonly kind: 'dominant'; readonly id: Id | undefined }
  | { readonly kind: 'capacity'; readonly target: number }
  | { readonly kind: 'tick' };

/** Nobody is audible. */
export function createAudibleSet<Id extends string>(
  capacity: number,
  settings: Partial<AudibleSettings> = {},
): AudibleSet<Id> {
  return {
    settings: { ...AUDIBLE_DEFAULTS, ...settings },
    capacity,
    places: new Map(),
    outside: new Map(),
    dominant: undefined,
    chosen: undefined,
    target: capacity,
    lowerSince: undefined,
  };
}

/** Who lost a place to another, and to a lower K. */
export interface Evicted {
  readonly displaced: number;
  readonly capacity: number;
}

/** The set after an event at `now` (ms, never backwards). `recheckAt`: send a `tick` then, if nothing happened before. */
export function next<Id extends string>(
  set: AudibleSet<Id>,
  event: AudibleEvent<Id>,
  now: number,
): {
  readonly set: AudibleSet<Id>;
  readonly changed: boolean;
  readonly evicted: Evicted;
  readonly recheckAt: number | undefined;
} {
  const draft: Draft<Id> = { ...set, places: new Map(set.places), outside: new Map(set.outside) };
  apply(draft, event, now);
  const evicted = { capacity: applyCapacity(draft, now), displaced: fill(draft, now) };
  const changed =
    draft.places.size !== set.places.size || [...draft.places.keys()].some((id) => !set.places.has(id));
  return { set: draft, changed, evicted, recheckAt: findRecheck(draft, now) };
}

function apply<Id extends string>(draft: Draft<Id>, event: AudibleEvent<Id>, now: number): void {
  switch (event.kind) {
    case 'unmuted':
      hear(draft, { id: event.id, unmutes: true }, now);
      break;
    case 'muted':
      mute(draft, event.id, now);
      break;
    case 'gone':
      draft.places.delete(event.id);
      draft.outside.delete(event.id);
      if (draft.chosen === event.id) draft.chosen = undefined;
      if (draft.dominant === event.id) draft.dominant = undefined;
      break;
    case 'chosen':
      if (!draft.places.has(event.id) && !draft.outside.has(event.id)) break;
      hear(draft, { id: event.id }, now);
      draft.chosen = event.id;
      break;
    case 'heard':
      for (const heard of event.levels) hear(draft, heard, now);
      break;
    case 'dominant':
      draft.dominant = event.id;
      break;
    case 'capacity':
      draft.target = event.target;
      break;
    case 'tick':
      break;
  }
}

/** `unmutes`: it is unmuted by this; else only who is known and unmuted can be heard (a late level means nothing). */
function hear<Id extends string>(
  draft: Draft<Id>,
  { id, level, unmutes = false }: { id: Id; level?: number; unmutes?: boolean },
  now: number,
): void {
  const place = draft.places.get(id);
  if (place !== undefined) {
    if (!unmutes && place.muted) return;
    draft.places.set(id, { ...place, muted: false, heardAt: now, level: smooth(place.level, level) });
    return;
  }
  const outsider = draft.outside.get(id);
  if (!unmutes && outsider === undefined) return;
  draft.outside.set(id, {
    heardAt: now,
    wants: true,
    level: smooth(outsider?.level, level),
    fresh: unmutes || outsider?.fresh === true,
    heard: !unmutes || outsider?.heard === true,
  });
}

function smooth(before: number | undefined, level: number | undefined): number | undefined {
  if (before === undefined || level === undefined) return level ?? before;
  return (before + level) / 2;
}

function mute<Id extends string>(draft: Draft<Id>, id: Id, now: number): void {
  draft.outside.delete(id);
  if (draft.chosen === id) draft.chosen = undefined;
  const place = draft.places.get(id);
  if (place !== undefined && !place.muted) draft.places.set(id, { ...place, muted: true, mutedAt: now });
}

/** Answers how many lost their places. */
function applyCapacity<Id extends string>(draft: Draft<Id>, now: number): number {
  if (draft.target >= draft.capacity) {
    draft.capacity = draft.target;
    draft.lowerSince = undefined;
    return 0;
  }
  draft.lowerSince ??= now;
  if (now - draft.lowerSince < draft.settings.lowerAfterMs) return 0;
  draft.capacity = draft.target;
  draft.lowerSince = undefined;
  const before = draft.places.size;
  while (draft.places.size > draft.capacity) {
    const victim = findVictim(draft, () => true);
    if (victim === undefined) break;
    evict(draft, victim);
  }
  return before - draft.places.size;
}

/** Gives places to those outside, the most urgent first, until nobody more can have one; answers how many lost theirs. */
function fill<Id extends string>(draft: Draft<Id>, now: number): number {
  let displaced = 0;
  for (const id of orderOutside(draft)) {
    const outsider = draft.outside.get(id);
    if (outsider === undefined) continue;
    // While a lower K waits to evict, nobody more comes in.
    if (draft.places.size >= Math.min(draft.capacity, draft.target)) {
      const victim = findVictim(draft, (place) => yields(draft, place, { id, outsider, now }));
      if (victim === undefined) continue;
      evict(draft, victim);
      displaced += 1;
    }
    draft.outside.delete(id);
    const { heardAt, level } = outsider;
    draft.places.set(id, { enteredAt: now, heardAt, level, muted: false, mutedAt: now });
    if (draft.chosen === id) draft.chosen = undefined;
  }
  return displaced;
}

function orderOutside<Id extends string>(draft: Draft<Id>): readonly Id[] {
  const rank = (id: Id, outsider: Outsider) => (isForced(draft, id) ? 2 : outsider.wants ? 1 : 0);
  return [...draft.outside]
    .sort(([a, x], [b, y]) => rank(b, y) - rank(a, x) || y.heardAt - x.heardAt)
    .map(([id]) => id);
}

function evict<Id extends string>(draft: Draft<Id>, id: Id): void {
  const place = draft.places.get(id);
  draft.places.delete(id);
  // A choice from before does not bring it back over those who need the place now.
  if (draft.chosen === id) draft.chosen = undefined;
  if (place === undefined || place.muted) return;
  const { heardAt, level } = place;
  draft.outside.set(id, { heardAt, level, wants: false, fresh: false, heard: false });
}

function findRecheck<Id extends string>(draft: Draft<Id>, now: number): number | undefined {
  const { settings } = draft;
  const times: number[] = [];
  if (draft.lowerSince !== undefined) times.push(draft.lowerSince + settings.lowerAfterMs);
  // Who is louder is told anew in each interval; who is fresh and heard needs no more than the hold.
  const forced = [...draft.outside].some(([id, { fresh, heard }]) => isForced(draft, id) || (fresh && heard));
  const heardAt = Math.max(
    ...[...draft.outside.values()].map((outsider) => (outsider.wants ? outsider.heardAt : -Infinity)),
  );
  for (const [id, place] of draft.places) {
    if (id === draft.dominant) continue;
    const wanted = forced || (heardAt > -Infinity && (place.muted || place.heardAt < heardAt));
    if (!wanted) continue;
    const silentAt = place.muted || forced ? 0 : place.heardAt + settings.silentMs;
    times.push(Math.max(place.enteredAt + settings.holdMs, silentAt));
  }
  const later = times.filter((time) => time > now);
  return later.length === 0 ? undefined : Math.min(...later);
}
