import type { SnapshotPart } from '@earshot/shared';

/** Puts the parts of a picture together. One that another has overtaken is given up. */
export class SnapshotAssembly {
  #parts: SnapshotPart[] = [];

  /** Takes one part; answers all of them when it was the last. */
  add(part: SnapshotPart): readonly SnapshotPart[] | undefined {
    const first = this.#parts[0];
    if (part.index === 0) this.#parts = [part];
    else if (first?.snapshotId === part.snapshotId && this.#parts.length === part.index)
      this.#parts.push(part);
    // A part without its beginning belongs to a picture that was given up.
    else return undefined;
    if (!part.last) return undefined;
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}
