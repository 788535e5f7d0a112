import type { Row } from './rows.ts';

/** Pages at a time; a row has three. */
const MOST_PAGES = 10;
const PAGES_PER_ROW = 3;

/**
 * Rows that run side by side: as many as have room, those that last longest together. A page that opens harms whoever is
 * measured at that moment, so that all of a batch begin together.
 */
export function batchesOf(rows: readonly Row[], most = Math.floor(MOST_PAGES / PAGES_PER_ROW)): Row[][] {
  const alone = rows.filter((row) => row.alone === true).map((row) => [row]);
  const together = rows
    .filter((row) => row.alone !== true)
    .toSorted((left, right) => right.seconds - left.seconds);
  const batches: Row[][] = [];
  for (let at = 0; at < together.length; at += most) batches.push(together.slice(at, at + most));
  return [...batches, ...alone];
}
