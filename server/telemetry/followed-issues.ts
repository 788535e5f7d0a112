import type { CallId, IssueLevel, ParticipantId, Report, ReportedIssueCode } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { LegContext } from '../rooms/ports.ts';
import type { LegState } from './leg-state.ts';
import type { IngestObserver } from './ports.ts';
import { tellableIssues } from './sanity.ts';

/** Takes each change of an issue, with whose it is. Never throws, never blocks. */
export interface IssueSink {
  issue(change: {
    readonly callId: CallId;
    readonly participantId: ParticipantId;
    readonly code: ReportedIssueCode;
    readonly level: IssueLevel;
    /** Server's wall clock, ms. */
    readonly at: number;
  }): void;
}

/** A device that does not keep up, as its page says. */
const BUSY: ReadonlySet<ReportedIssueCode> = new Set(['cpuLimited', 'decoderOverloaded']);

const SEVERITY: Readonly<Record<IssueLevel, number>> = { good: 0, poor: 1, bad: 2 };

interface IssueChange {
  readonly code: ReportedIssueCode;
  readonly level: IssueLevel;
  readonly at: number;
}

/** A client keeps reports of at most an outage; more is a clock that jumped, ms. */
const MOST_WAITED_MS = 600_000;

/** From the end of what a report is about to its sending, by the client's own clock, ms. */
function waitedMs({ clock }: Report): number {
  return clock === undefined ? 0 : Math.min(MOST_WAITED_MS, Math.max(0, clock.sentMs - clock.endMs));
}

/** Follows what clients raise and clear, leg by leg, and counts how many participants have each issue now. */
export class FollowedIssues {
  readonly #clock: Clock;
  readonly #observer: IngestObserver;
  readonly #sink: IssueSink | undefined;
  /** One entry per code at most. */
  readonly #active = new Map<ReportedIssueCode, number>();

  constructor({
    clock,
    observer,
    sink,
  }: {
    readonly clock: Clock;
    readonly observer: IngestObserver;
    readonly sink: IssueSink | undefined;
  }) {
    this.#clock = clock;
    this.#observer = observer;
    this.#sink = sink;
  }

  /** Takes what a report says of issues; what is older than what was heard is left out. */
  follow(state: LegState, { callId, participantId }: LegContext, report: Report): void {
    const { issues, rejected } = tellableIssues(report);
    if (rejected > 0) this.#observer.valuesRejected(rejected);
    for (const { code, level, agoMs } of issues) {
      if (!state.isNews(code, report.number)) continue;
      // What waited for a socket is as old as it is, not as new as it came.
      const ageMs = agoMs + waitedMs(report);
      this.#change(state, { code, level, at: this.#clock.monotonic() - ageMs });
      this.#sink?.issue({ callId, participantId, code, level, at: this.#clock.now() - ageMs });
    }
  }

  /** The leg is over: so is all that was raised. */
  end(state: LegState): void {
    for (const [code, { since }] of state.issues) this.#clear(code, since);
  }

  /** `at`: monotonic ms. */
  #change(state: LegState, { code, level, at }: IssueChange): void {
    const before = state.issues.get(code);
    if (level === 'good') {
      if (before === undefined) return;
      state.issues.delete(code);
      this.#clear(code, before.since, at);
      if (![...BUSY].some((one) => state.issues.has(one))) state.busy.end(at);
      return;
    }
    const isWorse = SEVERITY[level] > SEVERITY[before?.level ?? 'good'];
    state.issues.set(code, { level, since: before?.since ?? at });
    if (BUSY.has(code)) state.busy.begin(at);
    if (isWorse) this.#observer.issueRaised({ code, level });
    if (before === undefined) this.#setActive(code, 1);
  }

  #clear(code: ReportedIssueCode, since: number, at = this.#clock.monotonic()): void {
    this.#observer.issueCleared({ code, seconds: Math.max(0, at - since) / 1000 });
    this.#setActive(code, -1);
  }

  #setActive(code: ReportedIssueCode, change: 1 | -1): void {
    const participants = (this.#active.get(code) ?? 0) + change;
    this.#active.set(code, participants);
    this.#observer.issueActive(code, participants);
  }
}
