import type { LocalSourceState } from '../api.ts';
import type { CaptureAttempt, CaptureFacts } from '../diagnostics/inputs.ts';

/** What the detectors are told of a source in this state. Pure. */
export function captureFacts(
  { track, muteReason }: LocalSourceState,
  attempt: CaptureAttempt,
  isPublished: boolean,
): Partial<CaptureFacts> {
  return {
    attempt,
    // An interruption is not the person's will: what is missing then is missing unexpectedly.
    wanted: isPublished && (muteReason === undefined || muteReason === 'interrupted'),
    track: stateOf(track),
  };
}

function stateOf(track: MediaStreamTrack | undefined): CaptureFacts['track'] {
  if (track === undefined) return 'none';
  if (track.readyState === 'ended') return 'ended';
  return track.muted ? 'muted' : 'live';
}
