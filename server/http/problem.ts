import { EarshotError, ERRORS } from '@earshot/shared';
import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../logger.ts';

/** Sends an error as `application/problem+json` with our code. */
export function sendProblem(response: Response, error: EarshotError): void {
  const { http, summary } = ERRORS[error.code];
  const body = error.toBody();
  response
    .status(http)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:earshot:error:${error.code}`,
        title: summary,
        status: http,
        code: error.code,
        detail: body.message,
        ...(body.details === undefined ? {} : { details: body.details }),
      }),
    );
}

/** The last handler of all: whatever was thrown becomes a problem; what nobody expected is logged. */
export function createProblemHandler(logger: Logger): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- express knows an error handler by its four parameters
  return (thrown: unknown, request, response, next) => {
    const error = toError(thrown);
    if (error.code === 'internal')
      logger.error({ err: error.cause ?? error, method: request.method }, 'http request failed');
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const retryAfterMs = error.details?.['retryAfterMs'];
    if (typeof retryAfterMs === 'number')
      response.set('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
    if (error.code === 'api_key_invalid') response.set('WWW-Authenticate', 'Bearer');
    sendProblem(response, error);
  };
}

/** Errors of express and its body parsers carry a status; the rest is ours or a bug. */
function toError(thrown: unknown): EarshotError {
  if (thrown instanceof EarshotError || !(thrown instanceof Error)) return EarshotError.from(thrown);
  const status = 'status' in thrown ? thrown.status : undefined;
  if (status === 413) return new EarshotError('message_too_large', undefined, { cause: thrown });
  if (status === 404) return new EarshotError('not_found', undefined, { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new EarshotError('bad_params', 'The request cannot be read.', { cause: thrown });
  return EarshotError.from(thrown);
}
