// Five send and 345 receive.
import { mediaBudgets, signallingBudgets, soundness, speakerBudgets } from './lib/measures.ts';
import { autoView } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 350, holdSeconds: 90, joinsPerSecond: 10, variant: 'small' });
const SENDERS = 5;
const turns = { talkers: SENDERS, together: 1, slotSeconds: 6 };

export const options = oneEach(pace, {
  ...soundness,
  ...mediaBudgets,
  ...speakerBudgets,
  ...signallingBudgets,
});

export default function webinar(start: Start): void {
  const index = ownIndex();
  const isSender = index < SENDERS;
  stay(start, {
    pace,
    turns,
    ...(isSender ? { place: index } : {}),
    role: { microphone: isSender, camera: isSender, muted: index !== 0, view: autoView(4, 180) },
  });
}
