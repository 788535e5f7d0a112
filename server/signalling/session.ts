import {
  EarshotError,
  LIMITS,
  type AnyEvent,
  type EndReason,
  type SessionId,
  type SnapshotPart,
} from '@earshot/shared';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Member } from '../rooms/api.ts';
import type { Outlet } from '../rooms/ports.ts';
import { Answers } from './answers.ts';
import { Outbox, type NumberedEvent } from './outbox.ts';
import { FamilyRates } from './rates.ts';
import { nextState, type SessionEvent, type SessionGraces, type SessionState } from './session-state.ts';

/** The socket that carries a session at a time. */
export interface EventSink {
  readonly connectionId: string;
  emit(frame: NumberedEvent): void;
  /** Another socket carries the session now, or it is over. */
  release(why: 'moved' | 'ended'): void;
}

/** What a session is made with. */
export interface SessionOptions {
  readonly id: SessionId;
  readonly resumeToken: string;
  readonly beaconKey: string;
  readonly connectionId: string;
  readonly graces: SessionGraces;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called once, when the session is over. */
  readonly onClosed: (session: Session, reason: EndReason) => void;
}

/** The signalling relation of one participant: outlives its sockets, ends with the leg. */
export class Session implements Outlet {
  readonly id: SessionId;
  readonly resumeToken: string;
  readonly beaconKey: string;
  readonly answers = new Answers(LIMITS.answersKept);
  readonly rates = new FamilyRates();
  readonly #options: SessionOptions;
  readonly #outbox = new Outbox({ events: LIMITS.outboxEvents, bytes: LIMITS.outboxBytes });
  #state: SessionState;
  #member: Member | undefined;
  #sink: EventSink | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.id = options.id;
    this.resumeToken = options.resumeToken;
    this.beaconKey = options.beaconKey;
    this.#state = { name: 'awaiting', connectionId: options.connectionId };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The participant's leg. Throws `ended` when it is over, `not_joined` before it has begun. */
  getMember(): Member {
    if (this.#state.name === 'closed')
      throw new EarshotError('ended', undefined, { details: { reason: this.#state.reason } });
    if (this.#member === undefined) throw new EarshotError('not_joined');
    return this.#member;
  }

  /** Whose it is or was; `undefined` before it has begun. */
  get leg(): Pick<Member, 'callId' | 'participantId'> | undefined {
    return this.#member;
  }

  /** The seat is taken. The rest of a long snapshot goes out first of all events. */
  begin(member: Member, rest: readonly SnapshotPart[]): void {
    this.#member = member;
    for (const part of rest) this.send({ name: 'snapshot', data: part });
  }

  send(event: AnyEvent): void {
    if (this.#state.name === 'closed') return;
    const frame = this.#outbox.push(event);
    this.#sink?.emit(frame);
  }

  end(reason: EndReason): void {
    this.#apply({ type: 'ended', reason });
  }

  /** A socket carries the session from now on: events after `lastSeq` go out, or a snapshot. */
  attach(sink: EventSink, lastSeq: number): void {
    if (this.#state.name === 'closed') {
      sink.release('ended');
      return;
    }
    const previous = this.#sink;
    this.#sink = undefined;
    // Before anything is written: should the socket close meanwhile, the session must know that it was this one.
    this.#apply({ type: 'attached', connectionId: sink.connectionId });
    const missed = this.#outbox.since(lastSeq);
    if (missed === undefined) this.#outbox.clear();
    else this.#outbox.acknowledge(lastSeq);
    this.#sink = sink;
    for (const frame of missed ?? []) sink.emit(frame);
    if (missed === undefined)
      for (const part of this.#member?.snapshot() ?? []) this.send({ name: 'snapshot', data: part });
    previous?.release('moved');
  }

  /** How a resume from `lastSeq` would go. */
  planResume(lastSeq: number): { mode: 'replay' | 'snapshot'; missed: number } {
    const missed = Math.max(0, this.#outbox.lastSeq - lastSeq);
    return { mode: this.#outbox.since(lastSeq) === undefined ? 'snapshot' : 'replay', missed };
  }

  /** A socket is gone. Without effect when another carries the session by now. */
  detach(connectionId: string): void {
    if (this.#sink?.connectionId === connectionId) this.#sink = undefined;
    this.#apply({ type: 'detached', connectionId, at: this.#options.clock.monotonic() });
  }

  /** The page said goodbye: the place is kept for a short time only. */
  pageClosed(): void {
    const sink = this.#sink;
    this.#sink = undefined;
    this.#apply({ type: 'pageClosed', at: this.#options.clock.monotonic() });
    sink?.release('moved');
  }

  /** Number of the newest event. */
  get lastSeq(): number {
    return this.#outbox.lastSeq;
  }

  /** The client has all events up to `seq`. */
  acknowledge(seq: number): void {
    this.#outbox.acknowledge(seq);
  }

  /** The reader is so far behind that it is better off with a snapshot on a new socket. */
  get isTooSlow(): boolean {
    return this.#outbox.unacknowledgedBytes > LIMITS.maxUnacknowledgedBytes;
  }

  #apply(event: SessionEvent): void {
    const before = this.#state;
    const after = nextState(before, event, this.#options.graces);
    if (after === before) return;
    this.#state = after;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (after.name === 'closed') this.#close(after.reason);
    else if (after.name === 'suspended') this.#suspend(after.deadline, before.name);
    else if (after.name === 'joined') this.#member?.setConnection('connected');
  }

  #suspend(deadline: number, before: SessionState['name']): void {
    const { clock, logger } = this.#options;
    this.#cancelTimer = clock.after(Math.max(0, deadline - clock.monotonic()), () => {
      this.#apply({ type: 'ticked', at: Math.max(deadline, clock.monotonic()) });
    });
    if (before === 'suspended') return;
    logger.info({ sessionId: this.id }, 'session suspended');
    this.#member?.setConnection('reconnecting');
  }

  #close(reason: EndReason): void {
    this.#member?.leave(reason);
    this.#outbox.clear();
    const sink = this.#sink;
    this.#sink = undefined;
    sink?.release('ended');
    this.#options.onClosed(this, reason);
  }
}
