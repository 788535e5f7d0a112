import {
  UNKNOWN_DIRECTION,
  type CallId,
  type ParticipantId,
  type RatedDirection,
  type Report,
} from '@earshot/shared';
import type { Clock } from '../clock.ts';
import { hear, toServerTime, UNHEARD, type ClockOffset } from './clock-offset.ts';
import type { IngestObserver } from './ports.ts';
import { cover, findMissed, openLedger, settle, type Ledger, type Stretch } from './seconds.ts';
import { cutBySeen, LEAST_PIECE_MS, piecesOf, toGrid, type SeenPiece } from './unreported.ts';

/**
 * How long a report is waited for, ms: a client keeps six intervals of 10 s while its socket is away, and the timers of
 * a hidden tab may run a minute late. What no report covers by then is for the server alone to judge.
 */
const LATE_MS = 120_000;
/**
 * How long after its end the server looks at time that no report covers, ms: a report that comes at once has been counted by then, and the
 * server's readings are remembered for three times as long.
 */
const LOOK_MS = 20_000;
/** How often time that passed is counted, ms: also a client that never reports shall show while it is there. */
const SWEEP_MS = 10_000;
/** Nobody could judge it. */
const UNKNOWN: LegQuality = {
  receive: UNKNOWN_DIRECTION,
  own: UNKNOWN_DIRECTION,
  send: UNKNOWN_DIRECTION,
};

/** The part of a report that says which time it is about. */
export type ReportTimes = Pick<Report, 'number' | 'intervalMs' | 'clock'>;

/** How an interval of a leg was, by what it received and by what it sent. */
export interface LegQuality {
  readonly receive: RatedDirection;
  /** What it received without the tracks whose publishers are at fault. */
  readonly own: RatedDirection;
  readonly send: RatedDirection;
}

/** Where an interval lies in the server's time. */
export interface Placed extends Stretch {
  /** By how much it may be off, ms; `undefined` before a round trip has shown it. */
  readonly uncertaintyMs: number | undefined;
}

/** Whose time it is. */
export interface LegSource {
  readonly callId: CallId;
  readonly participantId: ParticipantId;
}

/** What the server itself saw of a piece of time that no report covers. */
export interface SeenLeg {
  readonly quality: LegQuality;
  /** One of its transports was impaired; `undefined`: nobody looked. */
  readonly isImpaired: boolean | undefined;
}

/** Who looks at time that no report covers. */
export interface Lookout<Seen extends SeenLeg> {
  see(source: LegSource, piece: Stretch): Seen;
  /** No report came of it in time; `seen` is `undefined` where it came too late to look. Pieces of a second or more. */
  missed(source: LegSource, piece: Stretch, seen: Seen | undefined): void;
}

interface Leg<Seen> {
  readonly source: LegSource;
  /** Monotonic ms. */
  readonly from: number;
  /** Its time is counted, and nothing is asked of it. */
  readonly optedOut: boolean;
  ledger: Ledger;
  clock: ClockOffset;
  /** Until then the server has looked at what no report covers, monotonic ms. */
  lookedTo: number;
  /** What it saw, of time that is not settled: in order, as much as fits between looking and settling. */
  seen: SeenPiece<Seen>[];
  /** Until then its time is counted as connected, monotonic ms. */
  connectedTo: number;
}

/**
 * Counts the seconds of legs so that none is lost and none counts twice: good, fair, poor and unknown seconds of a leg
 * add up to the time for which it held its place, by the server's own clock. All of one that opted out is opted out. Its timer runs only while there are legs.
 */
export class LegSeconds<Seen extends SeenLeg> {
  readonly #clock: Clock;
  readonly #observer: IngestObserver;
  readonly #lookout: Lookout<Seen>;
  readonly #legs = new Map<string, Leg<Seen>>();
  #isSweeping = false;

  constructor(parts: {
    readonly clock: Clock;
    readonly observer: IngestObserver;
    readonly lookout: Lookout<Seen>;
  }) {
    this.#clock = parts.clock;
    this.#observer = parts.observer;
    this.#lookout = parts.lookout;
  }

  /** A leg begins; nothing when it has begun already. */
  begin(source: LegSource, { optedOut }: { readonly optedOut: boolean }): void {
    this.#open(source, this.#clock.monotonic(), optedOut);
  }

