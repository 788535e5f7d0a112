import { estimateTrackMos, type TrackFacts, type TrackInterval } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Ten seconds of a voice at 32 kbit/s that waited 40 ms for each packet. */
const values = {
  expectedMs: 10_000,
  packets: 500,
  packetsLost: 0,
  bytes: 40_000,
  concealedMs: 0,
  jitterBufferMs: 40,
};
function voice(change: TrackInterval['values'] = {}, others: Partial<TrackInterval> = {}): TrackInterval {
  return {
    ...{ trackId: 'voice', direction: 'receive', source: 'microphone', kind: 'audio' },
    values: { ...values, ...change },
    ...others,
  };
}
const mosOf = (track: TrackInterval, rttMs: number | undefined = 40, facts: TrackFacts = {}) =>
  estimateTrackMos(track, { rttMs: { send: undefined, receive: rttMs }, facts });

describe('the estimated MOS of a voice', () => {
  it.each([
    ['nothing lost', {}, 4.17],
    ['1 % concealed', { concealedMs: 100 }, 3.87],
    ['3 % concealed', { concealedMs: 300 }, 3.29],
    ['10 % concealed', { concealedMs: 1_000 }, 2.07],
  ])('with %s is by the E-model', (_what, change, mos) => {
    expect(mosOf(voice(change))).toBe(mos);
  });

  it('takes loss, as in-band FEC leaves it, where concealment is not measured', () => {
    const { concealedMs, ...unheard } = values;
    expect(concealedMs).toBe(0);
    const lossy = { ...unheard, packets: 475, packetsLost: 25 };
    const mos = mosOf({ ...voice(), values: lossy }) ?? 0;
    expect(mos).toBeGreaterThan(mosOf(voice({ concealedMs: 500 })) ?? 5);
    expect(mos).toBeLessThan(4.1);
  });

  it('counts the way of who speaks, as far as it is known', () => {
    const sent = { frameRate: undefined, frameHeight: undefined, rttMs: 400 };
    expect(mosOf(voice(), 40, { sent })).toBeLessThan(mosOf(voice()) ?? 0);
  });

  it('does not take silence under DTX for a bad codec', () => {
    expect(mosOf(voice({ packets: 150, bytes: 4_000 }))).toBeGreaterThan(4);
    expect(mosOf(voice({ packets: 25, bytes: 200 }))).toBeUndefined();
  });

  it('is unknown of what is no received voice, or was not measured', () => {
    expect(mosOf(voice({}, { direction: 'send' }))).toBeUndefined();
    expect(mosOf(voice({}, { source: 'screenAudio' }))).toBeUndefined();
    expect(mosOf(voice({}, { source: 'camera', kind: 'video' }))).toBeUndefined();
    expect(mosOf({ ...voice(), values: { expectedMs: 10_000, packets: 500 } })).toBeUndefined();
  });

  it('never rises when anything gets worse, and stays within 1 and 4.5', () => {
    const harm = fc.record({
      concealedMs: fc.integer({ min: 0, max: 10_000 }),
      jitterBufferMs: fc.integer({ min: 0, max: 2_000 }),
      rttMs: fc.integer({ min: 0, max: 3_000 }),
    });
    const read = ({ rttMs, ...change }: { rttMs: number; concealedMs: number; jitterBufferMs: number }) =>
      mosOf(voice(change), rttMs) ?? Number.NaN;
    fc.assert(
      fc.property(harm, harm, (left, more) => {
        const worse = {
          concealedMs: Math.min(10_000, left.concealedMs + more.concealedMs),
          jitterBufferMs: left.jitterBufferMs + more.jitterBufferMs,
          rttMs: left.rttMs + more.rttMs,
        };
        expect(read(worse)).toBeLessThanOrEqual(read(left));
        expect(read(left)).toBeGreaterThanOrEqual(1);
        expect(read(left)).toBeLessThanOrEqual(4.5);
      }),
    );
  });
});
