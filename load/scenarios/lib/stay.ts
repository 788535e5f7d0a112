import type { Participant } from 'k6/x/earshot';
import exec from 'k6/execution';
import { endedEarly } from './measures.ts';
import { sleepUntil, tryJoin, type Role } from './person.ts';
import type { Pace } from './settings.ts';
import { fillSeconds, type Start } from './start.ts';
import { hasFloor, sentenceIn, slotAt, type Turns } from './turns.ts';

/** A call settles this long after the last one joined, s. */
const SETTLE_SECONDS = 5;

/** A participant's part in a call. */
export interface Part {
  readonly pace: Pace;
  readonly role: Role;
  /** The conversation, for those who take part in it. */
  readonly turns?: Turns;
  /** Place in the conversation; without it the participant listens. */
  readonly place?: number;
  /** What else it does once all are in, until the time given (ms since the epoch). */
  readonly act?: (participant: Participant, until: number) => void;
}

/** The number of this participant. Not `__VU`: virtual users reach scenarios in any order. */
export function ownIndex(): number {
  return exec.scenario.iterationInTest;
}

/** When the call ends, ms since the epoch. */
export function endOf(start: Start, pace: Pace): number {
  return start.at + (fillSeconds(pace) + pace.holdSeconds) * 1_000;
}

/** One participant from joining at its own time until the end of the call. */
export function stay(start: Start, part: Part): void {
  const { pace, role } = part;
  const index = ownIndex();
  sleepUntil(start.at + (index / pace.joinsPerSecond) * 1_000);
  const participant = tryJoin({ room: start.room, index, variant: pace.variant }, role);
  if (participant === undefined) return;
  const end = endOf(start, pace);
  const settled = start.at + (fillSeconds(pace) + SETTLE_SECONDS) * 1_000;
  converse(participant, part, { start: start.at, until: Math.min(settled, end) });
  if (part.act !== undefined) part.act(participant, end);
  converse(participant, part, { start: start.at, until: end });
  finish(participant, index);
}

/** Leaves, and counts a leg that had ended before. */
export function finish(participant: Participant, index: number): void {
  const { ended } = participant;
  if (ended !== null) {
    endedEarly.add(1);
    console.error(`participant ${String(index)} was put out: ${ended}`);
    return;
  }
  participant.leave();
}

/** Talks when it has the floor, and listens otherwise. */
function converse(participant: Participant, part: Part, times: { start: number; until: number }): void {
  const { turns, place } = part;
  while (Date.now() < times.until && participant.ended === null) {
    if (turns === undefined || place === undefined) {
      hold(participant, times.until);
      continue;
    }
    const slot = slotAt(turns, (Date.now() - times.start) / 1_000);
    const slotEnd = Math.min(times.until, times.start + (slot + 1) * turns.slotSeconds * 1_000);
    if (hasFloor(turns, place, slot)) {
      const sentence = sentenceIn(turns, place);
      hold(participant, Math.min(slotEnd, times.start + (slot * turns.slotSeconds + sentence.at) * 1_000));
      if (Date.now() + sentence.seconds * 1_000 <= slotEnd + 500) participant.speak(sentence.seconds);
      // Every second one switches the microphone off after its last sentence, as people do.
      if (place % 2 === 0 && !hasFloor(turns, place, slot + 1)) participant.mute();
    }
    hold(participant, slotEnd);
  }
}

function hold(participant: Participant, until: number): void {
  const seconds = (until - Date.now()) / 1_000;
  if (seconds > 0) participant.hold(seconds);
}
