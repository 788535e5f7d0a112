/**
 * Who are the dominant speakers? Pure: two observers' events and `now` in, an ordered list out.
 *
 * The list is made to be looked at: it changes only when somebody overtakes somebody, never because people fall
 * silent. Its rules, in the order of their strength:
 * 1. The head belongs to the observer of dominance, once its choice is really heard, and is held for `holdMs` while
 *    its owner talks.
 * 2. A newcomer enters when loud for `enterMs` (a cough is shorter), in front of everybody who has been silent for
 *    `silentMs`, behind those who talk.
 * 3. Among those who talk behind the head, one that is louder by `overtakeDb` over about a second moves up.
 * 4. Who mutes sinks behind all who are unmuted; who leaves is gone. Beyond `capacity` the last is dropped.
 */

/** Times in ms, on the caller's clock. */
export interface SpeakerSettings {
  /** What one `levels` event covers. */
  readonly intervalMs: number;
  /** How long one must be loud to enter. With intervals of 250 ms: two in a row. */
  readonly enterMs: number;
  /** A pause shorter than this belongs to the same talk. */
  readonly gapMs: number;
  /** Silent for this long: others may go in front. */
  readonly silentMs: number;
  /** The head and every move are kept at least this long. */
  readonly holdMs: number;
  /** How much louder the lower of two talkers must be to change places, dB. */
  readonly overtakeDb: number;
  /** Length of the list at most. */
  readonly capacity: number;
}

/** Start values: published windows of other servers are 150..400 ms to enter and 1..3 s to hold. */
export const SPEAKER_DEFAULTS: SpeakerSettings = {
  intervalMs: 250,
  enterMs: 400,
  gapMs: 600,
  silentMs: 2_000,
  holdMs: 1_000,
  overtakeDb: 6,
  capacity: 16,
};

/**
 * What happened. `levels`: loudness of all who were audible in the last interval (dBov, -127..0), any order, empty =
 * silence. `dominant`: the observer of dominance chose. `muted`: sends nothing from now on (an unmute needs no event:
 * one is heard or not). `left`: unpublished or gone.
 */
export type SpeakerEvent<Id extends string> =
  | { readonly kind: 'levels'; readonly levels: readonly { readonly id: Id; readonly level: number }[] }
  | { readonly kind: 'dominant'; readonly id: Id }
  | { readonly kind: 'muted'; readonly id: Id }
  | { readonly kind: 'left'; readonly id: Id };

interface Voice {
  /** Start of the present talk. */
  readonly since: number;
  /** Last time heard. */
  readonly heardAt: number;
  /** Smoothed loudness while talking, dBov. */
  readonly level: number;
  /** When it last took its place in the list; `undefined` = not in it. */
  readonly placedAt: number | undefined;
  readonly muted: boolean;
}

/** Opaque but for `order`; make it with `createSpeakerState`, advance it with `next`. */
export interface SpeakerState<Id extends string> {
  readonly settings: SpeakerSettings;
  /** Most dominant first; those who spoke last stay in it when they fall silent. */
  readonly order: readonly Id[];
  readonly voices: ReadonlyMap<Id, Voice>;
  /** The observer's choice that waits until it is heard or the head's hold is over. */
  readonly chosen: Id | undefined;
}

/** Nobody has spoken. */
export function createSpeakerState<Id extends string>(
  settings: Partial<SpeakerSettings> = {},
): SpeakerState<Id> {
  return { settings: { ...SPEAKER_DEFAULTS, ...settings }, order: [], voices: new Map(), chosen: undefined };
}

/**
 * The state after an event at `now` (ms, same clock as all other calls, never backwards). `changed` tells whether
 * `order` differs from before: broadcast only then.
 */
export function next<Id extends string>(
  state: SpeakerState<Id>,
  event: SpeakerEvent<Id>,
  now: number,
): { readonly state: SpeakerState<Id>; readonly changed: boolean } {
  const after = rank(apply(state, event, now), now);
  const changed =
    after.order.length !== state.order.length || after.order.some((id, index) => id !== state.order[index]);
  return { state: changed ? after : { ...after, order: state.order }, changed };
}

