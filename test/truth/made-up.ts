import {
  NO_EVIDENCE,
  type CallId,
  type ParticipantId,
  type Quality,
  type TrackColumn,
} from '@earshot/shared';
import type { JudgedInterval, JudgedTrack } from '@earshot/server/telemetry/judged.ts';
import type { Measured } from './measured.ts';
import type { ToldIssue } from './page.ts';
import { PEOPLE, ROWS, type Person, type RowId } from './rows.ts';

/*
 * Rows that were never played: what a server would say of a call in which all is well, for tests of the rules to change
 * one thing of.
 */

/** When the faults of made-up rows begin, wall clock, ms. */
export const ONSET = 1_000_000;
const INTERVAL_MS = 10_000;
const GOOD: Quality = { band: 'good', factor: 'none', blame: 'none', score: 100 };

type Source = 'microphone' | 'camera';

/** How one received track was judged. */
export type MadeUpTrack = Partial<
  Pick<JudgedTrack, 'impairedLeg'> & {
    readonly quality: Partial<Quality>;
    readonly values: Partial<Record<TrackColumn, number>>;
  }
>;

/** What is told of a row; without a word all is well. */
export interface MadeUp extends Partial<Omit<Measured, 'row' | 'people' | 'judged'>> {
  /** Of each receiver, by source. */
  readonly tracks?: Partial<Record<Exclude<Person, 'publisher'>, Partial<Record<Source, MadeUpTrack>>>>;
  readonly issues?: Partial<Record<Person, readonly ToldIssue[]>>;
  readonly states?: readonly string[];
}

/** A row of which everything is known. */
export function makeUp(id: RowId, { tracks = {}, issues = {}, states = [], ...rest }: MadeUp = {}): Measured {
  const row = ROWS.find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  const endedAt = ONSET + row.seconds * 1_000;
  const count = Math.ceil(row.seconds / 10) + 1;
  const judged = (['subscriber', 'witness'] as const).flatMap((who) =>
    Array.from({ length: count }, (_, index) => makeInterval(who, index, tracks[who] ?? {})),
  );
  const owners = { microphone: 'publisher', camera: 'publisher' };
  const log = (who: Person) => ({ participantId: who, issues: issues[who] ?? [], owners, states });
  return {
    row,
    onsetAt: ONSET,
    endedAt,
    people: { publisher: log('publisher'), subscriber: log('subscriber'), witness: log('witness') },
    judged,
    losses: [],
    rtts: PEOPLE.map((who) => ({
      who,
      transport: who === 'publisher' ? 'send' : 'receive',
      realisedMs: 2,
      toldMs: 3,
    })),
    newConnections: 0,
    machine: { othersCores: 0, relayDelayMs: 1 },
    failure: undefined,
    unrest: undefined,
    ...rest,
  };
}

/** The first begins with the fault. */
function makeInterval(
  who: Person,
  index: number,
  tracks: Partial<Record<Source, MadeUpTrack>>,
): JudgedInterval {
  const startAt = ONSET + index * INTERVAL_MS;
  const rttMs = { rttMs: 3 };
  return {
    callId: 'call' as CallId,
    participantId: who as ParticipantId,
    number: index + 1,
    revision: 0,
    startAt,
    endAt: startAt + INTERVAL_MS,
    uncertaintyMs: 1,
    from: 'report',
    reception: GOOD,
    ownReception: GOOD,
    sending: GOOD,
    mosEstimate: undefined,
    transports: { send: rttMs, receive: rttMs },
    tracks: (['microphone', 'camera'] as const).map((source) => makeTrack(source, tracks[source] ?? {})),
  };
}

function makeTrack(source: Source, { quality, impairedLeg = 'none', values }: MadeUpTrack): JudgedTrack {
  const judged = { ...GOOD, ...quality };
  return {
    trackId: source,
    publisherId: 'publisher' as ParticipantId,
    direction: 'receive',
    source,
    quality: judged,
    blame: judged.blame,
    impairedLeg,
    evidence: NO_EVIDENCE,
    measuredBy: 'client',
    mosEstimate: undefined,
    values: { expectedMs: INTERVAL_MS, ...values },
  };
}
