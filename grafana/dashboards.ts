import type { DashboardSpec } from './build.ts';
import { loadRun } from './load.ts';
import { bigCalls } from './panels/big-calls.ts';
import { budgets } from './panels/budgets.ts';
import { forwarding } from './panels/forwarding.ts';
import { heardAndSeen } from './panels/heard-and-seen.ts';
import { howMany } from './panels/how-many.ts';
import { hurtNow } from './panels/hurt-now.ts';
import { joining } from './panels/joining.ts';
import { media } from './panels/media.ts';
import { oursOrTheirs } from './panels/ours-or-theirs.ts';
import { nodeProcess } from './panels/process.ts';
import { staying } from './panels/staying.ts';
import { telemetryHealth } from './panels/telemetry-health.ts';
import { whichCalls } from './panels/which-calls.ts';
import { whoseFault } from './panels/whose-fault.ts';
import { workers } from './panels/workers.ts';

/** All dashboards. The overview's rows are in the order in which somebody on call reads them. */
export const DASHBOARDS: readonly DashboardSpec[] = [
  {
    id: 'overview',
    title: 'overview',
    description: 'Are people hurt, how many, by what, on whose side, and in which calls?',
    tags: ['webrtc'],
    rows: [hurtNow, howMany, oursOrTheirs, whichCalls],
  },
  {
    id: 'quality',
    title: 'quality',
    description:
      'What people heard and saw, what limited it, whose fault it was, and how fast the error budgets go.',
    tags: ['webrtc'],
    rows: [whoseFault, heardAndSeen, budgets],
  },
  {
    id: 'media',
    title: 'media and SFU',
    description: 'What passes through the media workers, how they are, and who receives how much.',
    tags: ['webrtc'],
    rows: [media, forwarding, workers, bigCalls],
  },
  {
    id: 'joins',
    title: 'joins',
    description: 'How people get in, from the token to the first sound, and how they leave.',
    tags: ['webrtc'],
    rows: [joining, staying],
  },
  {
    id: 'telemetry',
    title: 'telemetry health',
    description: 'Whether what the other dashboards show can be believed.',
    tags: ['telemetry'],
    rows: [telemetryHealth],
  },
  {
    id: 'process',
    title: 'Node process',
    description: 'The signalling process: requests, delay, memory, versions.',
    tags: ['node'],
    rows: [nodeProcess],
  },
  loadRun,
];
