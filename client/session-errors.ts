import type { EarshotError, EndReason } from '@earshot/shared';

/** Errors that no further try can mend. */
export function isFinal(error: EarshotError): boolean {
  return error.fatal && error.retry !== 'later' && error.retry !== 'elsewhere' && error.retry !== 'rejoin';
}

/** Why a leg ended, from the server's `ended`. */
export function toEndReason(error: EarshotError): EndReason {
  const reason = error.details?.['reason'] ?? error.details?.['endReason'];
  // `ended` carries a reason of the closed list.
  return typeof reason === 'string' ? (reason as EndReason) : 'connection_lost';
}
