import { findLeaks, legSecondsOf, type LegSeconds } from '../../load/run/conservation.ts';
import { scrape, sumOf } from './metrics.ts';
import { until } from './until.ts';

/**
 * Waits until everybody has left a server and asserts that it has counted every second of their legs once: good, fair,
 * poor and unknown ones add up to the time for which places were held, within 1 %. `token`: for metrics that need one.
 */
export async function assertSecondsConserved(url: string, token?: string): Promise<LegSeconds> {
  await until(
    async () => {
      const held = sumOf(await scrape(url, token), 'earshot_participants');
      return held === 0 ? undefined : `${String(held)} participants`;
    },
    { timeoutMs: 60_000, what: 'everybody having left' },
  );
  const seconds = legSecondsOf(await scrape(url, token));
  const leaks = findLeaks(seconds);
  if (leaks.length > 0) throw new Error(`Seconds are not conserved: ${leaks.join('; ')}`);
  return seconds;
}
