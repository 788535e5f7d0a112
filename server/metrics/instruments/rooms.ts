import { END_REASON_NAMES, ROLES, SOURCES, OPTIMAL_VIDEO_REASONS, VIDEO_CAP_REASONS } from '@earshot/shared';
import { AUDIBLE_EVICTIONS, SEAT_REFUSALS } from '../labels.ts';
import { counter, gauge, histogram } from '../instrument.ts';

/** Rooms, participants and what they do. */
export const roomInstruments = {
  earshot_rooms: gauge('Rooms open now.'),
  earshot_participants: gauge('Participants in all rooms now: every held place, hidden ones included.'),
  earshot_rooms_opened_total: counter('Rooms opened.'),
  earshot_rooms_closed_total: counter('Rooms closed.'),
  earshot_legs_started_total: counter('Seats given, by role.', { labels: { role: ROLES } }),
  earshot_seats_refused_total: counter('Seats refused by a room or by the node.', {
    labels: { reason: SEAT_REFUSALS },
  }),
  earshot_legs_ended_total: counter('Legs ended, by end reason.', { labels: { reason: END_REASON_NAMES } }),
  earshot_leg_seconds: histogram('How long a participant stayed, counted when leaving (weighted by user).', {
    unit: 'seconds',
    buckets: [10, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 36_000],
  }),
  earshot_dominant_speaker_changes_total: counter('Changes of the dominant speaker.'),
  earshot_audible_evictions_total: counter(
    'Microphones that lost their place among those forwarded: to another that spoke, or because a larger call has fewer places.',
    { labels: { cause: AUDIBLE_EVICTIONS } },
  ),
  earshot_receivers_by_video_cap: gauge('Participants now, by why they may not receive more videos.', {
    labels: { reason: VIDEO_CAP_REASONS },
  }),
  earshot_receivers_by_optimal_videos: gauge(
    'Participants now, by what keeps the number of videos they can take where it is.',
    { labels: { reason: OPTIMAL_VIDEO_REASONS } },
  ),
  earshot_optimal_videos: gauge(
    'Videos that all participants together can take now, by what keeps each participant’s number where it is.',
    { labels: { reason: OPTIMAL_VIDEO_REASONS } },
  ),
  earshot_optimal_videos_falls_total: counter(
    'Times that a participant could take fewer videos than before, by reason.',
    { labels: { reason: OPTIMAL_VIDEO_REASONS } },
  ),
  earshot_chat_messages_total: counter('Chat messages sent.'),
  earshot_roster_batches_total: counter('Gathered changes of rosters that were told to their rooms.'),
  earshot_roster_changes_total: counter('Changes of participants and tracks in those batches.'),
  earshot_spotlight_changes_total: counter('Changes of who is in the spotlight.'),
  earshot_forbidden_refusals_total: counter(
    'Publishing or unmuting refused because an admin of the call has forbidden it.',
    { labels: { source: SOURCES } },
  ),
} as const;
