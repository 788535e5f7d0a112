import type { RequestParams } from '@earshot/shared';
import type { Connected, ConnectingContext } from './types.ts';

/** Continues a session on a new socket. */
export function resume(context: ConnectingContext, params: RequestParams<'resume'>): Connected<'resume'> {
  const { sessions, observer, logger } = context.services;
  try {
    const session = sessions.getByResumeToken(params.sessionId, params.resumeToken);
    const plan = session.planResume(params.lastSeq);
    observer.resumed(plan.mode);
    logger.info({ sessionId: session.id, ...plan }, 'session resumed');
    return { result: plan, session, lastSeq: params.lastSeq };
  } catch (thrown) {
    observer.resumed('refused');
    throw thrown;
  }
}
