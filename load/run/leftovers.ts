import { scrape, type Sample } from './exposition.ts';
import { poll } from './poll.ts';

/** Gauges of what participants take; pipes have theirs where there is more than one worker. */
const GAUGES =
  /^earshot_(?:participants|rooms|sessions|connections|producers|consumers|transports|pipes\w*|worker_routers|worker_transports)$/u;
/** An empty room stays open for 20 s, a lost connection keeps its place for 30 s. */
const LIMIT_MS = 75_000;
const POLL_MS = 1_000;

/** What a server holds of participants and their media: gauge -> sum over its labels. */
export function heldBy(samples: readonly Sample[]): Record<string, number> {
  const held: Record<string, number> = {};
  for (const { name, value } of samples) if (GAUGES.test(name)) held[name] = (held[name] ?? 0) + value;
  return held;
}

/** Waits until a server that everybody has left holds nothing more, and gives what it holds then; nothing if it does not say. */
export async function untilEmpty(url: string): Promise<Record<string, number>> {
  let values: Record<string, number> = {};
  await poll(
    async () => {
      // A server that is too busy to answer is asked again.
      values = await scrape(url).then(heldBy, (): Record<string, number> => ({}));
      const held = Object.values(values);
      return held.length > 0 && held.every((value) => value === 0);
    },
    { everyMs: POLL_MS, limitMs: LIMIT_MS },
  );
  return values;
}
