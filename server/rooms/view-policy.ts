import type { ParticipantId, TrackId, View } from '@earshot/shared';
import type { WantedVideo } from './ports.ts';

/** What decides on one receiver's videos. */
export interface ViewInput {
  readonly self: ParticipantId;
  readonly view: View;
  /** Most dominant first. */
  readonly dominant: readonly ParticipantId[];
  /** Videos at most; one share is extra. */
  readonly cap: number;
  /** The running track of a participant's camera or screen; `undefined` when there is none or it is paused. */
  readonly find: (participantId: ParticipantId, source: 'camera' | 'screen') => TrackId | undefined;
}

/** What the next choice needs to know of the last one: since when each video has been chosen (for dwell times). */
export interface ViewState {
  readonly since: ReadonlyMap<TrackId, number>;
}

/** Nothing was chosen yet. */
export const NO_VIEW_STATE: ViewState = { since: new Map() };

/** Priorities when bandwidth is short: a share is read, a speaker is looked at, the rest is company. */
const PRIORITY = { share: 255, dominant: 200, pinned: 150, other: 100 } as const;

/** Shares beside the cap. */
const EXTRA_SHARES = 1;

/**
 * Which videos one receiver gets. Only what is in its view and runs: shares first, then pins, dominant speakers, and
 * the rest in the view's own order. Work: one look-up for each tile. Pure.
 */
export function selectVideos(
  input: ViewInput,
  state: ViewState,
  now: number,
): { readonly videos: readonly WantedVideo[]; readonly state: ViewState } {
  const { shares, cameras } = findCandidates(input);
  const dominant = new Set(input.dominant);
  const chosen = new Map<TrackId, WantedVideo>();
  const room = input.cap + Math.min(EXTRA_SHARES, shares.length);
  const take = (trackId: TrackId, height: number, priority: number) => {
    if (chosen.size < room) chosen.set(trackId, { trackId, height, priority });
  };
  for (const { trackId, height } of shares) take(trackId, height, PRIORITY.share);
  for (const participantId of orderCameras(input, cameras)) {
    const camera = cameras.get(participantId);
    if (camera === undefined) continue;
    const other = input.view.pins.includes(participantId) ? PRIORITY.pinned : PRIORITY.other;
    take(camera.trackId, camera.height, dominant.has(participantId) ? PRIORITY.dominant : other);
  }
  const since = new Map([...chosen.keys()].map((trackId) => [trackId, state.since.get(trackId) ?? now]));
  return { videos: [...chosen.values()], state: { since } };
}

interface Candidate {
  readonly trackId: TrackId;
  readonly height: number;
}

function findCandidates({ self, view, find }: ViewInput): {
  shares: readonly Candidate[];
  cameras: ReadonlyMap<ParticipantId, Candidate>;
} {
  const shares = new Map<ParticipantId, Candidate>();
  const cameras = new Map<ParticipantId, Candidate>();
  for (const { participantId, source, height } of view.tiles) {
    const found = source === 'screen' ? shares : cameras;
    // Nobody sees themselves, and of a tile named twice the first counts.
    if (participantId === self || found.has(participantId)) continue;
    const trackId = find(participantId, source);
    if (trackId !== undefined) found.set(participantId, { trackId, height });
  }
  return { shares: [...shares.values()], cameras };
}

function orderCameras(
  { view, dominant }: ViewInput,
  cameras: ReadonlyMap<ParticipantId, Candidate>,
): ReadonlySet<ParticipantId> {
  return new Set([...view.pins, ...dominant, ...cameras.keys()]);
}

/** Running sounds of shares that everybody gets, at most. */
const MAX_SHARE_AUDIOS = 4;

/** Which shares are heard: those published last, so that many sharing at once cannot make consumers grow as N squared. */
export function selectShareAudios(
  running: readonly { readonly trackId: TrackId; readonly publishedAt: number }[],
): readonly TrackId[] {
  return [...running]
    .sort((a, b) => b.publishedAt - a.publishedAt)
    .slice(0, MAX_SHARE_AUDIOS)
    .map(({ trackId }) => trackId);
}
