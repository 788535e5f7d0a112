import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeRows, type JudgedRow } from '../truth/judge.ts';
import { playRows } from '../truth/play.ts';
import { ROWS } from '../truth/rows.ts';
import { openTruthStage, type TruthStage } from '../truth/stage.ts';

/*
 * Three rows of `npm run truth` at once, for as long as two report intervals need. A busy machine does not make them void
 * here, so what is asserted is what it cannot change: not how late packets are, nor what a starved page suffers besides.
 */

const IDS = ['clean', 'loss10-up', 'loss10-down'] as const;
const SECONDS = 25;
const RULES = /^measured|loss at|raised on|judged at all/u;

let stage: TruthStage;
let judged: readonly JudgedRow[];
beforeAll(async () => {
  stage = await openTruthStage({ seed: 1 });
  const rows = ROWS.filter(({ id }) => IDS.some((one) => one === id)).map((row) => ({
    ...row,
    seconds: SECONDS,
  }));
  const { measured } = await playRows(rows, stage, {
    allowsBusy: true,
    parallel: IDS.length,
    repeats: 0,
    say: () => undefined,
  });
  judged = judgeRows(measured, { allowsBusy: true });
});
afterAll(() => stage.close());

it.each(IDS)('%s: the server says what was done', (id) => {
  const row = judged.find(({ measured }) => measured.row.id === id);
  const asserted = row?.findings.filter(({ rule }) => RULES.test(rule)) ?? [];
  expect(asserted.length).toBeGreaterThanOrEqual(6);
  expect(asserted.filter(({ isRight }) => !isRight)).toEqual([]);
});
