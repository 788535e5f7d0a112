// 350 clients that report: what reports cost the server. Two talk, so that there is something to report. In the second half
// all report five times as often: the runner sees by how much dearer that makes Node.
import type { Participant } from 'k6/x/earshot';
import { signallingBudgets, soundness } from './lib/measures.ts';
import { autoView } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 350, holdSeconds: 120, joinsPerSecond: 10, variant: 'small' });
const TALKERS = 2;
/** s; the server takes one a second. */
const OFTEN_SECONDS = 2;

function reportOften(participant: Participant, until: number): void {
  participant.hold((until - Date.now()) / 2_000);
  // Not all at once.
  participant.hold(Math.random() * OFTEN_SECONDS);
  while (Date.now() < until && participant.ended === null) {
    participant.report();
    participant.hold(OFTEN_SECONDS);
  }
}

export const options = oneEach(pace, { ...soundness, ...signallingBudgets });

export default function telemetry(start: Start): void {
  const index = ownIndex();
  const isTalker = index < TALKERS;
  stay(start, {
    pace,
    role: { microphone: isTalker, muted: !isTalker, view: autoView(0, 90) },
    act: reportOften,
  });
}
