import { sideOf, type Injected } from '../support/relay/ground/reading.ts';
import { delayOf, EMPTY } from '../support/relay/ground/tally.ts';
import type { Actors } from './faults.ts';
import { wholeIntervals } from './intervals.ts';
import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import type { RttReading } from './measured.ts';
import type { PageLog } from './page.ts';
import type { Person, Row } from './rows.ts';

/** What a round trip is read from. */
export interface RttSources {
  readonly injected: Injected;
  readonly actors: Actors;
  readonly judged: readonly JudgedInterval[];
  readonly people: Readonly<Record<Person, PageLog>>;
  readonly onsetAt: number;
  readonly endedAt: number;
}

/** Round trips of the publisher's sending transport and the receivers' receiving ones. */
export function readRtts(row: Row, sources: RttSources): RttReading[] {
  return (['publisher', 'subscriber', 'witness'] as const).map((who) => {
    const transport = who === 'publisher' ? 'send' : 'receive';
    const told = wholeIntervals(sources.judged, sources)
      .filter(({ participantId }) => participantId === sources.people[who].participantId)
      .flatMap(({ transports }) => transports[transport].rttMs ?? []);
    const toldMs = told.length === 0 ? undefined : told.reduce((sum, ms) => sum + ms, 0) / told.length;
    return { who, transport, realisedMs: realised(row, { who, transport }, sources), toldMs };
  });
}

/** Browsers measure it by ICE checks: behind a bottleneck a check meets another queue than a burst of video. */
function realised(
  { fault }: Row,
  { who, transport }: { who: Person; transport: 'send' | 'receive' },
  { injected, actors }: RttSources,
): number {
  const isQueue = fault.kind === 'network' && fault.impairment.rateBps !== undefined;
  const ways = (['up', 'down'] as const).map((direction) => {
    const side = sideOf(injected, { participant: actors[who].name, transport, direction });
    return delayOf(isQueue ? (side.kinds.get('stun') ?? EMPTY) : side.all).meanMs;
  });
  return ways.reduce((sum, ms) => sum + ms, 0);
}
