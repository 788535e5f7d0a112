/**
 * Why a participant left or a call ended: one closed list for log lines, metric labels, events and records.
 * Imports nothing.
 */
export const END_REASONS = {
  hangup: 'The participant left.',
  page_closed: 'The page was closed or reloaded and did not come back.',
  removed: 'Someone with the right to do so removed the participant.',
  call_ended: 'Someone with the right to do so ended the call for all.',
  room_closed: 'The room was closed by the server’s API.',
  replaced: 'The same identity joined again elsewhere.',
  connection_lost: 'The connection was lost and did not come back in time.',
  max_duration: 'The call reached its longest duration.',
  server_shutdown: 'The server is shutting down.',
  'failed.media': 'The media connection could not be made or renewed.',
  'failed.network': 'The server could not be reached.',
  'failed.server': 'The server failed.',
} as const;

/** One reason of the list. */
export type EndReason = keyof typeof END_REASONS;

/** All reasons, for schemas and metric labels. */
export const END_REASON_NAMES = Object.keys(END_REASONS) as [EndReason, ...EndReason[]];
