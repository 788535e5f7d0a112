import { EMPTY_REPORT } from '../support/reports.ts';
import type { RequestName } from '@earshot/shared';
import { opusParameters } from '../media/fixtures.ts';
import { CLIENT_INFO } from '../support/wire-client.ts';

const UUID = '00000000-0000-4000-8000-000000000001';
const DTLS = { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: `${'AB:'.repeat(31)}AB` }] };

/** Parameters of each request that fit its schema; what they name does not exist. */
export const VALID_PARAMS: Readonly<Record<RequestName, Readonly<Record<string, unknown>>>> = {
  join: { token: 'x', room: 'a', formFactor: 'desktop', client: CLIENT_INFO },
  resume: { sessionId: UUID, resumeToken: 'x'.repeat(43), lastSeq: 0 },
  openMedia: {},
  survey: { survey: { overall: { score: 4 } } },
  leave: {},
  refreshToken: { token: 'x' },
  receiveReady: { rtpCapabilities: { codecs: [] }, view: { tiles: [], pins: [] } },
  connectTransport: { transportId: 'x', dtlsParameters: DTLS },
  restartIce: { transportId: 'x' },
  publish: { source: 'microphone', rtpParameters: opusParameters(), paused: false },
  unpublish: { trackId: UUID },
  setPublished: { trackId: UUID, paused: true },
  setReceiveConstraints: { constraints: { maxFrameHeight: 360 } },
  setDecodeCapacity: { videos: 4 },
  setView: { view: { tiles: [], pins: [] } },
  resumeConsumers: { consumerIds: [UUID] },
  chat: { text: 'hello' },
  raiseHand: { raised: true },
  react: { reaction: 'like' },
  'data.send': { topic: 't', payload: 'p', encoding: 'text' },
  report: { report: EMPTY_REPORT },
  'admin.remove': { participantId: UUID },
  'admin.mute': { participantId: UUID, sources: ['microphone'], mode: 'force' },
  'admin.muteAll': { sources: ['microphone'], mode: 'request' },
  'admin.forbid': { participantId: UUID, sources: ['microphone'] },
  'admin.permit': { participantId: UUID, sources: ['microphone'] },
  'admin.setSpotlight': { participantIds: [UUID] },
  'admin.lowerAllHands': {},
  'admin.endCall': {},
  'admin.createInvite': { role: 'attendee' },
  'admin.revokeInvite': { inviteId: UUID },
};

/** DTLS parameters that a transport takes. */
export const DTLS_PARAMETERS = DTLS;
