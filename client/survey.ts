import { EarshotError, ERRORS, type ErrorCode, type RequestInput } from '@earshot/shared';
import type { Session } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import type { Survey, SurveyReceipt } from './wire-types.ts';

/** How long the server may take to answer once the call is over. */
const TIMEOUT_MS = 10_000;

/** The parts of a call that a survey needs. */
export interface SurveySource {
  readonly options: { readonly url: string; readonly surroundings: Pick<Surroundings, 'fetch'> };
  readonly session: Pick<Session, 'joined' | 'request'>;
  readonly ended: boolean;
}

/** Says how the call was: on its socket while there is a session, by HTTP when it is over. */
export async function submitSurvey(call: SurveySource, survey: Survey): Promise<SurveyReceipt> {
  const joined = call.session.joined;
  if (joined === undefined) throw new EarshotError('wrong_state', 'The call has not begun.');
  // Lists that may be changed, and nothing that is `undefined`: as the protocol writes it. The server checks it.
  const wire = JSON.parse(JSON.stringify(survey)) as RequestInput<'survey'>['survey'];
  if (call.ended) return sendAfter(call, joined, wire);
  try {
    return await call.session.request('survey', { survey: wire });
  } catch (thrown) {
    // It ended meanwhile: whether this one came or not, the next is answered alike.
    if (EarshotError.from(thrown).code === 'ended') return sendAfter(call, joined, wire);
    throw thrown;
  }
}

async function sendAfter(
  { options }: SurveySource,
  { sessionId, beaconKey }: { readonly sessionId: string; readonly beaconKey: string },
  survey: object,
): Promise<SurveyReceipt> {
  const { url, surroundings } = options;
  let answer: Response;
  try {
    // As plain text it needs no leave to be asked for first, like a beacon.
    answer = await surroundings.fetch(`${url}/v1/survey`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify({ sessionId, beaconKey, survey }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new EarshotError('server_unreachable', undefined, { cause });
  }
  const body: unknown = await answer.json().catch(() => undefined);
  const field = (name: string): unknown =>
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  const surveyId = field('surveyId');
  if (answer.ok && typeof surveyId === 'string') return { surveyId };
  const code = field('code');
  const known = typeof code === 'string' && Object.hasOwn(ERRORS, code);
  throw new EarshotError(known ? (code as ErrorCode) : 'internal');
}
