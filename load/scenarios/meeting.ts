// 25 people, all on camera, who all see each other.
import { mediaBudgets, signallingBudgets, soundness, speakerBudgets } from './lib/measures.ts';
import { autoView } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 25, holdSeconds: 60, joinsPerSecond: 5, variant: 'small' });
const turns = { talkers: pace.participants, together: 3, slotSeconds: 4 };

export const options = oneEach(pace, {
  ...soundness,
  ...mediaBudgets,
  ...speakerBudgets,
  ...signallingBudgets,
});

export default function meeting(start: Start): void {
  const index = ownIndex();
  stay(start, {
    pace,
    turns,
    place: index,
    role: { microphone: true, camera: true, muted: index !== 0, view: autoView(pace.participants - 1, 180) },
  });
}
