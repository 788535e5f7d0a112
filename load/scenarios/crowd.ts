// A crowd for somebody to look at: people with real media who join one room and stay. Some have a camera on, nobody talks.
import { soundness } from './lib/measures.ts';
import { autoView } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 113, holdSeconds: 120, joinsPerSecond: 10, variant: 'small' });
const CAMERAS = 4;

export const options = oneEach(pace, soundness);

export default function crowd(start: Start): void {
  const index = ownIndex();
  const role = { microphone: true, camera: index < CAMERAS, view: autoView(0, 90) };
  stay(start, { pace, role });
}
