import {
  DIAGNOSTICS,
  LIMITS,
  REMOTE_ISSUE_RATE,
  type EventData,
  type ParticipantId,
  type RemoteIssue,
} from '@earshot/shared';
import { createTokenBucket, type TokenBucket } from '../primitives/token-bucket.ts';
import type { RaisedIssue } from './ports.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seat.ts';

/** What others may know of one participant's trouble. Those who lead the call may know more. */
export interface KnownIssues {
  readonly everyone: readonly RemoteIssue[];
  readonly presenters: readonly RemoteIssue[];
}

/** Nothing is wrong, or nothing that is anybody else's business. */
const NONE: KnownIssues = { everyone: [], presenters: [] };

/** Picks what others may know, the worst first, as many as fit. Pure. */
export function selectKnown(issues: readonly RaisedIssue[]): KnownIssues {
  const forPresenters = issues
    .filter(({ code }) => DIAGNOSTICS[code].audience !== 'self')
    .sort((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad') || (a.code < b.code ? -1 : 1));
  const cut = (list: readonly RemoteIssue[]) => list.slice(0, LIMITS.maxRemoteIssues);
  return {
    everyone: cut(forPresenters.filter(({ code }) => DIAGNOSTICS[code].audience === 'everyone')),
    presenters: cut(forPresenters),
  };
}

/** Tells participants what is wrong with others. Inside decisions. */
export interface RemoteIssues {
  /** What is wrong with one is another than before, or not. */
  set(seat: Seat, issues: readonly RaisedIssue[]): void;
  /** One has been given the whole picture, or may know more or less than before: is told all of it with the next batch. */
  tellWhole(seat: Seat): void;
  close(): void;
}

/** Makes it for an empty room. */
export function createRemoteIssues(core: RoomCore): RemoteIssues {
  return new RoomIssues(core);
}

type Entry = EventData<'participantIssues'>['participants'][number];
type Audience = keyof KnownIssues;

class RoomIssues implements RemoteIssues {
  readonly #core: RoomCore;
  readonly #known = new Map<ParticipantId, KnownIssues>();
  /** Whose latest state waits for the batch, with those who were told it at once. */
  readonly #waiting = new Map<ParticipantId, Set<Seat>>();
  readonly #wholeFor = new Set<Seat>();
  readonly #rate: TokenBucket;
  #cancel: (() => void) | undefined;

  constructor(core: RoomCore) {
    this.#core = core;
    this.#rate = createTokenBucket(REMOTE_ISSUE_RATE, core.options.clock.monotonic());
  }

  set(seat: Seat, issues: readonly RaisedIssue[]): void {
    const { participantId } = seat;
    const before = this.#known.get(participantId) ?? NONE;
    const now = seat.grants.hidden ? NONE : selectKnown(issues);
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    if (now.presenters.length === 0) this.#known.delete(participantId);
    else this.#known.set(participantId, now);
    this.#waiting.set(participantId, this.#tellNear(seat));
    this.#schedule();
  }

  tellWhole(seat: Seat): void {
    // Nothing to say to who knows nothing yet.
    if (this.#known.size === 0 && !seat.shown) return;
    this.#wholeFor.add(seat);
    this.#schedule();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Those who show or hear the participant are told at once, as long as that is not too often; answers who was. */
  #tellNear(subject: Seat): Set<Seat> {
    const told = new Set<Seat>();
    const { clock } = this.#core.options;
    if (this.#waiting.has(subject.participantId) || !this.#rate.take(clock.monotonic())) return told;
    const tracks = new Set([...subject.tracks.values()].map(({ trackId }) => trackId));
    const near = ({ reception }: Seat) =>
      reception !== undefined &&
      (reception.video.some(({ trackId }) => tracks.has(trackId)) ||
        reception.audio.some((trackId) => tracks.has(trackId)));
    for (const seat of this.#viewersBut(subject.participantId)) if (near(seat)) told.add(seat);
    this.#send([...told], [subject.participantId], false);
    return told;
  }

  #tellBatch(): void {
    const { options } = this.#core;
    const now = options.clock.monotonic();
    this.#forgetAbsent();
    this.#tellWholes();
    for (const [participantId, told] of [...this.#waiting]) {
      const rest = this.#viewersBut(participantId).filter((seat) => !told.has(seat));
      // Stays waiting: what it is when its turn comes is told.
      if (rest.length > 0 && !this.#rate.take(now)) break;
      this.#waiting.delete(participantId);
      this.#send(rest, [participantId], false);
    }
    if (this.#waiting.size > 0) this.#schedule(this.#rate.waitMs(now));
  }

  #tellWholes(): void {
    const present = [...this.#wholeFor].filter(({ endReason }) => endReason === undefined);
    this.#wholeFor.clear();
    this.#send(present, [...this.#known.keys()], true);
  }

  /** Who left, or became hidden, does not exist for the others. */
  #forgetAbsent(): void {
    for (const participantId of [...this.#known.keys(), ...this.#waiting.keys()]) {
      if (this.#core.seats.get(participantId)?.grants.hidden === false) continue;
      this.#known.delete(participantId);
      this.#waiting.delete(participantId);
    }
  }

  #viewersBut(participantId: ParticipantId): readonly Seat[] {
    return [...this.#core.seats.values()].filter(
      (seat) => seat.shown && seat.participantId !== participantId,
    );
  }

  /** One object for each audience, so that it is written as JSON once for all. */
  #send(recipients: readonly Seat[], subjects: readonly ParticipantId[], whole: boolean): void {
    for (const audience of ['everyone', 'presenters'] as const) {
      const those = recipients.filter((seat) => audienceOf(seat) === audience);
      if (those.length === 0) continue;
      const participants = subjects.map((participantId) => this.#describe(participantId, audience));
      const event = { name: 'participantIssues' as const, data: { whole, participants } };
      for (const seat of those) this.#core.send(seat, event);
    }
  }

  #describe(participantId: ParticipantId, audience: Audience): Entry {
    return { participantId, issues: [...(this.#known.get(participantId) ?? NONE)[audience]] };
  }

  #schedule(waitMs = 0): void {
    const { clock } = this.#core.options;
    this.#cancel ??= clock.after(Math.max(LIMITS.rosterBatchMs, waitMs), () => {
      this.#cancel = undefined;
      this.#core.queue.post(() => {
        this.#tellBatch();
      });
    });
  }
}

function audienceOf({ role, grants }: Seat): Audience {
  return role === 'presenter' || grants.admin ? 'presenters' : 'everyone';
}
