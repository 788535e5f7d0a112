import type { EarshotError, EndReason } from '@earshot/shared';

/** Life of a call on this device. `name` tells which of the states. */
export type CallState = CallConnecting | CallConnected | CallReconnecting | CallEnded;

/** The server has not answered yet. */
export interface CallConnecting {
  /** Which state. */
  readonly name: 'connecting';
}

/** In the call, signalling and media. */
export interface CallConnected {
  /** Which state. */
  readonly name: 'connected';
}

/** Something is being renewed; nothing is asked of the app. */
export interface CallReconnecting {
  /** Which state. */
  readonly name: 'reconnecting';
  /** `media`: only audio and video are being renewed; `signalling`: the socket is away too. */
  readonly what: 'signalling' | 'media';
  /** ms since the epoch. */
  readonly since: number;
}

/** Over for good: a new `join` is needed. */
export interface CallEnded {
  /** Which state. */
  readonly name: 'ended';
  /** Why, of a closed list (`END_REASONS`). */
  readonly reason: EndReason;
  /** What went wrong, when it was not meant to end. */
  readonly error: EarshotError | undefined;
}
