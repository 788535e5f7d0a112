import type { EarshotError, EndReason } from '@earshot/shared';
import type { CallState } from './api.ts';

/** Life of a call with all that decides what is shown: signalling and media fail independently. */
export type CallPhase =
  | { readonly name: 'connecting' }
  | {
      readonly name: 'active';
      /** ms since the epoch; `undefined` while the socket is there. */
      readonly signallingLostAt: number | undefined;
      /** ms since the epoch; `undefined` while media needs no renewal. */
      readonly mediaLostAt: number | undefined;
    }
  | { readonly name: 'ended'; readonly reason: EndReason; readonly error: EarshotError | undefined };

/** What happens to a call. `at` is ms since the epoch. */
export type CallPhaseEvent =
  | { readonly name: 'joined' }
  | { readonly name: 'signallingLost'; readonly at: number }
  | { readonly name: 'signallingBack' }
  | { readonly name: 'mediaLost'; readonly at: number }
  | { readonly name: 'mediaBack' }
  | { readonly name: 'ended'; readonly reason: EndReason; readonly error: EarshotError | undefined };

/** The state after an event. Events that do not fit the state leave it as it is; `ended` is final. */
export function next(phase: CallPhase, event: CallPhaseEvent): CallPhase {
  if (phase.name === 'ended') return phase;
  if (event.name === 'ended') return { name: 'ended', reason: event.reason, error: event.error };
  if (phase.name === 'connecting') {
    return event.name === 'joined'
      ? { name: 'active', signallingLostAt: undefined, mediaLostAt: undefined }
      : phase;
  }
  switch (event.name) {
    case 'joined':
      return phase;
    case 'signallingLost':
      return phase.signallingLostAt === undefined ? { ...phase, signallingLostAt: event.at } : phase;
    case 'signallingBack':
      return phase.signallingLostAt === undefined ? phase : { ...phase, signallingLostAt: undefined };
    case 'mediaLost':
      return phase.mediaLostAt === undefined ? { ...phase, mediaLostAt: event.at } : phase;
    case 'mediaBack':
      return phase.mediaLostAt === undefined ? phase : { ...phase, mediaLostAt: undefined };
  }
}

/** What the app sees of it. A lost socket weighs more than lost media, because it takes media's renewal with it. */
export function toCallState(phase: CallPhase): CallState {
  if (phase.name !== 'active') return phase;
  if (phase.signallingLostAt !== undefined)
    return { name: 'reconnecting', what: 'signalling', since: phase.signallingLostAt };
  if (phase.mediaLostAt !== undefined)
    return { name: 'reconnecting', what: 'media', since: phase.mediaLostAt };
  return { name: 'connected' };
}
