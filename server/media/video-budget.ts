/** A video that one receiver wants. */
export interface BudgetedVideo {
  /** What each of its layers costs, lowest first, bit/s. */
  readonly bitrates: readonly number[];
  /** The layer that its tile asks for. */
  readonly spatial: number;
  /** 1..255, larger first; 255 = a share. */
  readonly priority: number;
}

/** From here on a video is a share: it may come smaller, and is never left out. */
const SHARE_PRIORITY = 255;

/**
 * The layers in which the videos fit into so many bits per second, in the order given; `undefined` = not at all. Layers
 * are lowered from the lowest priority up, of equals the largest first and of these the last; what does not fit in its
 * lowest layer is left out in the same order, and before all others what would not even fit alone; shares never. The estimate of the path cannot do this: it takes long to
 * notice, and a single-layer video does not follow it. Pure.
 */
export function fitVideos(
  videos: readonly BudgetedVideo[],
  maxBitrate: number,
): readonly (number | undefined)[] {
  const layers: (number | undefined)[] = videos.map(({ spatial }) => spatial);
  let sum = 0;
  for (const { bitrates, spatial } of videos) sum += bitrates[spatial] ?? 0;
  const order = [...videos.keys()].sort((a, b) => getPriority(videos[a]) - getPriority(videos[b]) || b - a);
  // What does not even fit alone must not push out others.
  for (const index of order) {
    const video = videos[index];
    if (video === undefined || video.priority >= SHARE_PRIORITY) continue;
    if ((video.bitrates[0] ?? 0) <= maxBitrate) continue;
    sum -= video.bitrates[video.spatial] ?? 0;
    layers[index] = undefined;
  }
  for (const group of groupByPriority(order, videos)) {
    while (sum > maxBitrate) {
      const index = findLargest(group, layers);
      if (index === undefined) break;
      const layer = layers[index] ?? 0;
      const bitrates = videos[index]?.bitrates ?? [];
      sum -= (bitrates[layer] ?? 0) - (bitrates[layer - 1] ?? 0);
      layers[index] = layer - 1;
    }
  }
  for (const index of order) {
    if (sum <= maxBitrate || getPriority(videos[index]) >= SHARE_PRIORITY) break;
    if (layers[index] === undefined) continue;
    sum -= videos[index]?.bitrates[0] ?? 0;
    layers[index] = undefined;
  }
  return layers;
}

function getPriority(video: BudgetedVideo | undefined): number {
  return video?.priority ?? 0;
}

function groupByPriority(order: readonly number[], videos: readonly BudgetedVideo[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const index of order) {
    const priority = getPriority(videos[index]);
    const group = groups.get(priority);
    if (group === undefined) groups.set(priority, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}

/** The one with the highest layer that can still be lowered; of equals the first of the group. */
function findLargest(group: readonly number[], layers: readonly (number | undefined)[]): number | undefined {
  let found: number | undefined;
  for (const index of group) {
    const layer = layers[index] ?? 0;
    if (layer > 0 && (found === undefined || layer > (layers[found] ?? 0))) found = index;
  }
  return found;
}
