import type { Draft, Outsider, Place } from './audible-state.ts';

/** Who wants a place, and when. */
interface Claim<Id> {
  readonly id: Id;
  readonly outsider: Outsider;
  readonly now: number;
}

/** Whether a place goes to who claims it. */
export function yields<Id extends string>(
  draft: Draft<Id>,
  place: Place,
  { id, outsider, now }: Claim<Id>,
): boolean {
  const forced = isForced(draft, id);
  if (!outsider.wants && !forced) return false;
  if (now - place.enteredAt < draft.settings.holdMs) return false;
  if (place.muted || forced) return true;
  if (!outsider.heard) return isSilent(draft, place, now) && place.heardAt < outsider.heardAt;
  return (
    outsider.fresh ||
    isLouder(draft, outsider, place) ||
    (isSilent(draft, place, now) && place.heardAt < outsider.heardAt)
  );
}

function isSilent<Id extends string>({ settings }: Draft<Id>, place: Place, now: number): boolean {
  return now - place.heardAt >= settings.silentMs;
}

function isLouder<Id extends string>({ settings }: Draft<Id>, outsider: Outsider, place: Place): boolean {
  if (outsider.level === undefined || place.level === undefined) return false;
  return outsider.level >= place.level + settings.louderDb;
}

/** Muted ones first (the one muted longest), then the longest silent, of equals the softest; never the dominant speaker. */
export function findVictim<Id extends string>(
  draft: Draft<Id>,
  allowed: (place: Place) => boolean,
): Id | undefined {
  let worst: { id: Id; place: Place } | undefined;
  for (const [id, place] of draft.places) {
    if (id === draft.dominant || !allowed(place)) continue;
    if (worst === undefined || leavesBefore(place, worst.place)) worst = { id, place };
  }
  return worst?.id;
}

function leavesBefore(a: Place, b: Place): boolean {
  if (a.muted !== b.muted) return a.muted;
  if (a.muted) return a.mutedAt < b.mutedAt;
  return a.heardAt < b.heardAt || (a.heardAt === b.heardAt && (a.level ?? 0) < (b.level ?? 0));
}

/** The dominant speaker, and who is about to be: need not wait for others to fall silent. */
export function isForced<Id extends string>(draft: Draft<Id>, id: Id): boolean {
  return id === draft.dominant || id === draft.chosen;
}
