import type { Machine } from './machine.ts';
import { whyVoid } from './machine.ts';
import type { Measured } from './measured.ts';
import { runRow } from './run.ts';
import type { Row } from './rows.ts';
import { batchesOf } from './schedule.ts';
import type { TruthStage } from './stage.ts';

const REPEATS = 2;
/** No batch begins that would end later than this. */
const MOST_MINUTES = 25;
const BATCH_MINUTES = 2.3;

/** How rows are played. */
export interface PlayOptions {
  /** Rows count although the machine had other things to do: while developing, never for the table. */
  readonly allowsBusy: boolean;
  readonly parallel: number | undefined;
  /** How often a row that was void is played again. Default 2. */
  readonly repeats?: number;
  readonly say: (text: string) => void;
}

/** Plays rows in batches, and again those that the machine spoiled. Answers what was measured last of each. */
export async function playRows(
  rows: readonly Row[],
  stage: TruthStage,
  { allowsBusy, parallel, repeats = REPEATS, say }: PlayOptions,
): Promise<{ measured: Measured[]; unplayed: Row[] }> {
  const begunAt = performance.now();
  const measured = new Map<Row, Measured>();
  let left: readonly Row[] = rows;
  for (let round = 0; round <= repeats && left.length > 0; round += 1) {
    const spoiled: Row[] = [];
    for (const batch of batchesOf(left, parallel)) {
      const minutes = (performance.now() - begunAt) / 60_000;
      if (minutes + BATCH_MINUTES > MOST_MINUTES)
        return { measured: [...measured.values()], unplayed: unplayedOf() };
      say(`${minutes.toFixed(1)} min: ${batch.map(({ id }) => id).join(', ')}`);
      for (const one of await playBatch(batch, stage, say)) {
        if (one.result === undefined) {
          spoiled.push(one.row);
          continue;
        }
        measured.set(one.row, one.result);
        const why =
          one.result.failure ?? (allowsBusy ? undefined : (one.result.unrest ?? whyVoid(one.result.machine)));
        if (why === undefined) continue;
        say(`${one.row.id}: void, ${why}`);
        spoiled.push(one.row);
      }
    }
    left = spoiled;
  }
  return { measured: [...measured.values()], unplayed: unplayedOf() };

  function unplayedOf(): Row[] {
    return rows.filter((row) => !measured.has(row));
  }
}

async function playBatch(
  batch: readonly Row[],
  stage: TruthStage,
  say: (text: string) => void,
): Promise<{ row: Row; result: Measured | undefined }[]> {
  return Promise.all(
    batch.map(async (row) => {
      try {
        const result = await runRow(row, stage, say);
        say(`${row.id}: measured; ${describeMachine(result.machine)}`);
        return { row, result };
      } catch (error) {
        say(`${row.id}: failed: ${error instanceof Error ? error.message : String(error)}`);
        return { row, result: undefined };
      }
    }),
  );
}

function describeMachine({ othersCores, relayDelayMs }: Machine): string {
  return `others ${othersCores.toFixed(2)} cores, relay ${relayDelayMs.toFixed(1)} ms late`;
}
