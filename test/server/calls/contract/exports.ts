import type { CallReader } from '@earshot/server/calls/calls.ts';
import { FAMILY_NAMES } from '@earshot/server/calls/store/families.ts';
import { expect, it } from 'vitest';
import { keyTypeOf } from '../../../support/families-table.ts';
import { CALL_START, idOf, intervalOf } from '../../../support/call-rows.ts';
import { ANN, type StoreFixture } from './fixture.ts';

/** What leaves the store as files. */
export function describeExports(at: StoreFixture): void {
  it('exports every family with every key in every row', async () => {
    await at.tellOneCall();
    await at.endOneCall();
    const whole = { from: 0, to: CALL_START * 2, callId: null, after: null };
    const rowsOf = async (family: Parameters<CallReader['export']>[0]['family']) =>
      (await at.store.calls.reader.export({ ...whole, family })).rows;
    const [summary] = await rowsOf('summary');
    expect(summary).toMatchObject({
      callId: idOf(1),
      identity: 'ann',
      legDurationMs: 25_000,
      result: 'ok',
      worstBlame: 'subscriberDownlink',
      poorSeconds: 10,
    });
    expect(await rowsOf('streams')).toHaveLength(4);
    expect((await rowsOf('operations')).map(({ operation, durationMs }) => [operation, durationMs])).toEqual([
      ['join.firstAudio', 812],
      ['publish', 14],
    ]);
    const series = await rowsOf('timeseries');
    expect(series.filter(({ metric }) => metric === 'downlinkLoss').map(({ value }) => value)).toContain(
      0.12,
    );
    expect(
      series.filter(({ metric }) => metric === 'packets').map(({ aggregation }) => aggregation),
    ).toContain('sum');
    expect(await rowsOf('reliability')).toHaveLength(2);
    expect(await rowsOf('issues')).toEqual([
      expect.objectContaining({ code: 'audioConcealment', level: 'bad', durationMs: 7_000 }),
      expect.objectContaining({ code: 'networkReceiveQuality', level: 'bad', durationMs: 5_000 }),
    ]);
    expect(await rowsOf('surveys')).toEqual([
      expect.objectContaining({ overall: 2, audioIssues: 'DistortedSpeech', video: null }),
    ]);
    for (const family of FAMILY_NAMES) {
      const rows = await rowsOf(family);
      for (const [key, value] of rows.flatMap((row) => Object.entries(row)))
        if (value !== null)
          expect(typeof value, `${family}.${key}`).toBe(keyTypeOf(key).type === 'text' ? 'string' : 'number');
      expect(new Set(rows.map((row) => Object.keys(row).join())).size, family).toBe(1);
    }
  });

  it.each([idOf(1), null])('exports in pages, each row once, of call %s', async (callId) => {
    const { recorder, reader } = at.store.calls;
    for (let number = 0; number < 450; number += 1) recorder.intervalJudged(intervalOf(ANN, number));
    await at.written();
    const numbers: unknown[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof reader.export>> = await reader.export({
        family: 'timeseries',
        from: 0,
        to: CALL_START * 2,
        callId,
        after,
      });
      numbers.push(
        ...page.rows.filter(({ metric }) => metric === 'receptionScore').map((row) => row['number']),
      );
      after = page.next;
    } while (after !== null);
    expect(numbers).toEqual(Array.from({ length: 450 }, (_, number) => number + 1));
  });
}
