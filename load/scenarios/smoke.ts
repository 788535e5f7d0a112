// Ten people use everything once: what breaks here is broken for everybody.
import type { Participant } from 'k6/x/earshot';
import { mediaBudgets, soundness } from './lib/measures.ts';
import { autoView, expectWithin } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 10, holdSeconds: 24, joinsPerSecond: 5, variant: 'small' });
const turns = { talkers: 4, together: 2, slotSeconds: 4 };
const CAMERAS = 4;

export const options = oneEach(pace, {
  ...soundness,
  ...mediaBudgets,
  earshot_resumes: ['count>=1'],
  earshot_packets_received: ['count>1000'],
});

/** What each does besides talking, so that every request is made by somebody. */
function act(participant: Participant, index: number): void {
  if (index === 0) {
    participant.chat('good morning');
    participant.raiseHand(true);
    participant.raiseHand(false);
  }
  if (index === 1) {
    participant.camera(false);
    participant.hold(1);
    participant.camera(true);
  }
  if (index === 5) participant.cutSocket();
  if (index === 6) participant.setView(autoView(2, 90));
  if (index === 7) participant.report();
  if (index === 8)
    expectWithin(15, 'everybody is in the roster', () => participant.roster() >= pace.participants);
  if (index === 9) expectWithin(15, 'videos come', () => participant.videos().length >= CAMERAS);
}

export default function smoke(start: Start): void {
  const index = ownIndex();
  const isTalker = index < turns.talkers;
  stay(start, {
    pace,
    turns,
    ...(isTalker ? { place: index } : {}),
    role: {
      microphone: isTalker,
      camera: index < CAMERAS,
      muted: index !== 0,
      view: autoView(CAMERAS, 180),
      formFactor: index === 4 ? 'mobile' : 'desktop',
    },
    act: (participant) => {
      act(participant, index);
    },
  });
}
