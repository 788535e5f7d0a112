/** What placement looks at of a worker. */
export interface PlacementWorker {
  /** Packets/s. */
  readonly load: { readonly packetsPerSecondIn: number; readonly packetsPerSecondOut: number };
  readonly rooms: { readonly size: number };
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
 * Whether no worker can take another room: each forwards as much as it may. That there is no worker at all is a matter
 * of moments: the room waits for one. Pure.
 */
export function isFull(
  workers: readonly (PlacementWorker | undefined)[],
  maxPacketsPerSecond: number,
): boolean {
  const least = selectLeastLoaded(workers);
  return least !== undefined && countPackets(least) >= maxPacketsPerSecond;
}

function compareLoad(a: PlacementWorker, b: PlacementWorker): number {
  return countPackets(a) - countPackets(b) || a.rooms.size - b.rooms.size;
}

function countPackets({ load }: PlacementWorker): number {
  return load.packetsPerSecondIn + load.packetsPerSecondOut;
}
