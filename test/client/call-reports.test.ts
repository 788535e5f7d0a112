import { afterEach, describe, expect, test, vi } from 'vitest';
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

  test('Q5: are handed to the app as they are sent, the last one too', async () => {
    const { join, page, clock, signalling } = stageCall();
    const seen: unknown[] = [];
    await join({ tags: ['beta', 'lesson 7'], onReport: (report) => seen.push(report) });
    expect(signalling.paramsOf('join')).toMatchObject([{ tags: ['beta', 'lesson 7'] }]);
    await runSeconds(clock, 21);
    page.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    const beacons = page.beacons.map(({ body }) => (body as { report: unknown }).report);
    expect(beacons).toHaveLength(1);
    expect(seen).toEqual([...signalling.paramsOf('report').map(({ report }) => report), ...beacons]);
  });

  test('go on when the app’s own listener fails', async () => {
    const { join, clock, signalling } = stageCall();
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { call } = await join({
      onReport: () => {
        throw new Error('of the app');
      },
    });
    await runSeconds(clock, 21);
    expect(signalling.paramsOf('report')).toHaveLength(2);
    expect(reported).toHaveBeenCalledTimes(2);
    await call.leave();
    reported.mockRestore();
  });

  test('Q5: hold neither tracks nor issues in `minimal`', async () => {
    const { join, page, clock, signalling } = stageCall();
    const { call } = await join({ telemetry: 'minimal' });
    page.devices.failure = Object.assign(new Error('in use'), { name: 'NotReadableError' });
    await expect(call.camera.start()).rejects.toMatchObject({ code: 'device_in_use' });
    await runSeconds(clock, 21);
    expect(call.issues).toMatchObject([{ code: 'cameraStartFailed' }]);
    const reports = signalling.paramsOf('report').map(({ report }) => report);
    expect(reports.map(({ intervalMs }) => intervalMs)).toEqual([10_000, 10_000]);
    for (const report of reports) {
      expect(report).not.toHaveProperty('issues');
      expect(report).not.toHaveProperty('tracks');
    }
  });

  test('Q5: are none when telemetry is off, and diagnostics stay local', async () => {
    const { join, page, clock, signalling } = stageCall();
    const seen: unknown[] = [];
    const { call } = await join({ telemetry: 'off', onReport: (report) => seen.push(report) });
    page.devices.failure = Object.assign(new Error('in use'), { name: 'NotReadableError' });
    await expect(call.camera.start()).rejects.toMatchObject({ code: 'device_in_use' });
    await runSeconds(clock, 21);
    expect(call.issues).toMatchObject([{ code: 'cameraStartFailed' }]);
    page.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    expect(page.beacons.map(({ body }) => body)).toMatchObject([{ leaving: true, report: null }]);
    expect(signalling.paramsOf('join')).toMatchObject([{ telemetry: 'off' }]);
    expect(signalling.paramsOf('report')).toEqual([]);
    expect(seen).toEqual([]);
  });
});
