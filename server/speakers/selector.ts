import { findRankingRecheck, isConvincing, isTalking, rank } from './ranking.ts';
import type { Choice, SpeakerEvent, SpeakerState, Voice } from './state.ts';

export { createSpeakerState, type SpeakerEvent, type SpeakerSettings, type SpeakerState } from './state.ts';

/**
 * The state after an event at `now` (ms, same clock as all other calls, never backwards). `changed` tells whether
 * `order` differs from before: broadcast only then. `recheckAt`: send a `tick` then, if nothing happened before.
 */
export function next<Id extends string>(
  state: SpeakerState<Id>,
  event: SpeakerEvent<Id>,
  now: number,
): { readonly state: SpeakerState<Id>; readonly changed: boolean; readonly recheckAt: number | undefined } {
  const after = rank(apply(state, event, now), now);
  const changed =
    after.order.length !== state.order.length || after.order.some((id, index) => id !== state.order[index]);
  return {
    state: changed ? after : { ...after, order: state.order },
    changed,
    recheckAt: findRankingRecheck(after, now),
  };
}

/** Whether one counts as talking at `now`: by levels, or because the observer chose it and means it. */
export function isHeard<Id extends string>(state: SpeakerState<Id>, id: Id, now: number): boolean {
  const voice = state.voices.get(id);
  if (voice !== undefined && isTalking(voice, state.settings, now)) return true;
  return state.chosen?.id === id && isConvincing(state, state.chosen);
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
      return { ...state, named: event.id, chosen: choose(state, event.id) };
    case 'unmuted':
      return { ...state, unmuted: new Set(state.unmuted).add(event.id) };
    case 'muted':
      return mute(state, event.id);
    case 'left':
      return forget(state, event.id);
    case 'tick':
      return state;
  }
}

function choose<Id extends string>(state: SpeakerState<Id>, id: Id): Choice<Id> {
  const again = state.chosen?.id === id && state.chosen.moved;
  return { id, moved: again || (state.named !== undefined && state.named !== id) };
}

function mute<Id extends string>(state: SpeakerState<Id>, id: Id): SpeakerState<Id> {
  if (!state.unmuted.has(id)) return state;
  const unmuted = without(state.unmuted, id);
  // What it said before is no sign that it talks when it comes back.
  const chosen = state.chosen?.id === id ? { id, moved: false } : state.chosen;
  const voice = state.voices.get(id);
  if (voice === undefined) return { ...state, unmuted, chosen };
  const voices = new Map(state.voices).set(id, { ...voice, muted: true });
  const open = state.order.filter((other) => voices.get(other)?.muted === false);
  // The one that muted last is the most recent of the muted ones.
  const earlier = state.order.filter((other) => other !== id && voices.get(other)?.muted === true);
  const listed = voice.placedAt === undefined ? [] : [id];
  return { ...state, unmuted, chosen, voices, order: [...open, ...listed, ...earlier] };
}

function forget<Id extends string>(state: SpeakerState<Id>, id: Id): SpeakerState<Id> {
  const voices = new Map(state.voices);
  voices.delete(id);
  return {
    ...state,
    voices,
    unmuted: without(state.unmuted, id),
    named: state.named === id ? undefined : state.named,
    chosen: state.chosen?.id === id ? undefined : state.chosen,
    order: state.order.filter((other) => other !== id),
  };
}

function without<Id>(ids: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const rest = new Set(ids);
  rest.delete(id);
  return rest;
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
    // A level that comes after the mute means nothing.
    if (!state.unmuted.has(id)) continue;
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
