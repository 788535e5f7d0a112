import { LIMITS, type Milestone, type Report, type ReportClock, type SessionId } from '@earshot/shared';
import type { Scope } from './scope.ts';

/** Least time between reports: an issue reports at once, a flood of issues does not. */
const MIN_GAP_MS = 1_000;

/** A round trip that took longer says nothing of clocks, ms. */
const MAX_ROUND_TRIP_MS = 600_000;

/** A report and when its interval ended, monotonic ms. */
interface Taken {
  readonly report: Report;
  readonly endMs: number;
}

/** What sending reports needs. */
export interface ReportPort {
  readonly scope: Scope;
  /** Monotonic ms. */
  now(): number;
  intervalMs(): number;
  /** The report over the time since the last such call, with all issues that changed. */
  takeReport(milestones: NonNullable<Report['milestones']>): Report;
  /** A report of changed issues alone; `undefined` when none changed since they were last taken. */
  takeIssues(): Report | undefined;
  connected(): boolean;
  /** A report goes out now, as it is. */
  sending(report: Report): void;
  /** Rejects when the report was not taken. */
  send(report: Report): Promise<unknown>;
}

/**
 * Reports every 10 s, and at once, apart from these, when issues change. While the socket is away it keeps a few
 * intervals; issues that change meanwhile go with the next one.
 */
export class ReportSender {
  readonly #port: ReportPort;
  readonly #unsent: Taken[] = [];
  /** The last round trip that the server has not been told of. */
  #answered: ReportClock['answered'];
  #milestones: Partial<Record<Milestone, number>> = {};
  readonly #reached = new Set<Milestone>();
  #lastAt: number;
  #hurrying = false;
  #issuesWait = false;

  constructor(port: ReportPort) {
    this.#port = port;
    this.#lastAt = port.now();
  }

  /** Reports that wait for a socket. */
  get unsent(): number {
    return this.#unsent.length;
  }

  start(): void {
    this.#port.scope.after(this.#port.intervalMs(), () => {
      this.finish();
      this.start();
    });
  }

  /** A stage of the join was reached, ms after its start; only the first time counts. */
  milestone(name: Milestone, ms: number): void {
    if (this.#reached.has(name)) return;
    this.#reached.add(name);
    this.#milestones = { ...this.#milestones, [name]: Math.max(0, Math.round(ms)) };
  }

  /** An issue changed: the server shall know now. The running interval goes on. */
  hurry(): void {
    if (this.#hurrying) return;
    this.#hurrying = true;
    this.#port.scope.after(Math.max(0, this.#lastAt + MIN_GAP_MS - this.#port.now()), () => {
      this.#hurrying = false;
      this.#sendIssues();
    });
  }

  /** Ends the running interval and sends its report, if it can be sent. */
  finish(): void {
    this.#unsent.push(this.#take());
    if (this.#unsent.length > LIMITS.maxUnsentReports) this.#drop();
    this.flush();
  }

  /** Of the oldest its time is lost, not what it told once. */
  #drop(): void {
    const [dropped, next] = this.#unsent.splice(0, 2);
    if (dropped === undefined || next === undefined) return;
    this.#unsent.unshift(carryOver(dropped, next));
  }

  /** The socket is back: the newest goes first, because it says how things are now. */
  flush(): void {
    if (this.#issuesWait) this.#sendIssues();
    while (this.#port.connected()) {
      const taken = this.#unsent.pop();
      if (taken === undefined) return;
      this.#send(taken);
    }
  }

  /** Body of the last beacon. */
  takeLast(keys: { sessionId: SessionId; beaconKey: string }, leaving: boolean): string {
    const report = this.#stamp(this.#take());
    const whole = JSON.stringify({ ...keys, leaving, report });
    if (whole.length > LIMITS.maxBodyBytes) return JSON.stringify({ ...keys, leaving, report: null });
    this.#port.sending(report);
    return whole;
  }

  #sendIssues(): void {
    this.#issuesWait = !this.#port.connected();
    // Not taken yet: a place among the unsent belongs to those that cover time.
    if (this.#issuesWait) return;
    const report = this.#port.takeIssues();
    if (report === undefined) return;
    this.#lastAt = this.#port.now();
    this.#send({ report, endMs: this.#lastAt });
  }

  #send(taken: Taken): void {
    const sentAt = this.#port.now();
    const report = this.#stamp(taken);
    this.#port.sending(report);
    const answered = (): void => {
      const roundTripMs = Math.round(this.#port.now() - sentAt);
      if (roundTripMs <= MAX_ROUND_TRIP_MS) this.#answered = { number: report.number, roundTripMs };
    };
    // What the server refuses would be refused again.
    this.#port.send(report).then(answered, () => undefined);
  }

  /** With the times of the moment, for sending right now. */
  #stamp({ report, endMs }: Taken): Report {
    const clock: ReportClock = { endMs: Math.round(endMs), sentMs: Math.round(this.#port.now()) };
    const answered = this.#answered;
    this.#answered = undefined;
    return { ...report, clock: answered === undefined ? clock : { ...clock, answered } };
  }

  #take(): Taken {
    this.#lastAt = this.#port.now();
    const milestones = this.#milestones;
    this.#milestones = {};
    return { report: this.#port.takeReport(milestones), endMs: this.#lastAt };
  }
}

/** Issues and stages of a report that will not be sent go with the next one; as old as they are. */
function carryOver(dropped: Taken, next: Taken): Taken {
  const olderMs = next.endMs - dropped.endMs;
  const carried = (dropped.report.issues ?? []).map((issue) => ({
    ...issue,
    agoMs: Math.min(LIMITS.maxIssueAgeMs, Math.round(issue.agoMs + olderMs)),
  }));
  const issues = [...carried, ...(next.report.issues ?? [])].slice(-LIMITS.maxIssuesPerReport);
  const milestones = { ...dropped.report.milestones, ...next.report.milestones };
  const { report } = next;
  return {
    ...next,
    report: {
      ...report,
      ...(issues.length === 0 ? {} : { issues }),
      ...(Object.keys(milestones).length === 0 ? {} : { milestones }),
    },
  };
}
