import {
  EarshotError,
  LIMITS,
  type MediaParameters,
  type RequestParams,
  type RequestResult,
} from '@earshot/shared';
import type { JoinResult, Member } from '../../rooms/api.ts';
import { verifyToken, type VerifiedToken } from '../../tokens/verify.ts';
import type { JoinTrace } from '../ports.ts';
import type { Services } from '../services.ts';
import type { Session } from '../session.ts';
import type { Connected, ConnectingContext } from './types.ts';

/** How long a client waits before it asks for media again when a worker is being replaced, ms. */
const MEDIA_RETRY_MS = 1_000;

/** Takes a seat, opens media, answers with both. */
export async function join(
  context: ConnectingContext,
  params: RequestParams<'join'>,
): Promise<Connected<'join'>> {
  const trace = context.services.tracer.startJoin(params.traceparent);
  try {
    const connected = await joinTraced(context, params, trace);
    trace.end('ok');
    return connected;
  } catch (thrown) {
    trace.end(EarshotError.from(thrown).code);
    throw thrown;
  }
}

async function joinTraced(
  context: ConnectingContext,
  params: RequestParams<'join'>,
  trace: JoinTrace,
): Promise<Connected<'join'>> {
  const { services } = context;
  const token = await verifyToken(services.keys, params.token, {
    room: params.room,
    now: services.clock.now(),
  });
  trace.stage('token');
  if (context.isClosed()) throw new EarshotError('cancelled');
  const session = services.sessions.open(context.connectionId);
  const { member, snapshot } = takeSeat(services, session, { params, token });
  const [first, ...rest] = snapshot;
  session.begin(member, rest);
  context.onSeat(session);
  trace.identify(member);
  trace.stage('seat');
  const media = await openMedia(session, member);
  trace.stage('media');
  session.getMember();
  const { callId, participantId } = member;
  services.logger.info(
    { sessionId: session.id, callId, participantId, client: params.client },
    'session joined',
  );
  const result: RequestResult<'join'> = {
    sessionId: session.id,
    resumeToken: session.resumeToken,
    beaconKey: session.beaconKey,
    participantId: member.participantId,
    callId: member.callId,
    room: member.room,
    resumeGraceMs: services.resumeGraceMs,
    reportIntervalMs: LIMITS.reportIntervalMs,
    ...(services.diagnostics === undefined ? {} : { diagnostics: services.diagnostics }),
    media,
    snapshot: first,
  };
  return { result, session, lastSeq: 0 };
}

function takeSeat(
  services: Services,
  session: Session,
  wish: { params: RequestParams<'join'>; token: VerifiedToken },
): JoinResult {
  const { params, token } = wish;
  const replaced = services.sessions.findReplaced(params.replaces, params.room);
  try {
    return services.rooms.join({
      room: params.room,
      identity: token.identity,
      name: token.name ?? params.name ?? token.identity,
      role: token.role,
      grants: token.grants,
      formFactor: params.formFactor,
      client: params.client,
      outlet: session,
      moving: params.moving ?? false,
      tags: params.tags ?? [],
      telemetry: params.telemetry ?? 'full',
      ...(replaced === undefined ? {} : { replaces: replaced }),
    });
  } catch (thrown) {
    services.sessions.discard(session);
    throw thrown;
  }
}

/** `null` while a worker is being replaced: the seat is kept and the client told to ask again. */
async function openMedia(session: Session, member: Member): Promise<MediaParameters | null> {
  try {
    return await member.openMedia();
  } catch (thrown) {
    const error = EarshotError.from(thrown);
    if (error.code !== 'worker_lost') {
      if (error.code !== 'ended') member.leave(error.code === 'internal' ? 'failed.server' : 'failed.media');
      throw error;
    }
    session.send({
      name: 'reconnectNeeded',
      data: { what: 'media', reason: 'worker_lost', delayMs: MEDIA_RETRY_MS },
    });
    return null;
  }
}
