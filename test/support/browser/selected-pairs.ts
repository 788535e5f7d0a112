import type {} from './globals.ts';
import type { Page } from 'playwright-core';
import type { GroundRelay } from '../relay/ground/ground-relay.ts';
import { requireCarried, type Injected, type SelectedPair } from '../relay/ground/reading.ts';

/** Whoever has a page with the probe in it. */
interface OnPage {
  readonly name: string;
  readonly page: Page;
}

/** Tells the relay whose transports these are: before it can impair them, and again after a restart of ICE. */
export async function nameTransports(relay: GroundRelay, person: OnPage): Promise<void> {
  for (const pair of await selectedPairsOf(person.page, person.name)) {
    await relay.name(pair.serverUfrag, { participant: pair.participant, transport: pair.transport });
  }
}

/** Throws unless the relay carried every transport of these people in the window. */
export async function requireAllCarried(
  injected: Injected,
  { address }: GroundRelay,
  people: readonly OnPage[],
): Promise<void> {
  for (const person of people) {
    const pairs = await selectedPairsOf(person.page, person.name);
    if (pairs.length === 0) throw new Error(`${person.name} has no connected transport`);
    for (const pair of pairs) requireCarried(injected, address, pair);
  }
}

/**
 * The pairs that carry a page's media, by the browser's own statistics. The page offers where it sends and answers where
 * it receives, as mediasoup-client does in every browser: so the server's description tells which transport it is.
 */
async function selectedPairsOf(page: Page, participant: string): Promise<SelectedPair[]> {
  const pairs = await page.evaluate(async () => {
    const found: Omit<SelectedPair, 'participant'>[] = [];
    for (const connection of window.earshotProbe?.connections ?? []) {
      const remote = connection.remoteDescription;
      if (connection.connectionState !== 'connected' || remote === null) continue;
      const rows = new Map<string, Record<string, unknown>>();
      (await connection.getStats()).forEach((row: Record<string, unknown>) =>
        rows.set(String(row['id']), row),
      );
      const transport = [...rows.values()].find((row) => row['type'] === 'transport');
      const pair = rows.get(String(transport?.['selectedCandidatePairId']));
      const local = rows.get(String(pair?.['localCandidateId']));
      found.push({
        transport: remote.type === 'answer' ? 'send' : 'receive',
        serverUfrag: /^a=ice-ufrag:(\S+)/mu.exec(remote.sdp)?.[1] ?? '',
        protocol: String(local?.['protocol']),
        // The server tells the page the address that it saw, which is the relay's: the page's own is the related one.
        localPort: Number(local?.['relatedPort'] ?? local?.['port']),
        remoteAddress: String(rows.get(String(pair?.['remoteCandidateId']))?.['address']),
      });
    }
    return found;
  });
  return pairs.map((pair) => ({ ...pair, participant }));
}
