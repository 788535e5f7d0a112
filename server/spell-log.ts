/** What is asked for reaches back no further, ms. */
const REMEMBERED_MS = 60_000;
/** Spells of one thing that are remembered; older ones are forgotten first. */
const MAX_SPELLS = 32;

/** When something was so, in the last minute: dated by what tells of it, not by who looks. */
export class SpellLog {
  readonly #spells: { readonly from: number; to: number }[] = [];

  get isOpen(): boolean {
    return this.#spells.at(-1)?.to === Infinity;
  }

  /** It is so since then (monotonic ms). Nothing when it was so already. */
  begin(from: number): void {
    if (this.isOpen) return;
    this.#spells.push({ from: Math.max(from, this.#spells.at(-1)?.to ?? from), to: Infinity });
    if (this.#spells.length > MAX_SPELLS) this.#spells.shift();
  }

  /** It is so no longer. */
  end(to: number): void {
    const last = this.#spells.at(-1);
    if (last?.to === Infinity) last.to = Math.max(last.from, to);
    while ((this.#spells[0]?.to ?? Infinity) < to - REMEMBERED_MS) this.#spells.shift();
  }

  /** For how long of a window it was so, ms. */
  within({ from, to }: { readonly from: number; readonly to: number }): number {
    return this.#spells.reduce(
      (sum, spell) => sum + Math.max(0, Math.min(to, spell.to) - Math.max(from, spell.from)),
      0,
    );
  }
}
