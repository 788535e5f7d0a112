import type { LocalSourceState } from '@earshot/client';

/** What was on and off when the person was last in the call. */
export interface KeptSources {
  readonly microphone: boolean;
  readonly camera: boolean;
}

type SourceState = Pick<LocalSourceState, 'active' | 'muted' | 'muteReason'>;

/**
 * Whether a source should be on after a reload or when joining again. A person, or somebody who leads the call, switches
 * it off; being hidden, interrupted, ended or not allowed by the browser is no decision and leaves it as it was. Pure.
 */
export function keepSource(before: boolean, state: SourceState): boolean {
  if (state.active && !state.muted) return true;
  return state.muteReason === 'user' || state.muteReason === 'admin' ? false : before;
}
