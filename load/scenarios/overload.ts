// More than the server can do: this run must fail, else the thresholds let everything pass. The runner also takes most of
// the processor time away from the workers, so that it fails on a machine of any size.
import { mediaBudgets, soundness } from './lib/measures.ts';
import { autoView } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 40, holdSeconds: 30, joinsPerSecond: 5, variant: 'full' });
const turns = { talkers: pace.participants, together: 5, slotSeconds: 4 };

export const options = oneEach(pace, { ...soundness, ...mediaBudgets });

export default function overload(start: Start): void {
  const index = ownIndex();
  stay(start, {
    pace,
    turns,
    place: index,
    role: { microphone: true, camera: true, muted: index !== 0, view: autoView(25, 720) },
  });
}
