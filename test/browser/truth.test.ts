import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeRows, type JudgedRow } from '../truth/judge.ts';
import { playRows } from '../truth/play.ts';
import { ROWS } from '../truth/rows.ts';
import { openTruthStage, type TruthStage } from '../truth/stage.ts';

/*
 * Three rows of `npm run truth` at once, for as long as two report intervals need. Where other processes spoiled them they are played
 * once more. What is asserted is what a slow machine cannot change: not how late packets are, nor what a starved page suffers besides.
 */

const IDS = ['clean', 'loss10-up', 'loss10-down'] as const;
const SECONDS = 25;
const RULES = /^measured|loss at|raised on|judged at all|impaired leg|blame of affected/u;

let stage: TruthStage;
let judged: readonly JudgedRow[];
beforeAll(async () => {
  stage = await openTruthStage({ seed: 1 });
  const rows = ROWS.filter(({ id }) => IDS.some((one) => one === id)).map((row) => ({
    ...row,
    seconds: SECONDS,
    quick: true as const,
  }));
  const { measured } = await playRows(rows, stage, {
    allowsBusy: false,
    parallel: IDS.length,
    repeats: 1,
    say: () => undefined,
  });
  judged = judgeRows(measured, { allowsBusy: true });
});
afterAll(() => stage.close());

it.each(IDS)('%s: the server says what was done', (id) => {
  const row = judged.find(({ measured }) => measured.row.id === id);
  const asserted = row?.findings.filter(({ rule }) => RULES.test(rule)) ?? [];
  expect(asserted.length).toBeGreaterThanOrEqual(8);
  expect(asserted.filter(({ isRight }) => !isRight)).toEqual([]);
});
