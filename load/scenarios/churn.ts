// Five come and five go every second, at 150 in the call.
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { mediaBudgets, soundness } from './lib/measures.ts';
import { autoView, tryJoin } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { common, type Start } from './lib/start.ts';
import { finish } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 150, holdSeconds: 300, joinsPerSecond: 5, variant: 'small' });
/** Everybody stays so long, s: as many go as come, once the call is full. */
const STAY_SECONDS = pace.participants / pace.joinsPerSecond;
/** One in so many has a camera and talks. */
const SENDER_EVERY = 15;

export const options: Options = {
  scenarios: {
    participants: {
      executor: 'constant-arrival-rate',
      rate: pace.joinsPerSecond,
      timeUnit: '1s',
      duration: `${String(pace.holdSeconds)}s`,
      preAllocatedVUs: Math.ceil(pace.participants * 1.2),
      maxVUs: pace.participants * 2,
      gracefulStop: `${String(Math.ceil(STAY_SECONDS + 60))}s`,
    },
  },
  ...common({ ...soundness, ...mediaBudgets, dropped_iterations: ['count<1'] }),
};

export default function churn(start: Start): void {
  const index = exec.scenario.iterationInTest;
  const isSender = index % SENDER_EVERY === 0;
  const participant = tryJoin(
    { room: start.room, index, variant: pace.variant },
    { microphone: isSender, camera: isSender, muted: !isSender, view: autoView(4, 180) },
  );
  if (participant === undefined) return;
  const until = Date.now() + STAY_SECONDS * 1_000;
  while (Date.now() < until && participant.ended === null) {
    if (isSender) participant.speak(2);
    participant.hold(Math.max(0.1, Math.min(5, (until - Date.now()) / 1_000)));
  }
  finish(participant, index);
}
