import type { ParticipantId, TrackId } from '@earshot/shared';
import type { WantedVideo } from './ports.ts';
import { roundHeight, settleHeight, SMALLER_AFTER_MS, type SettledHeight } from './tile-height.ts';
import {
  findFill,
  findTiles,
  createFillFilter,
  rankCameras,
  type Candidate,
  type Looking,
  type RankedCamera,
  type Scene,
} from './view-candidates.ts';

/** What decides on one receiver's videos. */
export interface ViewInput extends Looking {
  readonly scene: Scene;
  /** Videos at most; one share is extra. */
  readonly cap: number;
  /** What its app allows of each. */
  readonly maxFrameHeight?: number | undefined;
  readonly maxFrameRate?: number | undefined;
  /** Small pictures of who is neither dominant nor asked for come in the lowest layer: the server is loaded. */
  readonly thumbnails?: boolean;
}

interface Shown extends SettledHeight {
  readonly participantId: ParticipantId;
  readonly camera: boolean;
  /** Since when it has been chosen, ms. */
  readonly since: number;
}

/** What the next choice needs to know of the last one. Opaque but for the keys of `shown`. */
export interface ViewState {
  readonly shown: ReadonlyMap<TrackId, Shown>;
}

/** Nothing was chosen yet. */
export const NO_VIEW_STATE: ViewState = { shown: new Map() };

/** The choice, and what follows from it. */
export interface ViewChoice {
  /** Most important first. */
  readonly videos: readonly WantedVideo[];
  readonly state: ViewState;
  /** Look again then, even if nothing happens. */
  readonly recheckAt: number | undefined;
}

/** Priorities when bandwidth is short: a share is read, a speaker is looked at, the rest is company. */
const PRIORITY = { share: 255, dominant: 200, pinned: 150, other: 100 } as const;

/** Shares beside the cap. */
const EXTRA_SHARES = 1;

/**
 * A video chosen less than this ago is not displaced because others became dominant, so that tiles do not flap, and that
 * of a dominant speaker not at all: five who talk in turn would else change places in four all the time, and in a large call
 * each change is a consumer made at every receiver. All yield at once to shares, pins, the spotlight and tiles (people asked
 * for those), and to a new head of the dominant speakers: the one who speaks now must be seen within a second, and heads
 * change once a second at most. The least important goes for the head: those who came last were heads themselves and stand
 * at the front of the list, so it is one that has long been there, and nobody comes back a moment later.
 */
export const DWELL_MS = 2_500;

/** Tiles of this height (px) and smaller are thumbnails. */
const THUMBNAIL_UP_TO = 360;
/** Height that asks for the lowest layer, px. */
const LOWEST = 90;

/**
 * Which videos one receiver gets: only what is in its view and runs. Shares first, then pins, spotlight, dominant
 * speakers, the rest in the view's own order, and whoever fills the places of `auto`. Work: one look-up for each tile and
 * for each place, spotlight, dominant speaker and video chosen before. Pure.
 */
export function selectVideos(input: ViewInput, state: ViewState, now: number): ViewChoice {
  const { scene, view, cap } = input;
  const { shares, cameras: tiled } = findTiles(input, scene);
  const fill = chooseFill(input, state, now);
  const cameras = fill.chosen.length === 0 ? tiled : addCameras(tiled, fill.chosen);
  const takenShares = shares.slice(0, cap + EXTRA_SHARES);
  const places = Math.min(cap, cap + EXTRA_SHARES - takenShares.length);
  const keeps = createIncumbentFilter(input, state, now);
  const ranked = rankCameras(cameras, { pins: view.pins, tiled, places, keeps }, scene);
  const grid = keepIncumbents(ranked, places, { input, state });
  const shown = describe(input, { shares: takenShares, cameras: grid.chosen }, { state, now });
  const recheckAt = Math.min(fill.recheckAt, grid.recheckAt, shown.recheckAt);
  return {
    videos: shown.videos,
    state: shown.state,
    recheckAt: recheckAt === Infinity ? undefined : recheckAt,
  };
}

/** Some cameras, and when to choose anew though nothing happens. */
interface Choice {
  readonly chosen: readonly Candidate[];
  /** Infinity: not at all. */
  readonly recheckAt: number;
}

