import { CONCLUDE_MS } from '@earshot/server/telemetry/conclusions.ts';
import { QUALITY_THRESHOLDS, type Report } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeReport, type ReportTrack } from '../../support/reports.ts';
import { serverThat } from './evidence-setup.ts';
import { goodAudio, setUp } from './ingest-setup.ts';

/** Half a second waits in the buffer, and nothing else is wrong. */
const late: ReportTrack = {
  ...goodAudio,
  values: { ...goodAudio.values, packets: 500, packetsLost: 0, concealedMs: 0, jitterBufferMs: 500 },
};
const lossy: ReportTrack = {
  ...late,
  values: { ...late.values, packets: 450, packetsLost: 50, concealedMs: 900 },
};

/** An ingest that is told one interval after the other. */
function follow() {
  const made = setUp({ evidence: serverThat({}) });
  let number = 0;
  return {
    ...made,
    /** How an interval that ends now is judged for good. */
    conclude: (track: ReportTrack, issues: Report['issues'] = []) => {
      number += 1;
      made.clock.advance(10_000);
      made.accept(makeReport({ number, tracks: [track], issues }));
      made.clock.advance(CONCLUDE_MS);
      return made.judged.at(-1)?.tracks[0];
    },
  };
}

describe('a voice that comes late', () => {
  it('is blamed on what disturbed it before, as long as buffers remember', () => {
    const { conclude, clock } = follow();
    expect(conclude(late)?.blame).toBe('subscriberDevice');
    expect(conclude(lossy)?.blame).toBe('subscriberDownlink');
    expect(conclude(late)).toMatchObject({ blame: 'subscriberDownlink', quality: { factor: 'delay' } });
    clock.advance(QUALITY_THRESHOLDS.disturbedMs);
    expect(conclude(late)?.blame).toBe('subscriberDevice');
  });

  it('is its device’s fault while its page says that it is too busy', () => {
    const { conclude } = follow();
    expect(conclude(lossy)?.blame).toBe('subscriberDownlink');
    // Raised at the end of an interval: the next ones are its spell.
    conclude(goodAudio, [{ code: 'cpuLimited', level: 'bad', agoMs: 0 }]);
    expect(conclude(late)).toMatchObject({ blame: 'subscriberDevice', evidence: { receiverBusy: 1 } });
    conclude(goodAudio, [{ code: 'cpuLimited', level: 'good', agoMs: 0 }]);
    conclude(goodAudio);
    expect(conclude(late)?.evidence.receiverBusy).toBe(0);
  });
});