  /** A report came that covers no time: it still shows where the client's clock stands. */
  hear(source: LegSource, times: ReportTimes): void {
    const leg = this.#legs.get(source.participantId);
    if (leg !== undefined) leg.clock = heard(leg.clock, times, this.#clock.monotonic());
  }

  /** Where the interval of a report that came now lies in the server's time. */
  place(source: LegSource, times: ReportTimes): Placed {
    const now = this.#clock.monotonic();
    // A leg of whose beginning nobody told began with what it reports first.
    const leg = this.#legs.get(source.participantId) ?? this.#open(source, now - times.intervalMs);
    leg.clock = heard(leg.clock, times, now);
    return this.#place(leg, times, now);
  }

  /** Counts what an interval covers and no other did, by what is known of it. */
  count(source: LegSource, placed: Stretch, { quality, isImpaired }: SeenLeg): void {
    const now = this.#clock.monotonic();
    const leg = this.#legs.get(source.participantId);
    if (leg === undefined) return;
    const { ledger, addedMs } = cover(leg.ledger, placed, now);
    leg.ledger = ledger;
    if (addedMs === 0) return;
    this.#observer.reportedSeconds(addedMs / 1_000);
    if (isImpaired === true) this.#observer.impairedSeconds('report', addedMs / 1_000);
    this.#countQuality(leg, quality, addedMs);
  }

  /** A leg is over: what no report covers is for the server alone to judge. Nothing when it is not known. */
  end(participantId: string): void {
    const leg = this.#legs.get(participantId);
    if (leg === undefined) return;
    this.#legs.delete(participantId);
    const now = this.#clock.monotonic();
    this.#look(leg, now);
    this.#settle(leg, { until: now, now });
  }

  #open(source: LegSource, from: number, optedOut = false): Leg<Seen> {
    const known = this.#legs.get(source.participantId);
    if (known !== undefined) return known;
    const ledger = openLedger(from);
    const leg: Leg<Seen> = {
      ...{ source, from, optedOut, ledger, clock: UNHEARD },
      ...{ lookedTo: from, seen: [], connectedTo: from },
    };
    this.#legs.set(source.participantId, leg);
    this.#sweepLater();
    return leg;
  }

  /** Where a report's interval lies in the server's time: it has ended when it comes, by whatever its sender's clock says. */
  #place(leg: Leg<Seen>, { clock, intervalMs }: ReportTimes, now: number): Placed {
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
      for (const leg of this.#legs.values()) {
        this.#look(leg, toGrid(leg.from, now - LOOK_MS));
        this.#settle(leg, { until: toGrid(leg.from, now - LATE_MS), now });
      }
      this.#sweepLater();
    });
  }

  #look(leg: Leg<Seen>, until: number): void {
    if (leg.optedOut || until <= leg.lookedTo) return;
    const missed = findMissed(leg.ledger, { from: leg.lookedTo, to: until });
    leg.lookedTo = until;
    for (const piece of piecesOf(leg.from, missed))
      leg.seen.push({ ...piece, seen: this.#lookout.see(leg.source, piece) });
  }

  #settle(leg: Leg<Seen>, { until, now }: { readonly until: number; readonly now: number }): void {
    const connected = (now - leg.connectedTo) / 1_000;
    leg.connectedTo = now;
    if (leg.optedOut) {
      this.#observer.optedOutSeconds(connected);
      return;
    }
    this.#observer.connectedSeconds(connected);
    const { ledger, missed } = settle(leg.ledger, until);
    leg.ledger = ledger;
    for (const piece of cutBySeen(missed, leg.seen)) this.#miss(leg, piece, piece.seen);
    leg.seen = leg.seen.filter(({ to }) => to > until);
  }

  #miss(leg: Leg<Seen>, { from, to }: Stretch, seen: Seen | undefined): void {
    const ms = to - from;
    const quality = seen?.quality ?? UNKNOWN;
    const judged = isJudged(quality) ? 'server' : 'nobody';
    this.#observer.unreportedSeconds(judged, ms / 1_000);
    if (seen?.isImpaired === true) this.#observer.impairedSeconds(judged, ms / 1_000);
    this.#countQuality(leg, quality, ms);
    if (ms >= LEAST_PIECE_MS) this.#lookout.missed(leg.source, { from, to }, seen);
  }

  #countQuality({ source }: Leg<Seen>, judged: LegQuality, ms: number): void {
    for (const direction of ['receive', 'send'] as const) {
      const { quality, kind } = judged[direction];
      const { band, factor, blame } = quality;
      this.#observer.qualitySeconds({ direction, kind, band, factor, blame }, ms / 1_000, source);
    }
    const { band, blame } = judged.own.quality;
    this.#observer.ownQualitySeconds({ band, blame }, ms / 1_000);
  }
}

/** Whether anybody could say how either direction was. */
export function isJudged({ receive, send }: LegQuality): boolean {
  return receive.quality.score !== null || send.quality.score !== null;
}

/** What is known of a leg's clock with this report; one that names no times says nothing of it. */
function heard(before: ClockOffset, { number, clock }: ReportTimes, receivedMs: number): ClockOffset {
  if (clock === undefined) return before;
  return hear(before, { number, sentMs: clock.sentMs, receivedMs, answered: clock.answered });
}
