import type { EndReason } from '@earshot/client';

/** How a call's end is told. */
export interface EndWords {
  readonly title: string;
  readonly text: string;
  /** Whether joining again makes sense. */
  readonly rejoin: boolean;
}

const ENDS: Readonly<Record<EndReason, EndWords>> = {
  hangup: { title: 'You left the call', text: 'Others can go on without you.', rejoin: true },
  page_closed: { title: 'You left the call', text: 'The page was closed.', rejoin: true },
  removed: {
    title: 'You were removed from the call',
    text: 'Someone who leads the call removed you. Ask them before joining again.',
    rejoin: true,
  },
  call_ended: {
    title: 'The call has ended',
    text: 'Someone who leads the call ended it for everyone.',
    rejoin: true,
  },
  room_closed: {
    title: 'The room was closed',
    text: 'The operator of this service closed the room.',
    rejoin: true,
  },
  replaced: {
    title: 'You joined from another place',
    text: 'This call goes on in your other tab or device. Joining here again takes it back.',
    rejoin: true,
  },
  connection_lost: {
    title: 'The connection was lost',
    text: 'It did not come back in time. Check your network, then join again.',
    rejoin: true,
  },
  max_duration: {
    title: 'The call reached its longest duration',
    text: 'Join again to start a new one.',
    rejoin: true,
  },
  server_shutdown: {
    title: 'The server is being restarted',
    text: 'This usually takes a moment. Join again to go on.',
    rejoin: true,
  },
  'failed.media': {
    title: 'Sound and picture could not get through',
    text: 'A firewall or VPN may block calls. Try another network, or switch the VPN off, then join again.',
    rejoin: true,
  },
  'failed.network': {
    title: 'The server could not be reached',
    text: 'Check your network, then join again.',
    rejoin: true,
  },
  'failed.server': { title: 'The server failed', text: 'Wait a moment, then join again.', rejoin: true },
};

/** Why a call is over, for the person who was in it. */
export function endWords(reason: EndReason): EndWords {
  return ENDS[reason];
}
