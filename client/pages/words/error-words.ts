import { EarshotError, type ErrorCode } from '@earshot/client';

/** An error, for the person: what happened, and what to do. */
export interface ErrorWords {
  readonly title: string;
  readonly hint: string;
}

const OPEN_LINK_AGAIN = 'Ask the person who invited you for a new link.';

const SPECIAL: Readonly<Partial<Record<ErrorCode, ErrorWords>>> = {
  room_full: {
    title: 'The call is full',
    hint: 'It has as many participants as it may have. Try again when someone has left.',
  },
  node_full: { title: 'The server is full', hint: 'Try again in a few minutes.' },
  draining: { title: 'The server is being restarted', hint: 'Try again in a moment.' },
  rate_limited: { title: 'That was too fast', hint: 'Wait a few seconds, then try again.' },
  origin_not_allowed: {
    title: 'This website may not use the call server',
    hint: 'Its operator must add the website’s address to the allowed origins.',
  },
  token_missing: { title: 'You need an invitation to join', hint: OPEN_LINK_AGAIN },
  token_invalid: { title: 'Your access to this call is not valid', hint: OPEN_LINK_AGAIN },
  token_algorithm: { title: 'Your access to this call is not valid', hint: OPEN_LINK_AGAIN },
  token_expired: { title: 'Your access to this call has expired', hint: OPEN_LINK_AGAIN },
  token_not_yet_valid: {
    title: 'It is too early to join',
    hint: 'Your access to this call starts later. Check the clock of this device, too.',
  },
  token_wrong_room: {
    title: 'Your access is for another room',
    hint: 'Check the name of the room, or ask for a new link.',
  },
  not_allowed: { title: 'You are not allowed to do this', hint: 'Someone who leads the call can.' },
  guest_access_off: {
    title: 'Guests cannot join here by link',
    hint: 'Open the call from the app that uses this server.',
  },
  invite_invalid: { title: 'This invite link is not valid', hint: OPEN_LINK_AGAIN },
  invite_expired: { title: 'This invite link has expired', hint: OPEN_LINK_AGAIN },
  invite_revoked: { title: 'This invite link was withdrawn', hint: OPEN_LINK_AGAIN },
  room_not_found: { title: 'There is no such room', hint: 'Check its name.' },
  message_too_large: { title: 'That is too long', hint: 'Shorten it and try again.' },
  version_unsupported: { title: 'This page is out of date', hint: 'Reload it.' },
  ice_failed: {
    title: 'No way for sound and picture was found',
    hint: 'A firewall or VPN may block calls. Try another network, or switch the VPN off.',
  },
  timeout: { title: 'The server did not answer in time', hint: 'Check your network and try again.' },
  cancelled: { title: 'Cancelled', hint: 'Try again when you are ready.' },
  connection_lost: { title: 'The connection is lost', hint: 'Check your network and try again.' },
  store_off: {
    title: 'This server keeps nothing of its calls',
    hint: 'Its configuration says so.',
  },
  store_unavailable: {
    title: 'What is kept of calls cannot be reached now',
    hint: 'Calls go on. Try again in a moment.',
  },
  call_not_found: {
    title: 'Nothing is kept of this call',
    hint: 'It may be older than what is kept, or the address is not whole.',
  },
  server_unreachable: { title: 'The server could not be reached', hint: 'Check your network and try again.' },
  permission_denied: {
    title: 'The browser may not use this device',
    hint: 'Allow it with the icon beside the page’s address (or in the system’s privacy settings), then try again.',
  },
  device_not_found: { title: 'No device was found', hint: 'Plug one in, or choose another in the settings.' },
  device_in_use: {
    title: 'The device cannot be started',
    hint: 'Another program may be using it. Close that program and try again, or choose another device.',
  },
  device_timeout: {
    title: 'The device did not answer',
    hint: 'Look for a question of your browser that waits for an answer, or choose another device.',
  },
  device_constraints: {
    title: 'The device cannot do this',
    hint: 'Choose other settings, or another device.',
  },
  insecure_context: {
    title: 'Microphone and camera need a secure page',
    hint: 'Open this page by its https address (or on localhost).',
  },
  policy_blocked: {
    title: 'The website around this page forbids microphone and camera',
    hint: 'Open the call in its own tab, or ask the website’s operator to allow them.',
  },
  not_supported: {
    title: 'This browser cannot do it',
    hint: 'Try a current Chrome, Edge, Firefox or Safari.',
  },
  autoplay_blocked: { title: 'The browser plays no sound yet', hint: 'Click the page to hear the others.' },
  internal: { title: 'Something went wrong', hint: 'Try again. If it goes on, reload the page.' },
};

const BY_CATEGORY: Readonly<Record<EarshotError['category'], ErrorWords>> = {
  denied: { title: 'This is not possible now', hint: 'Ask someone who leads the call.' },
  misuse: { title: 'Something went wrong', hint: 'Reload the page and try again.' },
  network: { title: 'The network got in the way', hint: 'Check your network and try again.' },
  device: { title: 'A device got in the way', hint: 'Check your devices in the settings.' },
  server: { title: 'The server failed', hint: 'Wait a moment and try again.' },
};

/** Any thrown value, for the person. */
export function errorWords(thrown: unknown): ErrorWords {
  const error = EarshotError.from(thrown);
  return SPECIAL[error.code] ?? BY_CATEGORY[error.category];
}

/** Both parts in one line, for short notices. */
export function errorLine(thrown: unknown): string {
  const words = errorWords(thrown);
  return `${words.title}. ${words.hint}`;
}
