// 350 clients that report: what reports cost the server. Two talk, so that there is something to report.
import { signallingBudgets, soundness } from './lib/measures.ts';
import { autoView } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 350, holdSeconds: 120, joinsPerSecond: 10, variant: 'small' });
const TALKERS = 2;

export const options = oneEach(pace, { ...soundness, ...signallingBudgets });

export default function telemetry(start: Start): void {
  const index = ownIndex();
  const isTalker = index < TALKERS;
  stay(start, { pace, role: { microphone: isTalker, muted: !isTalker, view: autoView(0, 90) } });
}
