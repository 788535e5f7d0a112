import { UNKNOWN_DIRECTION, type RatedDirection, type Report } from '@earshot/shared';
import type { Clock } from '../clock.ts';
import { hear, toServerTime, UNHEARD, type ClockOffset } from './clock-offset.ts';
import type { IngestObserver, ReportSource } from './ports.ts';
import { cover, openLedger, settle, type Ledger, type Stretch } from './seconds.ts';

/**
 * How long a report is waited for, ms: a client keeps six intervals of 10 s while its socket is away, and the timers of
 * a hidden tab may run a minute late. What no report covers by then is unknown for good.
 */
const LATE_MS = 120_000;
/** How often time that passed is counted, ms: also a client that never reports shall show while it is there. */
const SWEEP_MS = 10_000;
/** Nobody could judge it. */
const UNKNOWN: LegQuality = { receive: UNKNOWN_DIRECTION, send: UNKNOWN_DIRECTION };

/** The part of a report that says which time it is about. */
export type ReportTimes = Pick<Report, 'number' | 'intervalMs' | 'clock'>;

/** How an interval of a leg was, by what it received and by what it sent. */
export interface LegQuality {
  readonly receive: RatedDirection;
  readonly send: RatedDirection;
}

/** Where an interval lies in the server's time. */
export interface Placed extends Stretch {
  /** By how much it may be off, ms; `undefined` before a round trip has shown it. */
  readonly uncertaintyMs: number | undefined;
}

interface Leg {
  readonly source: ReportSource;
  /** Its time is counted, and nothing is asked of it. */
  readonly optedOut: boolean;
  ledger: Ledger;
  clock: ClockOffset;
  /** Until then its time is counted as connected, monotonic ms. */
  connectedTo: number;
}

/**
 * Counts the seconds of legs so that none is lost and none counts twice: good, fair, poor and unknown seconds of a leg
 * add up to the time for which it held its place, by the server's own clock. All of one that opted out is opted out. Its timer runs only while there are legs.
 */
export class LegSeconds {
  readonly #clock: Clock;
  readonly #observer: IngestObserver;
  readonly #legs = new Map<string, Leg>();
  #isSweeping = false;

  constructor(parts: { readonly clock: Clock; readonly observer: IngestObserver }) {
    this.#clock = parts.clock;
    this.#observer = parts.observer;
  }

  /** A leg begins; nothing when it has begun already. */
  begin(source: ReportSource, { optedOut }: { readonly optedOut: boolean }): void {
    this.#open(source, this.#clock.monotonic(), optedOut);
  }

  /** A report came that covers no time: it still shows where the client's clock stands. */
  hear(source: ReportSource, times: ReportTimes): void {
    const leg = this.#legs.get(source.participantId);
    if (leg !== undefined) leg.clock = heard(leg.clock, times, this.#clock.monotonic());
  }

  /** Where the interval of a report that came now lies in the server's time. */
  place(source: ReportSource, times: ReportTimes): Placed {
    const now = this.#clock.monotonic();
    // A leg of whose beginning nobody told began with what it reports first.
    const leg = this.#legs.get(source.participantId) ?? this.#open(source, now - times.intervalMs);
    leg.clock = heard(leg.clock, times, now);
    return this.#place(leg, times, now);
  }

  /** Counts what an interval covers and no other did, by the quality that it was given. */
  count(source: ReportSource, placed: Stretch, quality: LegQuality): void {
    const now = this.#clock.monotonic();
    const leg = this.#legs.get(source.participantId);
    if (leg === undefined) return;
    const { ledger, addedMs } = cover(leg.ledger, placed, now);
    leg.ledger = ledger;
    if (addedMs === 0) return;
    this.#observer.reportedSeconds(addedMs / 1_000);
    this.#countQuality(leg, quality, addedMs);
  }

  /** A leg is over: what no report covers stays unknown. Nothing when it is not known. */
  end(participantId: string): void {
    const leg = this.#legs.get(participantId);
    if (leg === undefined) return;
    this.#legs.delete(participantId);
    const now = this.#clock.monotonic();
    this.#settle(leg, { until: now, now });
  }

  #open(source: ReportSource, from: number, optedOut = false): Leg {
    const known = this.#legs.get(source.participantId);
    if (known !== undefined) return known;
    const leg: Leg = { source, optedOut, ledger: openLedger(from), clock: UNHEARD, connectedTo: from };
    this.#legs.set(source.participantId, leg);
    this.#sweepLater();
    return leg;
  }

  /** Where a report's interval lies in the server's time: it has ended when it comes, by whatever its sender's clock says. */
  #place(leg: Leg, { clock, intervalMs }: ReportTimes, now: number): Placed {
    const end = clock === undefined ? undefined : toServerTime(leg.clock, clock.endMs);
    const to = Math.min(now, end?.atMs ?? now);
    this.#observer.reportAge((now - to) / 1_000);
    if (end?.uncertaintyMs !== undefined) this.#observer.clockUncertainty(end.uncertaintyMs / 1_000);
    return { from: to - intervalMs, to, uncertaintyMs: end?.uncertaintyMs };
  }

  #sweepLater(): void {
    if (this.#isSweeping || this.#legs.size === 0) return;
    this.#isSweeping = true;
    this.#clock.after(SWEEP_MS, () => {
      this.#isSweeping = false;
      const now = this.#clock.monotonic();
      for (const leg of this.#legs.values()) this.#settle(leg, { until: now - LATE_MS, now });
      this.#sweepLater();
    });
  }

  #settle(leg: Leg, { until, now }: { readonly until: number; readonly now: number }): void {
    const connected = (now - leg.connectedTo) / 1_000;
    leg.connectedTo = now;
    if (leg.optedOut) {
      this.#observer.optedOutSeconds(connected);
      return;
    }
    this.#observer.connectedSeconds(connected);
    const { ledger, missedMs } = settle(leg.ledger, until);
    leg.ledger = ledger;
    if (missedMs > 0) this.#countQuality(leg, UNKNOWN, missedMs);
  }

  #countQuality({ source }: Leg, judged: LegQuality, ms: number): void {
    for (const direction of ['receive', 'send'] as const) {
      const { quality, kind } = judged[direction];
      const { band, factor, blame } = quality;
      this.#observer.qualitySeconds({ direction, kind, band, factor, blame }, ms / 1_000, source);
    }
  }
}

/** What is known of a leg's clock with this report; one that names no times says nothing of it. */
function heard(before: ClockOffset, { number, clock }: ReportTimes, receivedMs: number): ClockOffset {
  if (clock === undefined) return before;
  return hear(before, { number, sentMs: clock.sentMs, receivedMs, answered: clock.answered });
}
