import type { TransportSample } from './api.ts';
import type { StatsTransport } from './inputs.ts';
import { measuredOf, toMs, type Maybe } from './reading.ts';
import { numberOf, textOf, type RawStat, type StatsIndex } from './raw.ts';

/** Consent checks come every 2.5 s (Chromium) to 5 s (Firefox): an older round trip tells nothing about now. */
const FRESH_MS = 12_000;

/** Remembers when each direction's round trip was last measured, and how often its pair of addresses changed. */
export type RttMemory = Map<
  StatsTransport['direction'],
  { id: string; pairId: string; at: number; responses: number | undefined; changes: number }
>;

/** Reads one transport. `index` is `undefined` when the browser gave no answer. */
export function readTransport(
  transport: Pick<StatsTransport, 'id' | 'direction' | 'state'>,
  index: StatsIndex | undefined,
  memory: { readonly rtt: RttMemory; readonly at: number },
): TransportSample {
  const { id, direction, state } = transport;
  const pair = index === undefined ? undefined : selectedPair(index);
  if (index === undefined || pair === undefined) return { id, direction, state, path: 'unknown' };
  const rttInMs = isFresh(pair, { id, direction }, memory)
    ? toMs(numberOf(pair, 'currentRoundTripTime'))
    : undefined;
  // What a transport that sends next to nothing thinks it could send is a guess.
  const outgoing = direction === 'send' ? numberOf(pair, 'availableOutgoingBitrate') : undefined;
  const incoming = direction === 'receive' ? numberOf(pair, 'availableIncomingBitrate') : undefined;
  const local = index.find(textOf(pair, 'localCandidateId'));
  const measures: MaybeTransport = {
    rttInMs,
    availableOutgoingBitrate: outgoing,
    availableIncomingBitrate: incoming,
    candidateType: oneOf(CANDIDATE_TYPES, local, 'candidateType'),
    remoteCandidateType: oneOf(
      CANDIDATE_TYPES,
      index.find(textOf(pair, 'remoteCandidateId')),
      'candidateType',
    ),
    protocol: oneOf(PROTOCOLS, local, 'protocol'),
    pathChanges: memory.rtt.get(direction)?.changes,
    relayProtocol: oneOf(RELAY_PROTOCOLS, local, 'relayProtocol'),
  };
  return { id, direction, state, path: pathOf(local), ...measuredOf(measures) };
}

type MaybeTransport = Maybe<Omit<TransportSample, 'id' | 'direction' | 'state' | 'path'>>;

const CANDIDATE_TYPES = ['host', 'srflx', 'prflx', 'relay'] as const;
const PROTOCOLS = ['udp', 'tcp'] as const;
const RELAY_PROTOCOLS = ['udp', 'tcp', 'tls'] as const;

/** A word of a known list; `undefined` for any other. */
function oneOf<T extends string>(
  words: readonly T[],
  stat: RawStat | undefined,
  field: string,
): T | undefined {
  const said = textOf(stat, field)?.toLowerCase();
  return words.find((word) => word === said);
}

function selectedPair(index: StatsIndex): RawStat | undefined {
  for (const transport of index.ofType('transport')) {
    const pair = index.find(textOf(transport, 'selectedCandidatePairId'));
    if (pair !== undefined) return pair;
  }
  const pairs = index.ofType('candidate-pair');
  return (
    pairs.find((pair) => pair.fields['selected'] === true) ??
    pairs.find((pair) => pair.fields['nominated'] === true && pair.fields['state'] === 'succeeded')
  );
}

/** The pair's round trip stays where it was when nothing answers any more: it counts only while answers come. */
function isFresh(
  pair: RawStat,
  { id, direction }: Pick<StatsTransport, 'id' | 'direction'>,
  { rtt, at }: { readonly rtt: RttMemory; readonly at: number },
): boolean {
  const responses = numberOf(pair, 'responsesReceived');
  const before = rtt.get(direction);
  if (before?.pairId !== pair.id || before.responses !== responses) {
    const changed = before?.id === id && before.pairId !== pair.id ? 1 : 0;
    const changes = (before?.id === id ? before.changes : 0) + changed;
    rtt.set(direction, { id, pairId: pair.id, at, responses, changes });
    return true;
  }
  return responses === undefined || at - before.at <= FRESH_MS;
}

function pathOf(local: RawStat | undefined): TransportSample['path'] {
  if (textOf(local, 'candidateType') === 'relay') return 'relay';
  return oneOf(PROTOCOLS, local, 'protocol') ?? 'unknown';
}
