// A call of 350: 25 cameras, five talkers at a time who change, four videos for each; two real browsers are in it.
import type { Participant } from 'k6/x/earshot';
import {
  mediaBudgets,
  outsideSpeakerBudgets,
  signallingBudgets,
  soundness,
  speakerBudgets,
} from './lib/measures.ts';
import { autoView, expectWithin, findParticipant, type Role } from './lib/person.ts';
import { paceOf, withBrowsers } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

/** The probes are two of the 350. */
const PROBES = withBrowsers ? 2 : 0;
const pace = paceOf({ participants: 350 - PROBES, holdSeconds: 120, joinsPerSecond: 10, variant: 'small' });
const CAMERAS = Math.min(25, pace.participants - 1);
const turns = { talkers: CAMERAS, together: 5, slotSeconds: 6 };
/**
 * The one whose media carries time stamps while browsers are in the call: it has a camera, never talks, and so is never among
 * the four that browsers get; some of the others pin it.
 */
const WITNESS = CAMERAS;
const WITNESS_WATCHERS = 20;
/** px; small tiles get the lowest layer of the reduced variant: 90 lines at 5 frames a second. */
const TILE_HEIGHT = pace.variant === 'full' ? 180 : 90;

export const options = oneEach(pace, {
  ...soundness,
  ...mediaBudgets,
  ...speakerBudgets,
  ...outsideSpeakerBudgets,
  ...signallingBudgets,
});

function roleOf(index: number): Role {
  const isWitness = withBrowsers && index === WITNESS;
  return {
    microphone: index < CAMERAS,
    camera: index < CAMERAS || isWitness,
    muted: index >= turns.together,
    view: autoView(4, TILE_HEIGHT),
    ...(isWitness ? { stamp: true } : {}),
  };
}

export default function bigRoom(start: Start): void {
  const index = ownIndex();
  stay(start, {
    pace,
    turns,
    ...(index < CAMERAS ? { place: index } : {}),
    role: roleOf(index),
    act: (participant) => {
      checkCall(participant);
      if (withBrowsers && index >= pace.participants - WITNESS_WATCHERS) watchWitness(start, participant);
    },
  });
}

/** Whoever is in knows everybody and sees as many as asked for. */
function checkCall(participant: Participant): void {
  const everybody = pace.participants + PROBES;
  const videos = Math.min(4, CAMERAS - 1);
  expectWithin(
    20,
    () => `${String(everybody)} in the roster, but ${String(participant.roster())}`,
    () => participant.ended !== null || participant.roster() >= everybody,
  );
  expectWithin(
    20,
    () =>
      `${String(videos)} videos, but ${String(participant.videos().length)}: ${JSON.stringify(participant.limits())}`,
    () => participant.ended !== null || participant.videos().length >= videos,
  );
}

function watchWitness(start: Start, participant: Participant): void {
  const witness = findParticipant(start.room, WITNESS);
  if (witness === undefined) return;
  const tiles = [{ participantId: witness, source: 'camera' as const, height: TILE_HEIGHT }];
  participant.setView({ ...autoView(3, TILE_HEIGHT), tiles, pins: [witness] });
}
