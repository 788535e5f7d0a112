import { meanDelayWithin, type DelaySecond } from './delays.ts';
import type { Actors } from './faults.ts';
import { wholeIntervals } from './intervals.ts';
import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import type { RttReading } from './measured.ts';
import type { PageLog } from './page.ts';
import type { Person, Row } from './rows.ts';

/** What a round trip is read from. */
export interface RttSources {
  readonly delays: readonly DelaySecond[];
  readonly actors: Actors;
  readonly judged: readonly JudgedInterval[];
  readonly people: Readonly<Record<Person, PageLog>>;
  readonly onsetAt: number;
  readonly endedAt: number;
}

/** Round trips of the publisher's sending transport and the receivers' receiving ones, over whole intervals of theirs. */
export function readRtts(row: Row, sources: RttSources): RttReading[] {
  return (['publisher', 'subscriber', 'witness'] as const).map((who) => {
    const transport = who === 'publisher' ? 'send' : 'receive';
    const whole = wholeIntervals(sources.judged, sources).filter(
      ({ participantId }) => participantId === sources.people[who].participantId,
    );
    const told = whole.flatMap(({ transports }) => transports[transport].rttMs ?? []);
    const toldMs = told.length === 0 ? undefined : told.reduce((sum, ms) => sum + ms, 0) / told.length;
    return { who, transport, realisedMs: realised(row, { who, transport, whole }, sources), toldMs };
  });
}

/** Browsers measure it by ICE checks: behind a bottleneck a check meets another queue than a burst of video. */
function realised(
  { fault }: Row,
  { who, transport, whole }: Pick<RttReading, 'who' | 'transport'> & { whole: readonly JudgedInterval[] },
  { delays, actors }: RttSources,
): number {
  const isQueue = fault.kind === 'network' && fault.impairment.rateBps !== undefined;
  const kind = isQueue ? 'stun' : 'all';
  const ways = (['up', 'down'] as const).map((direction) => {
    const place = { participant: actors[who].name, transport, direction };
    return meanDelayWithin(delays, whole, { place, kind });
  });
  return ways.reduce((sum, ms) => sum + ms, 0);
}
