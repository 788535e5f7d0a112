import { BUDGETS } from '../budgets.ts';
import type { Demands } from './judge.ts';

/** How the runner runs a scenario. What participants do stands in `load/scenarios`. */
export interface Plan extends Demands {
  /** For the server, besides the runner's own. */
  readonly serverEnv: Readonly<Record<string, string>>;
  /** Real browsers in the call. */
  readonly probes: number;
  /** Share of the time that workers may run; undefined = always. */
  readonly workerDuty: number | undefined;
  /** What two cores cannot carry beside the clients and was therefore made smaller. */
  readonly reduced: string;
}

const SMALL =
  'cameras send 90/180/360 lines at 5/15/15 frames a second instead of 180/360/720 at 30; clients of big-room receive 90 lines at 5';
const MEDIA = ['earshot_first_packet', 'earshot_delivered', 'earshot_latency'];
const SIGNALLING = 'earshot_signalling_rate{phase:steady}';
const SPEAKERS = [...MEDIA, 'earshot_speaker_video'];

const usual: Plan = {
  serverEnv: {},
  probes: 0,
  workerDuty: undefined,
  required: MEDIA,
  mustFail: false,
  checkReporting: false,
  reduced: SMALL,
};

/** By scenario. */
export const PLANS: Readonly<Record<string, Plan>> = {
  smoke: usual,
  meeting: { ...usual, required: [...SPEAKERS, SIGNALLING] },
  'big-room': {
    ...usual,
    probes: 2,
    // Four, less the place that is dark while a new speaker's key frame is on its way: every 6 s somebody begins (turns.ts).
    probeVideos: 4 - BUDGETS.speakerVideoMs / 6_000,
    videosEach: 5,
    required: [...SPEAKERS, SIGNALLING, 'earshot_speaker_audio{was:outside}'],
  },
  crowd: { ...usual, required: ['earshot_join_duration'] },
  caps: { ...usual, required: ['earshot_join_duration'] },
  churn: usual,
  'reconnect-storm': { ...usual, required: [...MEDIA, 'earshot_resumes'] },
  webinar: { ...usual, required: [...SPEAKERS, SIGNALLING] },
  layouts: usual,
  soak: { ...usual, required: [...SPEAKERS, SIGNALLING] },
  telemetry: { ...usual, required: [SIGNALLING], checkReporting: true },
  overload: {
    ...usual,
    serverEnv: { EARSHOT_WORKERS: '1' },
    workerDuty: 0.3,
    required: [],
    mustFail: true,
    reduced: 'nothing',
  },
};

/** The plan of a scenario; throws for one that does not exist, naming those that do. */
export function getPlan(name: string): Plan {
  const plan = Object.hasOwn(PLANS, name) ? PLANS[name] : undefined;
  if (plan === undefined)
    throw new Error(`There is no scenario "${name}". Scenarios: ${Object.keys(PLANS).join(', ')}`);
  return plan;
}
