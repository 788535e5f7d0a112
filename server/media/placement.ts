/** What placement looks at of a worker. */
export interface PlacementWorker {
  /** Packets/s. */
  readonly load: { readonly packetsPerSecondIn: number; readonly packetsPerSecondOut: number };
  /** Packets/s of legs that were placed there and are not in the load yet. */
  readonly reserved: { readonly packets: number };
  readonly rooms: { readonly size: number };
}

/** Packets/s that a microphone sends, which is also what one talker costs each receiver: 20 ms frames. */
const VOICE = 50;
/** Voices that are heard at one time, as a rule: the others of the audible set are silent (DTX). */
const VOICES_AT_ONCE = 3;
/** Packets/s of a video: a thumbnail has some 20, a large picture 150. */
const VIDEO = 60;

/** Packets/s that a new leg will probably bring to its worker, until they are measured. Pure. */
export function estimateLegPackets(expectedVideos: number): number {
  return VOICE + VOICES_AT_ONCE * VOICE + expectedVideos * VIDEO;
}

/** Packets/s in and out, with what is on its way. Pure. */
export function projectPackets({ load, reserved }: PlacementWorker): number {
  return load.packetsPerSecondIn + load.packetsPerSecondOut + reserved.packets;
}

/** The worker with the fewest packets, of equals the one with the fewest rooms; `undefined` when there is none. Pure. */
export function selectLeastLoaded<W extends PlacementWorker>(
  workers: readonly (W | undefined)[],
): W | undefined {
  let best: W | undefined;
  for (const worker of workers) {
    if (worker !== undefined && (best === undefined || compareLoad(worker, best) < 0)) best = worker;
  }
  return best;
}

/**
 * Where a new leg goes: to that of its room's workers which has most headroom, for as long as it stays below the target
 * with it; else to the pool's least loaded, so that a room is on as few workers as carry it. `undefined` when no worker
 * is there. Pure.
 */
export function selectLegWorker<W extends PlacementWorker>(input: {
  readonly pool: readonly (W | undefined)[];
  /** Workers of the pool that have the room already. */
  readonly room: readonly W[];
  /** Packets/s that the leg will bring. */
  readonly packets: number;
  readonly targetPps: number;
}): W | undefined {
  const { pool, room, packets, targetPps } = input;
  const best = selectLeastLoaded(room);
  if (best !== undefined && projectPackets(best) + packets < targetPps) return best;
  const least = selectLeastLoaded(pool);
  // Nothing is gained by another router on a worker that is as full.
  if (best !== undefined && least !== undefined && projectPackets(best) <= projectPackets(least)) return best;
  return least ?? best;
}

/**
 * Whether no worker can take another room: each forwards as much as it may. That there is no worker at all is a matter
 * of moments: the room waits for one. Pure.
 */
export function isFull(workers: readonly (PlacementWorker | undefined)[], fullPps: number): boolean {
  const least = selectLeastLoaded(workers);
  return least !== undefined && projectPackets(least) >= fullPps;
}

function compareLoad(a: PlacementWorker, b: PlacementWorker): number {
  return projectPackets(a) - projectPackets(b) || a.rooms.size - b.rooms.size;
}
