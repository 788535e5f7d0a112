import type { ParticipantId, TrackId, View } from '@earshot/shared';

/** What holds for all receivers of a room. Make it with `createScene`. */
export interface Scene {
  /** Shown to everybody first, in this order. */
  readonly spotlight: readonly ParticipantId[];
  /** Most dominant first. */
  readonly dominant: readonly ParticipantId[];
  /** Speaks now, or did just before: one of the first in that list. */
  readonly isDominant: (participantId: ParticipantId) => boolean;
  /** Whose cameras run, in an order that stays: published first. */
  readonly cameras: readonly ParticipantId[];
  /** The running track of a participant's camera or screen; `undefined` when there is none or it is paused. */
  readonly find: (participantId: ParticipantId, source: 'camera' | 'screen') => TrackId | undefined;
}

/** How many speakers are spared when bandwidth or a worker is short: the whole list is nearly everybody who ever spoke. */
const SPARED_SPEAKERS = 3;

/** Prepares what all receivers' choices look at. */
export function createScene(facts: Omit<Scene, 'isDominant'>): Scene {
  const dominant = new Set(facts.dominant.slice(0, SPARED_SPEAKERS));
  return { ...facts, isDominant: (participantId) => dominant.has(participantId) };
}

/** A running video that a receiver looks at. */
export interface Candidate {
  readonly participantId: ParticipantId;
  readonly trackId: TrackId;
  /** Height of its tile, px. */
  readonly height: number;
}

/** A camera with its importance. */
export interface RankedCamera extends Candidate {
  /** Smaller = more important. */
  readonly rank: number;
  /** Takes a place at once: the person or the host asked for it, or it is the one who speaks. */
  readonly insistent: boolean;
}

/** What one receiver looks at. */
export interface Looking {
  readonly self: ParticipantId;
  readonly view: View;
}

/** Shares and cameras of the tiles that run, in the view's order: nobody's own, and of a tile named twice the first. */
export function findTiles(
  { self, view }: Looking,
  { find }: Scene,
): { readonly shares: readonly Candidate[]; readonly cameras: ReadonlyMap<ParticipantId, Candidate> } {
  const shares = new Map<ParticipantId, Candidate>();
  const cameras = new Map<ParticipantId, Candidate>();
  for (const { participantId, source, height } of view.tiles) {
    const found = source === 'screen' ? shares : cameras;
    if (participantId === self || found.has(participantId)) continue;
    const trackId = find(participantId, source);
    if (trackId !== undefined) found.set(participantId, { participantId, trackId, height });
  }
  return { shares: [...shares.values()], cameras };
}

/** Whether the places that fill themselves may show a participant: not oneself, and nobody who has a tile. */
export function createFillFilter({ self, view }: Looking): (participantId: ParticipantId) => boolean {
  const tiles = new Set<ParticipantId>([self]);
  for (const { participantId, source } of view.tiles) if (source === 'camera') tiles.add(participantId);
  return (participantId) => !tiles.has(participantId);
}

/** Who fills the places of `auto`: spotlight, dominant speakers, then the others in their order. Stops when all are full. */
export function findFill(looking: Looking, scene: Scene): readonly Candidate[] {
  const { auto } = looking.view;
  if (auto === undefined || auto.places === 0) return [];
  const mayFill = createFillFilter(looking);
  const found = new Map<ParticipantId, Candidate>();
  for (const list of [scene.spotlight, scene.dominant, scene.cameras]) {
    for (const participantId of list) {
      if (found.size >= auto.places) return [...found.values()];
      if (found.has(participantId) || !mayFill(participantId)) continue;
      const trackId = scene.find(participantId, 'camera');
      if (trackId !== undefined) found.set(participantId, { participantId, trackId, height: auto.height });
    }
  }
  return [...found.values()];
}

/** How many are wanted, and which of the others matter all the same. */
interface Ranking {
  readonly pins: readonly ParticipantId[];
  readonly tiled: ReadonlyMap<ParticipantId, Candidate>;
  readonly places: number;
  readonly keeps: (camera: Candidate) => boolean;
}

/**
 * Cameras by importance: pins, spotlight, dominant speakers, then in the order in which they are given. `ideal` are the
 * first of them, at most as many as there are places, `incumbents` those of the others that keep their places.
 */
export function rankCameras(
  cameras: ReadonlyMap<ParticipantId, Candidate>,
  { pins, tiled, places, keeps }: Ranking,
  { spotlight, dominant }: Scene,
): { readonly ideal: readonly RankedCamera[]; readonly incumbents: readonly RankedCamera[] } {
  const seen = new Set<ParticipantId>();
  const ideal: RankedCamera[] = [];
  const incumbents: RankedCamera[] = [];
  const take = (participantId: ParticipantId, insistent: boolean) => {
    const camera = cameras.get(participantId);
    if (camera === undefined || seen.has(participantId)) return;
    const list = ideal.length < places ? ideal : incumbents;
    // Of hundreds of candidates few matter: no more is made than needed.
    if (list === ideal || keeps(camera)) {
      const { trackId, height } = camera;
      list.push({ participantId, trackId, height, rank: seen.size, insistent });
    }
    seen.add(participantId);
  };
  for (const participantId of pins) take(participantId, true);
  for (const participantId of spotlight) take(participantId, true);
  for (const participantId of dominant) take(participantId, participantId === dominant[0]);
  for (const participantId of cameras.keys()) take(participantId, tiled.has(participantId));
  return { ideal, incumbents };
}