/** Fills the places of `auto`: the most important, but for those that keep their place a little longer. */
function chooseFill(input: ViewInput, state: ViewState, now: number): Choice {
  const { scene, view } = input;
  const ideal = findFill(input, scene);
  if (view.auto === undefined || ideal.length < view.auto.places) {
    return { chosen: ideal, recheckAt: Infinity };
  }
  const { places, height } = view.auto;
  const wanted = new Map(ideal.map((camera) => [camera.participantId, camera]));
  const mayFill = createFillFilter(input);
  const keeps = createIncumbentFilter(input, state, now);
  const incumbents: Candidate[] = [];
  for (const [trackId, { participantId, camera }] of state.shown) {
    const still = { participantId, trackId, height };
    if (!camera || wanted.has(participantId) || !keeps(still) || !mayFill(participantId)) continue;
    if (scene.find(participantId, 'camera') === trackId) incumbents.push(still);
  }
  if (incumbents.length === 0) return { chosen: ideal, recheckAt: Infinity };
  const cameras = addCameras(wanted, incumbents);
  const ranked = rankCameras(cameras, { pins: [], tiled: NO_TILES, places, keeps }, scene);
  return keepIncumbents(ranked, places, { input, state });
}

const NO_TILES: ReadonlyMap<ParticipantId, Candidate> = new Map();

function addCameras(
  some: ReadonlyMap<ParticipantId, Candidate>,
  more: readonly Candidate[],
): ReadonlyMap<ParticipantId, Candidate> {
  const all = new Map(some);
  for (const camera of more) all.set(camera.participantId, camera);
  return all;
}

/** Those that are shown and yield to insistent newcomers only. */
function createIncumbentFilter(
  { scene }: ViewInput,
  state: ViewState,
  now: number,
): (camera: Candidate) => boolean {
  return ({ trackId, participantId }) => {
    const shown = state.shown.get(trackId);
    if (shown === undefined) return false;
    return now - shown.since < DWELL_MS || scene.dominant.includes(participantId);
  };
}

/**
 * The ideal choice, but newcomers that are only a little more important wait for those that have just come. Both lists
 * most important first; the answer is as long as `ideal`.
 */
function keepIncumbents(
  { ideal, incumbents }: ReturnType<typeof rankCameras>,
  places: number,
  { input, state }: { readonly input: ViewInput; readonly state: ViewState },
): Choice {
  if (incumbents.length === 0) return { chosen: ideal, recheckAt: Infinity };
  const isFirm = ({ trackId, insistent }: RankedCamera) => insistent || state.shown.has(trackId);
  const firm = ideal.filter(isFirm);
  const kept = incumbents.slice(0, places - firm.length);
  const soft = ideal.filter((camera) => !isFirm(camera)).slice(0, places - firm.length - kept.length);
  const dwellEnds = kept
    .filter(({ participantId }) => !input.scene.dominant.includes(participantId))
    .map(({ trackId }) => (state.shown.get(trackId)?.since ?? -Infinity) + DWELL_MS);
  return {
    chosen: [...firm, ...kept, ...soft].sort((a, b) => a.rank - b.rank),
    recheckAt: Math.min(Infinity, ...dwellEnds),
  };
}

function describe(
  input: ViewInput,
  chosen: { readonly shares: readonly Candidate[]; readonly cameras: readonly Candidate[] },
  { state, now }: { state: ViewState; now: number },
): Pick<ViewChoice, 'videos' | 'state'> & { readonly recheckAt: number } {
  const shown = new Map<TrackId, Shown>();
  const videos: WantedVideo[] = [];
  let recheckAt = Infinity;
  const add = ({ participantId, trackId, height: tileHeight }: Candidate, camera: boolean) => {
    const before = state.shown.get(trackId);
    const settled = settleHeight(before, roundHeight(tileHeight), now);
    if (settled.lowerSince !== undefined) {
      recheckAt = Math.min(recheckAt, settled.lowerSince + SMALLER_AFTER_MS);
    }
    shown.set(trackId, { ...settled, participantId, camera, since: before?.since ?? now });
    const priority = camera ? computePriority(input, participantId) : PRIORITY.share;
    videos.push(toWanted(input, { trackId, priority, height: settled.height }));
  };
  for (const share of chosen.shares) add(share, false);
  for (const camera of chosen.cameras) add(camera, true);
  return { videos, state: { shown }, recheckAt };
}

function computePriority({ scene, view }: ViewInput, participantId: ParticipantId): number {
  if (scene.isDominant(participantId)) return PRIORITY.dominant;
  const asked = view.pins.includes(participantId) || scene.spotlight.includes(participantId);
  return asked ? PRIORITY.pinned : PRIORITY.other;
}

function toWanted(
  { maxFrameHeight, maxFrameRate, thumbnails }: ViewInput,
  video: Pick<WantedVideo, 'trackId' | 'height' | 'priority'>,
): WantedVideo {
  const isThumbnail = video.priority === PRIORITY.other && video.height <= THUMBNAIL_UP_TO;
  return {
    ...video,
    height: thumbnails === true && isThumbnail ? Math.min(LOWEST, video.height) : video.height,
    ...(maxFrameHeight === undefined ? {} : { maxHeight: maxFrameHeight }),
    ...(maxFrameRate === undefined ? {} : { maxFrameRate }),
  };
}
