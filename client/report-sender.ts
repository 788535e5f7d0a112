import { LIMITS, type Milestone, type Report, type SessionId } from '@earshot/shared';
import type { Scope } from './scope.ts';

/** Least time between reports: an issue reports at once, a flood of issues does not. */
const MIN_GAP_MS = 1_000;

/** What sending reports needs. */
export interface ReportPort {
  readonly scope: Scope;
  /** Monotonic ms. */
  now(): number;
  intervalMs(): number;
  takeReport(milestones: Report['milestones']): Report;
  connected(): boolean;
  /** Rejects when the report was not taken. */
  send(report: Report): Promise<unknown>;
}

/** Reports every 10 s and at once on a change of issues; keeps a few while the socket is away. */
export class ReportSender {
  readonly #port: ReportPort;
  readonly #unsent: Report[] = [];
  #milestones: Partial<Record<Milestone, number>> = {};
  readonly #reached = new Set<Milestone>();
  #lastAt: number;
  #cancel: (() => void) | undefined;

  constructor(port: ReportPort) {
    this.#port = port;
    this.#lastAt = port.now();
  }

  /** Reports that wait for a socket. */
  get unsent(): number {
    return this.#unsent.length;
  }

  start(): void {
    this.#arm(this.#port.intervalMs());
  }

  /** A stage of the join was reached, ms after its start; only the first time counts. */
  milestone(name: Milestone, ms: number): void {
    if (this.#reached.has(name)) return;
    this.#reached.add(name);
    this.#milestones = { ...this.#milestones, [name]: Math.max(0, Math.round(ms)) };
  }

  /** An issue changed: the server shall know now. */
  hurry(): void {
    this.#arm(Math.max(0, this.#lastAt + MIN_GAP_MS - this.#port.now()));
  }

  /** The socket is back: the newest report goes first, because it says how things are now. */
  flush(): void {
    while (this.#port.connected()) {
      const report = this.#unsent.pop();
      if (report === undefined) return;
      // What the server refuses would be refused again.
      this.#port.send(report).catch(() => undefined);
    }
  }

  /** Body of the last beacon. */
  takeLast(keys: { sessionId: SessionId; beaconKey: string }, leaving: boolean): string {
    const whole = JSON.stringify({ ...keys, leaving, report: this.#take() });
    return whole.length <= LIMITS.maxBodyBytes ? whole : JSON.stringify({ ...keys, leaving, report: null });
  }

  #arm(delayMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#port.scope.after(delayMs, () => {
      this.#unsent.push(this.#take());
      if (this.#unsent.length > LIMITS.maxUnsentReports) this.#unsent.shift();
      this.flush();
      this.#arm(this.#port.intervalMs());
    });
  }

  #take(): Report {
    this.#lastAt = this.#port.now();
    const milestones = this.#milestones;
    this.#milestones = {};
    return this.#port.takeReport(milestones);
  }
}
