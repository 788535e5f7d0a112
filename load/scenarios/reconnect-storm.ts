// All connections are cut at once, several times: everybody must be back, and media must never stop.
import { sleep } from 'k6';
import type { Participant } from 'k6/x/earshot';
import { mediaBudgets, soundness } from './lib/measures.ts';
import { autoView, expectWithin, sleepUntil } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { fillSeconds, oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

const pace = paceOf({ participants: 200, holdSeconds: 75, joinsPerSecond: 10, variant: 'small' });
const SENDERS = 10;
const turns = { talkers: SENDERS, together: 2, slotSeconds: 4 };
/** s after all are in; far enough apart for the server's limit of new connections from one address. */
const CUTS = [8, 33].filter((at) => at + 20 < pace.holdSeconds);
if (CUTS.length === 0) throw new Error('hold for at least 30 s, so that one cut fits in');

export const options = oneEach(pace, {
  ...soundness,
  ...mediaBudgets,
  earshot_resumes: [`count>=${String(pace.participants * CUTS.length)}`],
});

function cutAndReturn(participant: Participant, startAt: number): void {
  for (const cut of CUTS) {
    sleepUntil(startAt + (fillSeconds(pace) + cut) * 1_000);
    participant.cutSocket();
    sleep(1);
    const before = participant.stats().packetsReceived;
    expectWithin(15, 'media comes after the cut', () => participant.stats().packetsReceived > before);
  }
}

export default function reconnectStorm(start: Start): void {
  const index = ownIndex();
  const isSender = index < SENDERS;
  stay(start, {
    pace,
    turns,
    // Senders talk without a pause at first: somebody must be heard while everybody reconnects.
    role: { microphone: isSender, camera: isSender, muted: !isSender, view: autoView(4, 180) },
    act: (participant) => {
      cutAndReturn(participant, start.at);
    },
  });
}
