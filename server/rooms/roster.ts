import {
  LIMITS,
  ROSTER_QUALITY_RATE,
  type AnyEvent,
  type EndReason,
  type ParticipantId,
  type ParticipantInfo,
  type TrackId,
} from '@earshot/shared';
import { createTokenBucket, type TokenBucket } from '../primitives/token-bucket.ts';
import { differsInQualityOnly, RosterBatch } from './roster-batch.ts';
import type { RoomsOptions } from './options.ts';
import type { DecisionQueue } from './queue.ts';
import { describeSeat, type Seat } from './seat.ts';

/**
 * What participants are told of each other. Changes are gathered for `LIMITS.rosterBatchMs` and told together to all;
 * everybody, who just came included, stands at the same point between two batches. Inside decisions.
 */
export interface Roster {
  /** Something of this participant is another than before; `left`: why, when it is gone for the others. */
  touch(participantId: ParticipantId, left?: EndReason): void;
  /** Tells what is gathered now. */
  tell(): void;
  /** The roster as everybody was told it, with the viewer itself as it is now. */
  pictureFor(viewer: Seat): readonly ParticipantInfo[];
  /** Nobody and nothing is named before the roster has it: tells what is gathered if this event would. */
  prepareFor(event: AnyEvent): void;
  close(): void;
}

/** What it works on. */
export interface RosterParts {
  readonly options: Pick<RoomsOptions, 'clock' | 'observer'>;
  readonly seats: ReadonlyMap<ParticipantId, Seat>;
  readonly queue: DecisionQueue;
}

/** Makes it for an empty room. */
export function createRoster(parts: RosterParts): Roster {
  return new RoomRoster(parts);
}

class RoomRoster implements Roster {
  readonly #parts: RosterParts;
  /** In the order of telling. */
  readonly #told = new Map<ParticipantId, ParticipantInfo>();
  readonly #touched = new Map<ParticipantId, EndReason>();
  readonly #qualities: TokenBucket;
  #cancel: (() => void) | undefined;

  constructor(parts: RosterParts) {
    this.#parts = parts;
    this.#qualities = createTokenBucket(ROSTER_QUALITY_RATE, parts.options.clock.monotonic());
  }

  touch(participantId: ParticipantId, left?: EndReason): void {
    this.#touched.set(participantId, left ?? this.#touched.get(participantId) ?? 'hangup');
    this.#schedule();
  }

  tell(): void {
    const { options, queue, seats } = this.#parts;
    this.close();
    const batch = new RosterBatch();
    const at = options.clock.monotonic();
    for (const [participantId, reason] of this.#touched) {
      const seat = seats.get(participantId);
      const now = seat === undefined || seat.grants.hidden ? undefined : describeSeat(seat);
      const told = this.#told.get(participantId);
      if (told !== undefined && now !== undefined && differsInQualityOnly(told, now)) {
        // Stays touched: what it is when its turn comes is told.
        if (!this.#qualities.take(at)) continue;
      }
      this.#touched.delete(participantId);
      batch.add({ participantId, told, now, reason });
      if (now === undefined) this.#told.delete(participantId);
      else this.#told.set(participantId, now);
    }
    if (this.#touched.size > 0) this.#schedule(this.#qualities.waitMs(at));
    if (batch.size === 0) return;
    const viewers = [...seats.values()].filter(({ shown }) => shown);
    options.observer.rosterTold(batch.size);
    queue.effect(() => {
      for (const { outlet, participantId } of viewers) {
        for (const event of batch.eventsFor(participantId)) outlet.send(event);
      }
    });
  }

  pictureFor(viewer: Seat): readonly ParticipantInfo[] {
    const { participantId } = viewer;
    const known = [...this.#told.values()].map((info) =>
      info.participantId === participantId ? describeSeat(viewer) : info,
    );
    return this.#told.has(participantId) ? known : [...known, describeSeat(viewer)];
  }

  prepareFor(event: AnyEvent): void {
    if (this.#touched.size > 0 && this.#names(event)) this.tell();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(waitMs = 0): void {
    const { options, queue } = this.#parts;
    this.#cancel ??= options.clock.after(Math.max(LIMITS.rosterBatchMs, waitMs), () => {
      this.#cancel = undefined;
      queue.post(() => {
        this.tell();
      });
    });
  }

  /** Whether an event names somebody or something that is not told yet. */
  #names({ name, data }: AnyEvent): boolean {
    if (name === 'dominantSpeakers' || name === 'spotlight') {
      return data.participantIds.some((id) => this.#isNews(id));
    }
    if (name === 'consumersAdded') {
      return data.consumers.some(({ participantId, trackId }) => this.#isNews(participantId, trackId));
    }
    if (name === 'tracksUnavailable') {
      return data.tracks.some(({ participantId, trackId }) => this.#isNews(participantId, trackId));
    }
    if (name === 'participantIssues')
      return data.participants.some(({ participantId }) => this.#isNews(participantId));
    if (name === 'chat') return this.#isNews(data.participantId);
    if (name === 'data') return this.#isNews(data.from);
    if (name === 'muteRequested' || name === 'forbiddenForAll')
      return data.by !== null && this.#isNews(data.by);
    return false;
  }

  #isNews(participantId: ParticipantId, trackId?: TrackId): boolean {
    if (!this.#touched.has(participantId)) return false;
    const seat = this.#parts.seats.get(participantId);
    if (seat === undefined || seat.grants.hidden) return false;
    const told = this.#told.get(participantId);
    if (told === undefined) return true;
    return trackId !== undefined && !told.tracks.some((track) => track.trackId === trackId);
  }
}
