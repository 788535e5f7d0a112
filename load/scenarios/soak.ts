// Half an hour at 100: what leaks or gets dearer with time shows here. A paused consumer would after eleven minutes.
import { mediaBudgets, signallingBudgets, soundness, speakerBudgets } from './lib/measures.ts';
import { autoView } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 100, holdSeconds: 1_800, joinsPerSecond: 10, variant: 'small' });
const CAMERAS = Math.min(25, pace.participants);
const turns = { talkers: CAMERAS, together: 5, slotSeconds: 6 };

export const options = oneEach(pace, {
  ...soundness,
  ...mediaBudgets,
  ...speakerBudgets,
  ...signallingBudgets,
});

export default function soak(start: Start): void {
  const index = ownIndex();
  const hasCamera = index < CAMERAS;
  stay(start, {
    pace,
    turns,
    ...(hasCamera ? { place: index } : {}),
    role: { microphone: hasCamera, camera: hasCamera, muted: index !== 0, view: autoView(4, 180) },
  });
}
