import { afterEach, describe, expect, test } from 'vitest';
import { leaveAll, stageCall } from '../support/call-stage.ts';
import { runSeconds } from '../support/stats.ts';

afterEach(leaveAll);

describe('the reports of a call', () => {
  test('Q4: say nothing of whether the tab is hidden', async () => {
    const reportsOf = async (visible: boolean) => {
      const { join, page, clock, signalling } = stageCall();
      await join();
      page.document.setVisible(visible);
      await runSeconds(clock, 21);
      return signalling.paramsOf('report');
    };
    const hidden = await reportsOf(false);
    expect(hidden).toHaveLength(2);
    expect(hidden).toEqual(await reportsOf(true));
  });

  test('Q1: are not cut short by an issue, which is told at once and alone', async () => {
    const { join, page, clock, signalling } = stageCall();
    const { call } = await join();
    await runSeconds(clock, 3);
    page.devices.failure = Object.assign(new Error('in use'), { name: 'NotReadableError' });
    await expect(call.camera.start()).rejects.toMatchObject({ code: 'device_in_use' });
    await runSeconds(clock, 18);
    const reports = signalling.paramsOf('report').map(({ report }) => report);
    expect(reports[0]).toMatchObject({
      number: 1,
      issuesOnly: true,
      intervalMs: 0,
      issues: [{ code: 'cameraStartFailed', level: 'bad' }],
    });
    const whole = reports.filter(({ issuesOnly }) => issuesOnly !== true);
    expect(whole.map(({ intervalMs }) => intervalMs)).toEqual([10_000, 10_000]);
  });
});
