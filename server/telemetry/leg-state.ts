import type { ReportedIssueCode, IssueLevel, Milestone, Report } from '@earshot/shared';
import type { WantedVideo } from '../rooms/ports.ts';
import { SpellLog } from '../spell-log.ts';
import { Culprits } from './culprits.ts';

/** Numbers behind the newest of which a report may still come: six are kept by a client, the rest is slack. */
const WINDOW = 64;
/** Time that a first report may cover before the server saw anything of the leg: a whole outage's kept reports. */
const ALLOWANCE_MS = 120_000;

/** Whether a report of that number may still be taken. */
export type Admission = 'new' | 'newest' | 'revised' | 'duplicate' | 'stale';

/** What is remembered of one leg between its reports: a fixed amount, whatever the client sends. */
export class LegState {
  readonly issues = new Map<ReportedIssueCode, { level: IssueLevel; since: number }>();
  readonly milestones = new Set<Milestone>();
  readonly culprits = new Culprits();
  /** While its page said that the device is too busy. */
  readonly busy = new SpellLog();
  /** What it was shown at its newest report. */
  videos: readonly WantedVideo[] = [];
  /** Number of the report that told of an issue last. */
  readonly #toldIn = new Map<ReportedIssueCode, number>();
  readonly #firstSeenAt: number;
  /** Numbers taken, with their last revision. */
  readonly #seen = new Map<number, number>();
  #newest = 0;
  #creditedMs = 0;

  /** `now`: monotonic ms. */
  constructor(now: number) {
    this.#firstSeenAt = now;
  }

  /** Whether a report's word on an issue is newer than the last one heard; kept reports come newest first. */
  isNews(code: ReportedIssueCode, number: number): boolean {
    if (number < (this.#toldIn.get(code) ?? 0)) return false;
    this.#toldIn.set(code, number);
    return true;
  }

  /** Admits each number once per revision. Kept reports come newest first, so an older number is no duplicate by itself. */
  admit({ number, revision = 0 }: Pick<Report, 'number' | 'revision'>): Admission {
    const taken = this.#seen.get(number);
    if (taken !== undefined) return revision > taken ? 'revised' : 'duplicate';
    return number <= this.#newest - WINDOW ? 'stale' : number > this.#newest ? 'newest' : 'new';
  }

  /** Credits the time that a report claims; `false` when the leg claims more than has passed. */
  credit(intervalMs: number, now: number): boolean {
    if (this.#creditedMs + intervalMs > now - this.#firstSeenAt + ALLOWANCE_MS) return false;
    this.#creditedMs += intervalMs;
    return true;
  }

  /**
   * Marks a number as taken; answers how many numbers were never seen and cannot come any more: at most a window's
   * worth, because a client may claim any number.
   */
  mark({ number, revision = 0 }: Pick<Report, 'number' | 'revision'>): number {
    this.#seen.set(number, revision);
    const before = this.#newest;
    if (number <= before) return 0;
    this.#newest = number;
    const oldest = number - WINDOW;
    let lost = 0;
    // A jump larger than the window loses all numbers that fell out of it at once.
    const firstOpen = Math.max(1, before - WINDOW + 1);
    for (let passed = firstOpen; passed <= Math.min(oldest, before); passed += 1) {
      if (!this.#seen.delete(passed)) lost += 1;
    }
    return Math.min(WINDOW, lost + Math.max(0, oldest - before));
  }
}
