import { estimateAudioMos, scoreHarm } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/*
 * mediasoup's rule beside ours: its worked values are reproduced, so that what is said of it is true, and where it errs ours
 * does not.
 */

/** Packets of one reading: came, missing, of those repaired, and sent again for it. */
type Reading = readonly [received: number, lost: number, repaired: number, retransmitted: number];

/** mediasoup's score of one reading, 0..10, as RtpStream::UpdateScore of 3.27 computes it: the missing are a whole number. */
function mediasoupScore([received, lost, repaired, retransmitted]: Reading): number {
  const weight =
    (1 / (repaired / received + 1)) ** 4 * (retransmitted === 0 ? 1 : Math.min(1, repaired / retransmitted));
  const missing = Math.min(received, Math.trunc(lost - repaired * weight));
  return Math.round(10 * ((received - missing) / received) ** 4);
}

/** A voice of which this share did not come and was not mended. */
const voiceWithout = (lossRatio: number) =>
  scoreHarm('microphone', {
    dryShare: 0,
    concealmentShare: lossRatio,
    loss: { ratio: lossRatio, packetsPerSecond: 50 },
  });

describe('mediasoup’s score', () => {
  it.each<readonly [...Reading, number]>([
    [98, 2, 0, 0, 9],
    [95, 5, 0, 0, 8],
    [90, 10, 0, 0, 6],
    [90, 10, 10, 10, 9],
    [80, 20, 20, 20, 6],
    [80, 20, 20, 40, 4],
    [70, 30, 0, 0, 1],
  ])(
    'of %i received, %i lost, %i repaired, %i sent again is %i',
    (...[came, lost, repaired, again, score]) => {
      expect(mediasoupScore([came, lost, repaired, again])).toBe(score);
    },
  );

  it('calls bad what nobody sees: what was mended, but sent twice for it. Ours goes by the harm', () => {
    expect(mediasoupScore([80, 20, 20, 40])).toBeLessThan(mediasoupScore([90, 10, 0, 0]));
    const mended = {
      dryShare: 0,
      freezeShare: 0,
      frameShare: 1,
      loss: { ratio: 0.2, packetsPerSecond: 100 },
    };
    expect(scoreHarm('camera', mended).score).toBe(100);
  });

  it.each([
    [0.02, 'good'],
    [0.05, 'fair'],
    [0.1, 'poor'],
    [0.3, 'poor'],
  ])('falls as ours does: %f lost is %s', (lossRatio, band) => {
    expect(voiceWithout(lossRatio).band).toBe(band);
  });
});

describe('our estimate of a voice', () => {
  const path = fc.record({
    rttMs: fc.double({ min: 0, max: 3_000, noNaN: true }),
    more: fc.double({ min: 0, max: 3_000, noNaN: true }),
    concealment: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('never rises with the delay, as a public formula does that lacks two brackets', () => {
    fc.assert(
      fc.property(path, ({ rttMs, more, concealment }) => {
        const at = (rtt: number) =>
          estimateAudioMos({ rttMs: rtt, jitterBufferMs: 40, concealmentRatio: concealment }) ?? 0;
        expect(at(rttMs + more)).toBeLessThanOrEqual(at(rttMs) + 1e-9);
      }),
    );
  });
});
