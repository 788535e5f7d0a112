import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { judgeRows } from './judge.ts';
import { playRows } from './play.ts';
import { ROWS, type Row } from './rows.ts';
import { openTruthStage } from './stage.ts';
import { writeAsides, writeTable, writeWrongs } from './table.ts';

const USAGE = `npm run truth -- [--rows clean,loss10-up] [--parallel 1..3] [--seed 1] [--allow-busy] [--json all.json]
rows: ${ROWS.map(({ id }) => id).join(', ')}`;

/** Plays the rows that were asked for and prints what came of them. Answers the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string' },
      parallel: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'allow-busy': { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const rows = selectRows(values.rows);
  const allowsBusy = values['allow-busy'];
  const parallel =
    values.parallel === undefined ? undefined : Math.max(1, Math.min(3, Number(values.parallel)));
  const stage = await openTruthStage({ seed: Number(values.seed) });
  try {
    const { measured, unplayed } = await playRows(rows, stage, { allowsBusy, parallel, say });
    if (values.json !== undefined) await writeFile(values.json, JSON.stringify(measured, undefined, 1));
    const judged = judgeRows(
      ROWS.flatMap(({ id }) => measured.find(({ row }) => row.id === id) ?? []),
      { allowsBusy },
    );
    say(`\n${writeTable(judged)}\n`);
    for (const line of [...judged.flatMap(writeWrongs), ...writeAsides(judged)]) say(line);
    for (const { id } of unplayed) say(`${id}: not measured`);
    if (allowsBusy) say('void rows counted, because of --allow-busy');
    const right = judged.filter(({ isRight }) => isRight).length;
    say(`truth: ${String(right)} of ${String(rows.length)} rows right`);
    return right === rows.length ? 0 : 1;
  } finally {
    await stage.close();
  }
}

function selectRows(names: string | undefined): readonly Row[] {
  if (names === undefined) return ROWS;
  return names.split(',').map((name) => {
    const row = ROWS.find(({ id }) => id === name);
    if (row === undefined) throw new Error(`There is no row ${name}.\n${USAGE}`);
    return row;
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
