import { createCallHandlers } from '@earshot/server/http/handlers/calls.ts';
import { createLogger } from '@earshot/server/logger.ts';
import { Identity } from '@earshot/shared';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callOf, intervalOf, legOf } from '../../support/call-rows.ts';
import { clockAt, openStore, untilWritten, type TestStore } from '../../support/call-store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'earshot-reads-'));
const ann = legOf(1, 11, 'ann');
const { callId, participantId } = ann;
const lines: string[] = [];
let store: TestStore;
let handlers: ReturnType<typeof createCallHandlers>;

beforeAll(async () => {
  store = await openStore(`sqlite:${path.join(folder, 'calls.db')}`);
  store.calls.recorder.callStarted(callOf(1, 'daily'));
  store.calls.recorder.legStarted(ann);
  store.calls.recorder.intervalJudged(intervalOf(ann, 0));
  await untilWritten(store);
  const logger = createLogger(
    { logLevel: 'info', mode: 'production' },
    { write: (line: string) => void lines.push(line) },
  );
  handlers = createCallHandlers({ calls: store.calls.reader, clock: clockAt(), logger });
});
afterAll(async () => {
  await store.calls.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a read leaves in the log. */
async function logOf(read: () => unknown): Promise<readonly Record<string, unknown>[]> {
  lines.length = 0;
  await read();
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const asked = { body: {}, query: undefined, keyId: 'nora' };

describe('what operators read of calls', () => {
  it.each([
    ['a call', () => handlers.getCall({ ...asked, params: { callId } }), { callId }],
    [
      'a leg',
      () => handlers.getLeg({ ...asked, params: { callId, participantId } }),
      { callId, participantId },
    ],
    [
      'its intervals',
      () => handlers.getLegSeries({ ...asked, params: { callId, participantId }, query: {} }),
      { callId, participantId, series: true },
    ],
    [
      'an export',
      () => handlers.exportCalls({ ...asked, params: { family: 'summary' }, query: { callId } }),
      { callId, family: 'summary' },
    ],
  ])('is in the log with who, what and when: %s', async (_what, read, told) => {
    const before = Date.now();
    const [line, ...more] = await logOf(read);
    expect(line).toMatchObject({ level: 30, operator: 'nora', msg: 'operator read a call', ...told });
    expect(Number(line?.['time'])).toBeGreaterThanOrEqual(before);
    expect(more).toEqual([]);
  });

  it('says of a removal who asked and how much went, and not whose data it was', async () => {
    const id = Identity.parse('ann');
    const [line, ...more] = await logOf(() => handlers.removeData({ ...asked, params: { id } }));
    expect(line).toMatchObject({ operator: 'nora', legs: 1, intervals: 1 });
    expect(JSON.stringify(line)).not.toMatch(/"ann"|0000-4000/u);
    expect(more).toEqual([]);
  });
});
