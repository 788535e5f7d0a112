import {
  type AnyEvent,
  type EarshotError,
  type EventData,
  type ParticipantId,
  type RequestName,
} from '@earshot/shared';
import { testFakeParameters } from 'mediasoup-client';
import type { Call, CallState, ClientOptions, JoinOptions } from '../../client/index.ts';
import { createClientInNode, createFakeHandlers, toSurroundings } from './client-in-node.ts';
import { fakeId, fakeJoinResult, fakeMediaParameters, fakeParticipant, fakeTrack } from './fake-call.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakePage } from './fake-dom.ts';
import { createFakeSignalling } from './fake-signalling.ts';
import { until } from './until.ts';

/** The server's id of a member; brands are the server's to give. */
export const participantId = (count: number) => fakeId(count) as ParticipantId;
const calls: Call[] = [];

/** Ends what tests have left running: for `afterEach`. */
export async function leaveAll(): Promise<void> {
  for (const call of calls.splice(0)) await call.leave();
}

/** A whole client with a scripted server, a page and devices in memory, and a clock that stands still. */
export function stageCall(client: Partial<ClientOptions> = {}) {
  const clock = createFakeClock();
  const signalling = createFakeSignalling();
  const page = createFakePage();
  const handlers = createFakeHandlers();
  let openings = 1;
  let published = 0;
  let seq = 0;
  const refused = new Map<RequestName, EarshotError>();
  signalling.respond = (name) => {
    const error = refused.get(name);
    if (error !== undefined) return { ok: false, error: error.toBody() };
    if (name === 'join') {
      seq = 0;
      const participants = [fakeParticipant(1), fakeParticipant(2, [fakeTrack(1), fakeTrack(2, 'camera')])];
      return { ok: true, result: fakeJoinResult({ participants, media: fakeMediaParameters(1) }) };
    }
    if (name === 'resume') return { ok: true, result: { mode: 'replay', missed: 0 } };
    if (name === 'openMedia') {
      openings += 1;
      return { ok: true, result: { media: fakeMediaParameters(openings) } };
    }
    if (name === 'publish') {
      published += 1;
      return { ok: true, result: { trackId: fakeId(2_000 + published) } };
    }
    if (name === 'restartIce') {
      const iceParameters = { usernameFragment: 'new', password: 'new' };
      return { ok: true, result: { iceParameters, iceServers: [] } };
    }
    if (name === 'chat') return { ok: true, result: { messageId: fakeId(7_000), at: 5 } };
    return { ok: true, result: {} };
  };
  const event = (what: AnyEvent) => {
    seq += 1;
    signalling.last.event(seq, what);
  };
  const names = () => signalling.sockets.flatMap(({ requests }) => requests.map(({ name }) => name));
  const join = async (options: JoinOptions = {}) => {
    const library = createClientInNode(
      { url: 'https://calls.example', getToken: () => 'token', ...client },
      {
        clock,
        openSocket: signalling.openSocket,
        random: () => 0.5,
        handlerFactory: handlers.factory,
        ...toSurroundings(page),
      },
    );
    const call = await library.join('room', options);
    calls.push(call);
    const states: CallState[] = [];
    call.on('stateChanged', (state) => states.push(state));
    await until(() => (names().includes('receiveReady') ? undefined : 'not ready to receive'));
    return { call, states };
  };
  const untilSent = (name: RequestName, count = 1) =>
    until(() => {
      const sent = names().filter((one) => one === name).length;
      return sent >= count ? undefined : `${name} was sent ${String(sent)} times`;
    });
  return { clock, signalling, page, handlers, refused, event, names, join, untilSent };
}

/** The server offers these tracks of participant 2. */
export function consumersAdded(...kinds: ('audio' | 'video')[]): EventData<'consumersAdded'> {
  const consumers = kinds.map((kind, index) => {
    const { rtpParameters } = testFakeParameters.generateConsumerRemoteParameters({
      id: `consumer-${String(index)}`,
      codecMimeType: kind === 'audio' ? 'audio/opus' : 'video/VP8',
    });
    const trackId = fakeTrack(kind === 'audio' ? 1 : 2).trackId;
    return {
      consumerId: `consumer-${String(index)}`,
      trackId,
      participantId: participantId(2),
      source: kind === 'audio' ? 'microphone' : 'camera',
      kind,
      rtpParameters,
      streamId: `${fakeId(2)}-camera`,
      trackPaused: false,
    };
  });
  return { consumers } as object as EventData<'consumersAdded'>; // mediasoup-client's own shapes, without our brands
}
