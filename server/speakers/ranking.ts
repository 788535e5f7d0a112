import type { Choice, SpeakerSettings, SpeakerState, Voice } from './state.ts';

/** Loudness of who was chosen without a level, dBov: the quietest that counts as speech. */
const UNKNOWN_LEVEL = -60;

/** Whether it is heard now, short pauses included. */
export function isTalking(voice: Voice, settings: SpeakerSettings, now: number): boolean {
  return !voice.muted && now - voice.heardAt <= settings.gapMs;
}

function isSilent(voice: Voice | undefined, settings: SpeakerSettings, now: number): boolean {
  return voice === undefined || voice.muted || now - voice.heardAt >= settings.silentMs;
}

/** The order after `now`, by all rules. */
export function rank<Id extends string>(state: SpeakerState<Id>, now: number): SpeakerState<Id> {
  const voices = new Map(state.voices);
  const order = [...state.order];
  const place = (id: Id, index: number) => {
    const voice = voices.get(id);
    if (voice === undefined) return;
    const from = order.indexOf(id);
    if (from >= 0) order.splice(from, 1);
    order.splice(index, 0, id);
    voices.set(id, { ...voice, placedAt: now });
  };
  enter({ ...state, voices, order }, place, now);
  overtake({ ...state, voices, order }, place, now);
  const chosen = promote({ ...state, voices, order }, place, now);
  for (const dropped of order.splice(state.settings.capacity)) voices.delete(dropped);
  return { ...state, order, voices, chosen };
}

/** Being ranked: `order` and `voices` change. */
type Ranking<Id extends string> = SpeakerState<Id> & { readonly voices: Map<Id, Voice> };
type Place<Id> = (id: Id, index: number) => void;

/** Rule 2: newcomers, and those who talk again behind silent ones; loudest first. */
function enter<Id extends string>(state: SpeakerState<Id>, place: Place<Id>, now: number): void {
  const { settings, order, voices } = state;
  const ready = [...voices]
    .filter(([, voice]) => isTalking(voice, settings, now) && now - voice.since >= settings.enterMs)
    .sort(([, a], [, b]) => b.level - a.level);
  for (const [id] of ready) {
    const from = order.indexOf(id);
    const target = order.findIndex((other) => other !== id && isSilent(voices.get(other), settings, now));
    if (from < 0) place(id, target < 0 ? order.length : target);
    else if (target >= 0 && target < from) place(id, target);
  }
}

/** Rule 3: one step at a time, behind the head. */
function overtake<Id extends string>(state: SpeakerState<Id>, place: Place<Id>, now: number): void {
  const { settings, order, voices } = state;
  for (let index = order.length - 1; index >= 2; index -= 1) {
    const id = order[index];
    const above = order[index - 1];
    const lower = id === undefined ? undefined : voices.get(id);
    const upper = above === undefined ? undefined : voices.get(above);
    if (id === undefined || lower === undefined || upper === undefined) continue;
    const held = [lower, upper].some((voice) => now - (voice.placedAt ?? now) < settings.holdMs);
    const both = isTalking(lower, settings, now) && isTalking(upper, settings, now);
    if (both && !held && lower.level - upper.level >= settings.overtakeDb) place(id, index - 1);
  }
}

/**
 * Does the choice count though nothing is heard? Without a choice of its own the observer names any microphone there is:
 * the first one, and again when its choice has left. That counts only where it may be true: it is not the only open
 * microphone, unless it spoke before, and nobody else who is open was heard.
 */
export function isConvincing<Id extends string>(
  { order, voices, unmuted }: SpeakerState<Id>,
  { id, moved }: Choice<Id>,
): boolean {
  if (!unmuted.has(id)) return false;
  if (moved) return true;
  const othersHeard = order.some((other) => other !== id && voices.get(other)?.muted === false);
  return !othersHeard && (unmuted.size > 1 || order.includes(id));
}

/** Rule 1; the answer is the choice that still waits. */
function promote<Id extends string>(
  state: Ranking<Id>,
  place: Place<Id>,
  now: number,
): Choice<Id> | undefined {
  const { settings, order, voices, chosen } = state;
  if (chosen === undefined) return undefined;
  const { id } = chosen;
  const voice = voices.get(id);
  const talks = voice !== undefined && isTalking(voice, settings, now);
  if (!talks && !isConvincing(state, chosen)) return chosen;
  const head = order[0];
  if (head === id) return undefined;
  const holder = head === undefined ? undefined : voices.get(head);
  if (holder !== undefined && findHeldUntil(holder, settings) > now) return chosen;
  if (!talks) voices.set(id, { since: now, heardAt: now, level: UNKNOWN_LEVEL, placedAt: now, muted: false });
  place(id, 0);
  return undefined;
}

/** The head is held for a while, but only while it talks. */
function findHeldUntil(holder: Voice, settings: SpeakerSettings): number {
  if (holder.muted || holder.placedAt === undefined) return -Infinity;
  return Math.min(holder.placedAt + settings.holdMs, holder.heardAt + settings.gapMs + 1);
}

/** When the choice that waits may take the head though nothing happens; `undefined` when it waits for a sound. */
export function findRankingRecheck<Id extends string>(
  state: SpeakerState<Id>,
  now: number,
): number | undefined {
  const { chosen, order, settings, voices } = state;
  const holder = order[0] === undefined ? undefined : voices.get(order[0]);
  if (chosen === undefined || holder === undefined || !isConvincing(state, chosen)) return undefined;
  const heldUntil = findHeldUntil(holder, settings);
  return heldUntil > now ? heldUntil : undefined;
}