/** Those of the list who talk at `now`, in its order. */
export function selectTalking<Id extends string>(state: SpeakerState<Id>, now: number): readonly Id[] {
  return state.order.filter((id) => {
    const voice = state.voices.get(id);
    return voice !== undefined && isTalking(voice, state.settings, now);
  });
}

/** When the id was last heard, by the caller's clock; `undefined` when it was not heard of late and is not listed. */
export function findHeardAt<Id extends string>(state: SpeakerState<Id>, id: Id): number | undefined {
  return state.voices.get(id)?.heardAt;
}

function apply<Id extends string>(
  state: SpeakerState<Id>,
  event: SpeakerEvent<Id>,
  now: number,
): SpeakerState<Id> {
  switch (event.kind) {
    case 'levels':
      return { ...state, voices: hear(state, event.levels, now) };
    case 'dominant':
      return { ...state, chosen: event.id };
    case 'muted': {
      const voice = state.voices.get(event.id);
      if (voice === undefined || voice.muted) return state;
      const voices = new Map(state.voices).set(event.id, { ...voice, muted: true });
      const unmuted = state.order.filter((id) => voices.get(id)?.muted === false);
      // The one that muted last is the most recent of the muted ones.
      const earlier = state.order.filter((id) => id !== event.id && voices.get(id)?.muted === true);
      const listed = voice.placedAt === undefined ? [] : [event.id];
      return { ...state, voices, order: [...unmuted, ...listed, ...earlier] };
    }
    case 'left': {
      if (!state.voices.has(event.id) && state.chosen !== event.id) return state;
      const voices = new Map(state.voices);
      voices.delete(event.id);
      const chosen = state.chosen === event.id ? undefined : state.chosen;
      return { ...state, voices, chosen, order: state.order.filter((id) => id !== event.id) };
    }
  }
}

function hear<Id extends string>(
  state: SpeakerState<Id>,
  levels: readonly { readonly id: Id; readonly level: number }[],
  now: number,
): Map<Id, Voice> {
  const { gapMs, intervalMs, silentMs } = state.settings;
  const voices = new Map<Id, Voice>();
  for (const [id, voice] of state.voices) {
    // Who was heard once and never entered is forgotten, so that the map stays as small as the list.
    if (voice.placedAt !== undefined || now - voice.heardAt < silentMs) voices.set(id, voice);
  }
  for (const { id, level } of levels) {
    const before = voices.get(id);
    const continues = before !== undefined && !before.muted && now - before.heardAt <= gapMs;
    voices.set(id, {
      since: continues ? before.since : now - intervalMs,
      heardAt: now,
      // A quarter of the new level each time: a time constant of about a second at 250 ms.
      level: continues ? before.level + (level - before.level) / 4 : level,
      placedAt: before?.placedAt,
      muted: false,
    });
  }
  return voices;
}

function isTalking(voice: Voice, settings: SpeakerSettings, now: number): boolean {
  return !voice.muted && now - voice.heardAt <= settings.gapMs;
}

function isSilent(voice: Voice | undefined, settings: SpeakerSettings, now: number): boolean {
  return voice === undefined || voice.muted || now - voice.heardAt >= settings.silentMs;
}

function rank<Id extends string>(state: SpeakerState<Id>, now: number): SpeakerState<Id> {
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

/** Rule 1; the answer is the choice that still waits. */
function promote<Id extends string>(state: SpeakerState<Id>, place: Place<Id>, now: number): Id | undefined {
  const { settings, order, voices, chosen } = state;
  if (chosen === undefined) return undefined;
  const voice = voices.get(chosen);
  // The observer names the only microphone there is even when nothing is heard from it: wait for a sound.
  if (voice === undefined || !isTalking(voice, settings, now)) return chosen;
  const head = order[0];
  if (head === chosen) return undefined;
  const holder = head === undefined ? undefined : voices.get(head);
  const held =
    holder !== undefined &&
    isTalking(holder, settings, now) &&
    now - (holder.placedAt ?? now) < settings.holdMs;
  if (held) return chosen;
  place(chosen, 0);
  return undefined;
}
