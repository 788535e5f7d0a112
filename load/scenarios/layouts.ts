// The views that LiveKit's load tester knows, one after the other: speaker, 3x3, 4x4, 5x5.
import type { JoinOptions, Participant } from 'k6/x/earshot';
import { mediaBudgets, soundness } from './lib/measures.ts';
import { autoView, expectWithin } from './lib/person.ts';
import { paceOf } from './lib/settings.ts';
import { oneEach, type Start } from './lib/start.ts';
import { ownIndex, stay } from './lib/stay.ts';

export { setup } from './lib/start.ts';
export { handleSummary } from './lib/summary.ts';

type View = NonNullable<JoinOptions['view']>;

const pace = paceOf({ participants: 30, holdSeconds: 100, joinsPerSecond: 5, variant: 'small' });
const CAMERAS = Math.min(26, pace.participants);
const turns = { talkers: CAMERAS, together: 2, slotSeconds: 5 };

/** One large, five small: whoever comes first now is the large one. */
function speakerView(participant: Participant): View {
  const [first] = participant.videos();
  const large =
    first === undefined
      ? []
      : [{ participantId: first.participantId, source: 'camera' as const, height: 720 }];
  return { tiles: large, pins: [], auto: { places: 6 - large.length, height: 200 } };
}

const LAYOUTS: readonly { readonly videos: number; readonly view: (participant: Participant) => View }[] = [
  { videos: 6, view: speakerView },
  { videos: 9, view: () => autoView(9, 225) },
  { videos: 16, view: () => autoView(16, 180) },
  { videos: 25, view: () => autoView(25, 144) },
];

export const options = oneEach(pace, { ...soundness, ...mediaBudgets });

function walk(participant: Participant, until: number): void {
  const seconds = (until - Date.now()) / 1_000 / LAYOUTS.length;
  for (const { videos, view } of LAYOUTS) {
    const began = Date.now();
    participant.setView(view(participant));
    // Nobody sees oneself, so somebody with a camera has one fewer to see.
    const expected = Math.min(videos, CAMERAS - 1);
    const count = () => participant.videos().length;
    const explain = () =>
      `${String(expected)} videos: ${String(count())} come, limits ${JSON.stringify(participant.limits())}`;
    expectWithin(10, explain, () => count() >= expected);
    participant.hold(Math.max(0.1, seconds - (Date.now() - began) / 1_000));
  }
}

export default function layouts(start: Start): void {
  const index = ownIndex();
  const hasCamera = index < CAMERAS;
  stay(start, {
    pace,
    turns,
    ...(hasCamera ? { place: index } : {}),
    role: { microphone: hasCamera, camera: hasCamera, muted: index !== 0, view: autoView(4, 180) },
    act: walk,
  });
}
