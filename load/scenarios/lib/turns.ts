/** Who talks when. Pure, so that every participant works it out for itself and all agree. */

/** How a conversation goes. */
export interface Turns {
  /** How many take part in it. */
  readonly talkers: number;
  /** How many have the floor at a time. */
  readonly together: number;
  /** Every so often one more gets the floor and the one who had it longest gives it up, s. */
  readonly slotSeconds: number;
}

/** The slot that a time (s since the start) falls into. */
export function slotAt(turns: Turns, seconds: number): number {
  return Math.max(0, Math.floor(seconds / turns.slotSeconds));
}

/** Whether the talker at this place (0..talkers-1) has the floor in a slot. */
export function hasFloor(turns: Turns, place: number, slot: number): boolean {
  const { talkers, together } = turns;
  if (place < 0 || place >= talkers) return false;
  return (place - (slot % talkers) + talkers) % talkers < Math.min(together, talkers);
}

/** When within the slot it begins a sentence and how long that is, s: people do not begin all at once. */
export function sentenceIn(turns: Turns, place: number): { readonly at: number; readonly seconds: number } {
  const step = turns.slotSeconds / (2 * Math.max(1, turns.together));
  return { at: (place % Math.max(1, turns.together)) * step, seconds: turns.slotSeconds * 0.5 };
}
