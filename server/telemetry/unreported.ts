import type { Stretch } from './seconds.ts';

/** Time that no report covers, in pieces as long as an interval of a report: what is shorter than the least is not looked at. */

/** As long as an interval of a report, ms. */
export const PIECE_MS = 10_000;
/** Where two reports meet, clocks leave gaps of milliseconds: nobody looks at less than this, ms. */
export const LEAST_PIECE_MS = 1_000;

/** A piece of time, with what somebody saw of it. */
export interface SeenPiece<Seen> extends Stretch {
  readonly seen: Seen;
}

/** The last moment not after `at` that lies whole pieces after `from`; no earlier than that. */
export function toGrid(from: number, at: number): number {
  return from + Math.max(0, Math.floor((at - from) / PIECE_MS)) * PIECE_MS;
}

/** The first place of the grid after `at`: rounding may put a moment that lies on one just before it. */
function nextOnGrid(from: number, at: number): number {
  const next = toGrid(from, at) + PIECE_MS;
  return next > at ? next : next + PIECE_MS;
}

/** Pieces of these stretches that lie within one place of the grid each and are worth a look. */
export function piecesOf(from: number, stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches
    .flatMap((stretch) => {
      const pieces: Stretch[] = [];
      for (let at = stretch.from; at < stretch.to;) {
        const to = Math.min(stretch.to, nextOnGrid(from, at));
        pieces.push({ from: at, to });
        at = to;
      }
      return pieces;
    })
    .filter((piece) => piece.to - piece.from >= LEAST_PIECE_MS);
}

/** Cuts what was missed in the end by what was seen of it. All of it is in the answer once; `seen` is absent where nobody looked. */
export function cutBySeen<Seen>(
  missed: readonly Stretch[],
  pieces: readonly SeenPiece<Seen>[],
): readonly (Stretch & { readonly seen: Seen | undefined })[] {
  return missed.flatMap((stretch) => {
    const cut: (Stretch & { seen: Seen | undefined })[] = [];
    let at = stretch.from;
    for (const { from, to, seen } of pieces) {
      if (to <= at || from >= stretch.to) continue;
      if (from > at) cut.push({ from: at, to: from, seen: undefined });
      const end = Math.min(to, stretch.to);
      cut.push({ from: Math.max(at, from), to: end, seen });
      at = end;
    }
    if (at < stretch.to) cut.push({ from: at, to: stretch.to, seen: undefined });
    return cut;
  });
}
