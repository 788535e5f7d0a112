import { afterEach, describe, expect, test } from 'vitest';
import { leaveAll, stageCall } from '../support/call-stage.ts';
import { runSeconds } from '../support/stats.ts';

afterEach(leaveAll);

describe('the reports of a call', () => {
  test('say nothing of whether the tab is hidden', async () => {
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
});
