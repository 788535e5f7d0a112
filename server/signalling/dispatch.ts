import {
  EarshotError,
  LIMITS,
  REQUESTS,
  RequestFrame,
  type Answer,
  type RequestName,
  type RequestParams,
  type RequestResult,
} from '@earshot/shared';
import type { z } from 'zod';
import { CONNECTING_HANDLERS, MEMBER_HANDLERS } from './handlers/index.ts';
import type { Connected, ConnectingContext, ConnectingName, MemberRequestName } from './handlers/types.ts';
import type { FamilyRates } from './rates.ts';
import type { Services } from './services.ts';
import type { Session } from './session.ts';

/** A frame whose shape and name are known; its parameters are not parsed yet. */
export interface KnownRequest<N extends RequestName = RequestName> {
  readonly id: string;
  readonly name: N;
  readonly params: unknown;
}

/** Reads a frame. Throws `bad_frame`, which closes the socket, or `unknown_request`, which does not. */
export function readFrame(raw: unknown): KnownRequest {
  const frame = RequestFrame.safeParse(raw);
  if (!frame.success) throw new EarshotError('bad_frame');
  const { id, name, params } = frame.data;
  if (!isRequestName(name)) throw new EarshotError('unknown_request', undefined, { details: { name } });
  return { id, name, params };
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(REQUESTS, name);
}

/** Whether a request makes or finds a session. */
export function isConnecting(request: KnownRequest): request is KnownRequest<ConnectingName> {
  return request.name === 'join' || request.name === 'resume';
}

/** Narrows what `isConnecting` leaves. */
export function isWithinSession(request: KnownRequest): request is KnownRequest<MemberRequestName> {
  return !isConnecting(request);
}

/** Runs `join` or `resume`. Rejects with `EarshotError`s and whatever a handler throws by mistake. */
export async function dispatchConnecting<N extends ConnectingName>(
  context: ConnectingContext & { readonly rates: FamilyRates },
  request: KnownRequest<N>,
): Promise<Connected<N>> {
  context.rates.take(REQUESTS[request.name].rate, context.services.clock.monotonic());
  const params = parseParams(request);
  return CONNECTING_HANDLERS[request.name](context, params);
}

/**
 * Runs a request within a session, once: the same id again gets the same answer. Never rejects.
 */
export function dispatchWithinSession(
  context: { readonly session: Session; readonly services: Services },
  request: KnownRequest<MemberRequestName>,
): Promise<Answer> {
  const { session, services } = context;
  const known = session.answers.find(request.id, request.name);
  if (known === 'reused')
    return Promise.resolve(answerError(new EarshotError('bad_params', 'request id reused')));
  if (known !== undefined) return known;
  if (session.answers.pending >= LIMITS.maxPendingRequests)
    return Promise.resolve(answerError(new EarshotError('too_many_requests_pending')));
  return session.answers.keep(request.id, request.name, () => runMember(session, services, request));
}

async function runMember(
  session: Session,
  services: Services,
  request: KnownRequest<MemberRequestName>,
): Promise<Answer> {
  try {
    session.rates.take(REQUESTS[request.name].rate, services.clock.monotonic());
    const result = await callMember({ session, services }, request);
    return { ok: true, result };
  } catch (thrown) {
    return answerError(logged(services, request.name, thrown));
  }
}

function callMember<N extends MemberRequestName>(
  context: { session: Session; services: Services },
  request: KnownRequest<N>,
): RequestResult<N> | Promise<RequestResult<N>> {
  const params = parseParams(request);
  const member = context.session.getMember();
  return MEMBER_HANDLERS[request.name]({ ...context, member }, params);
}

/** Parses parameters by the table. Throws `bad_params` that names the offending fields, never their values. */
function parseParams<N extends RequestName>(request: KnownRequest<N>): RequestParams<N> {
  const parsed = REQUESTS[request.name].params.safeParse(request.params);
  if (!parsed.success)
    throw new EarshotError('bad_params', undefined, { details: { fields: fieldsOf(parsed.error) } });
  // The table's row for N has exactly this output; TypeScript does not carry N through the indexed call.
  return parsed.data as RequestParams<N>;
}

function fieldsOf(error: z.ZodError): string[] {
  return [
    ...new Set(error.issues.slice(0, 8).map((issue) => issue.path.join('.').slice(0, 128) || '(params)')),
  ];
}

/** An error as an answer. */
export function answerError(error: EarshotError): Answer {
  const { code, message, details } = error.toBody();
  return { ok: false, error: details === undefined ? { code, message } : { code, message, details } };
}

/** Anything thrown as one of our errors; what nobody expected is logged with its cause. */
export function logged(services: Services, name: string, thrown: unknown): EarshotError {
  const error = EarshotError.from(thrown);
  if (error.code === 'internal')
    services.logger.error({ err: error.cause ?? error, request: name }, 'request failed');
  else services.logger.debug({ code: error.code, request: name }, 'request refused');
  return error;
}
