import { LIMITS, Report } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeTracks, reportOf } from '../../support/report-of-chromium.ts';

describe('the size of a report', () => {
  it('is bounded in the largest call, and leaves out received tracks, not sent ones', async () => {
    const report = await reportOf(makeTracks(120));
    expect(report.tracks?.refs).toHaveLength(LIMITS.maxReportTracks);
    expect(report.tracks?.kinds.filter((kind) => kind < 4)).toHaveLength(2);
    expect(JSON.stringify(report).length).toBeLessThan(LIMITS.maxFrameBytes / 4);
    expect(Report.safeParse(report).error).toBeUndefined();
  });
});
