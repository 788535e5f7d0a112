import type { Answer } from '@earshot/shared';

interface Entry {
  readonly name: string;
  readonly answer: Promise<Answer>;
  settled: boolean;
}

/**
 * The answers of one session by request id. A request sent again after a reconnect finds its answer here and is not
 * done twice. Bounded: the oldest answered ones go first; unanswered ones are bounded by the pending limit.
 */
export class Answers {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  #pending = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Requests not answered yet. */
  get pending(): number {
    return this.#pending;
  }

  /** The answer to a request of this id, done or under way; `reused` when the id belonged to another request. */
  find(id: string, name: string): Promise<Answer> | 'reused' | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    return entry.name === name ? entry.answer : 'reused';
  }

  /** Keeps the answer to come. `work` never rejects. */
  keep(id: string, name: string, work: () => Promise<Answer>): Promise<Answer> {
    this.#pending += 1;
    const entry: Entry = {
      name,
      settled: false,
      answer: work().finally(() => {
        this.#pending -= 1;
        entry.settled = true;
      }),
    };
    this.#entries.set(id, entry);
    this.#trim();
    return entry.answer;
  }

  #trim(): void {
    if (this.#entries.size <= this.#limit) return;
    for (const [id, entry] of this.#entries) {
      if (!entry.settled) continue;
      this.#entries.delete(id);
      if (this.#entries.size <= this.#limit) return;
    }
  }
}
