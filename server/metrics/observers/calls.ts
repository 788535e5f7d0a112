import type { CallObserver } from '../../rooms/ports.ts';
import type { RoomNumbersSource } from '../../telemetry/api.ts';
import { closed, SEAT_REFUSALS } from '../labels.ts';
import type { Metrics } from '../registry.ts';
import { observeReceivers } from './receivers.ts';

/** Counts what happens in rooms. */
export function observeCalls(metrics: Metrics): CallObserver {
  const opened = metrics.counter('earshot_rooms_opened_total');
  const ended = metrics.counter('earshot_rooms_closed_total');
  const started = metrics.counter('earshot_legs_started_total');
  const refused = metrics.counter('earshot_seats_refused_total');
  const legsEnded = metrics.counter('earshot_legs_ended_total');
  const legSeconds = metrics.histogram('earshot_leg_seconds');
  const speakers = metrics.counter('earshot_dominant_speaker_changes_total');
  const chats = metrics.counter('earshot_chat_messages_total');
  const batches = metrics.counter('earshot_roster_batches_total');
  const changes = metrics.counter('earshot_roster_changes_total');
  const spotlights = metrics.counter('earshot_spotlight_changes_total');
  const forbidden = metrics.counter('earshot_forbidden_refusals_total');
  return {
    ...observeReceivers(metrics),
    roomOpened() {
      opened.add({});
    },
    roomClosed() {
      ended.add({});
    },
    joined({ role }) {
      started.add({ role });
    },
    joinRefused(code) {
      refused.add({ reason: closed(SEAT_REFUSALS, code) });
    },
    left({ reason, seconds }) {
      legsEnded.add({ reason });
      legSeconds.observe({}, seconds);
    },
    dominantSpeakerChanged() {
      speakers.add({});
    },
    chatSent() {
      chats.add({});
    },
    rosterTold(entries) {
      batches.add({});
      changes.add({}, entries);
    },
    spotlightChanged() {
      spotlights.add({});
    },
    forbiddenRefused(source) {
      forbidden.add({ source });
    },
  };
}

/** Gauges of rooms and participants, read from the rooms themselves. */
export function readRooms(metrics: Metrics, rooms: RoomNumbersSource): void {
  metrics.read('earshot_rooms', () => [{ labels: {}, value: rooms.list().length }]);
  metrics.read('earshot_participants', () => [
    { labels: {}, value: rooms.list().reduce((sum, room) => sum + room.participants, 0) },
  ]);
}
