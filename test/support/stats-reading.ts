import { CounterStore } from '../../client/stats/counters.ts';
import type { StatsTrack } from '../../client/stats/inputs.ts';
import { StatsIndex } from '../../client/stats/raw.ts';
import type { TrackReading } from '../../client/stats/reading.ts';
import { readReceived } from '../../client/stats/received.ts';
import { readSent } from '../../client/stats/sent.ts';
import { makeRaw, type FakeStat } from './stats.ts';

/** What tests change of a stats object. */
export type Fields = Record<string, unknown>;

/** Reads two answers one second apart and gives what the second says. */
export function readTwice(
  track: StatsTrack,
  before: readonly FakeStat[],
  after: readonly FakeStat[],
): TrackReading {
  const counters = new CounterStore();
  const read = track.direction === 'send' ? readSent : readReceived;
  read(new StatsIndex(makeRaw(before), 't'), track, counters);
  counters.endRound();
  const reading = read(new StatsIndex(makeRaw(after), 't'), track, counters);
  if (reading === undefined) throw new Error('nothing was read');
  return reading;
}

/** A received stream, in that second. */
export function inbound(second: number, fields: Fields): FakeStat {
  return { id: 'IT1', type: 'inbound-rtp', timestamp: second * 1_000, ssrc: 5, mid: '0', ...fields };
}

/** One layer of a sent track, in that second. */
export function outbound(second: number, rid: string, fields: Fields): FakeStat {
  return {
    id: `OT${rid}`,
    type: 'outbound-rtp',
    timestamp: second * 1_000,
    ssrc: rid.length,
    mid: '0',
    rid,
    ...fields,
  };
}
