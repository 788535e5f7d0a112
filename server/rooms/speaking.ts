import { LIMITS, type ParticipantId, type TrackId } from '@earshot/shared';
import { createSpeakerState, isHeard, next, type SpeakerEvent } from '../speakers/selector.ts';
import type { Forwarding } from './forwarding.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seat.ts';
import { createWakeUp } from './wake-up.ts';

/** Who speaks. Fed by decisions; tells everybody when the order of dominant speakers changes. */
export interface Speaking {
  /** Who everybody was told to be dominant, the most dominant first. */
  told(): readonly ParticipantId[];
  /** A microphone is heard from now on: published unmuted, or unmuted. */
  unmuted(seat: Seat, trackId: TrackId): void;
  muted(seat: Seat, trackId: TrackId): void;
  /** Unpublished, or its owner left. */
  gone(seat: Seat, trackId: TrackId): void;
  /** Loudness in the last interval. */
  heard(levels: readonly { seat: Seat; trackId: TrackId; level: number }[]): void;
  /** The observer of dominance chose. */
  chosen(seat: Seat, trackId: TrackId): void;
}

/** Changes behind the most dominant one are gathered so long, ms: every one of them goes to everybody. */
const GATHER_MS = 1_000;

/** Makes it for a silent room. */
export function createSpeaking(core: RoomCore, forwarding: Forwarding): Speaking {
  const { clock, observer } = core.options;
  let state = createSpeakerState<ParticipantId>();
  let told: readonly ParticipantId[] = [];
  const wakeUp = createWakeUp(clock, () => {
    core.queue.post(() => {
      advance({ kind: 'tick' });
    });
  });

  let gathers = false;
  const later = createWakeUp(clock, () => {
    core.queue.post(tell);
  });

  function tell(): void {
    later.set(undefined);
    gathers = false;
    const first = state.order.slice(0, LIMITS.dominantSpeakersTold);
    if (isSame(first, told)) return;
    told = first;
    core.toAll({ name: 'dominantSpeakers', data: { participantIds: first, at: clock.now() } });
  }

  /** The most dominant one is told at once, and nobody stays named who is gone. */
  function tellInTime(): void {
    const isUrgent = state.order[0] !== told[0] || told.some((id) => !state.order.includes(id));
    const isBack = isSame(state.order.slice(0, LIMITS.dominantSpeakersTold), told);
    if (isUrgent || isBack) tell();
    else if (!gathers) {
      gathers = true;
      later.set(clock.monotonic() + GATHER_MS);
    }
  }

  function advance(event: SpeakerEvent<ParticipantId>): void {
    const head = state.order[0];
    const after = next(state, event, clock.monotonic());
    state = after.state;
    wakeUp.set(after.recheckAt);
    if (!after.changed) return;
    if (state.order[0] !== head) observer.dominantSpeakerChanged();
    forwarding.dominantChanged(state.order);
    tellInTime();
  }

  return {
    told: () => told,
    unmuted(seat, trackId) {
      forwarding.microphoneChanged({ kind: 'unmuted', id: trackId });
      advance({ kind: 'unmuted', id: seat.participantId });
    },
    muted(seat, trackId) {
      forwarding.microphoneChanged({ kind: 'muted', id: trackId });
      advance({ kind: 'muted', id: seat.participantId });
    },
    gone(seat, trackId) {
      forwarding.microphoneChanged({ kind: 'gone', id: trackId });
      advance({ kind: 'left', id: seat.participantId });
    },
    heard(levels) {
      if (levels.length > 0) {
        forwarding.microphoneChanged({
          kind: 'heard',
          levels: levels.map(({ trackId, level }) => ({ id: trackId, level })),
        });
      }
      advance({
        kind: 'levels',
        levels: levels.map(({ seat, level }) => ({ id: seat.participantId, level })),
      });
    },
    chosen(seat, trackId) {
      advance({ kind: 'dominant', id: seat.participantId });
      // Levels may skip who sends few packets: a choice that counts is as good as being heard.
      if (isHeard(state, seat.participantId, clock.monotonic())) {
        forwarding.microphoneChanged({ kind: 'chosen', id: trackId });
      }
    },
  };
}

function isSame(some: readonly ParticipantId[], others: readonly ParticipantId[]): boolean {
  return some.length === others.length && some.every((id, index) => id === others[index]);
}
