import type { ErrorCode, IssueCode } from '@earshot/shared';
import { QUALITY_THRESHOLDS } from '@earshot/shared';
import { GOOD, type Detector, type FactsWindow, type Judgement } from './detector.ts';
import type { CaptureFacts } from './inputs.ts';

const { devices } = QUALITY_THRESHOLDS;

/** Failures that are a refusal, by the person, the system or the page's policy. */
const REFUSALS: readonly ErrorCode[] = ['permission_denied', 'policy_blocked'];

type CaptureName = 'microphone' | 'camera' | 'screen';

/** A detector of facts only: what is, is so at once. */
export function factDetector(
  code: IssueCode,
  judge: (window: FactsWindow) => Judgement | 'unknown',
): Detector {
  return { code, judge };
}

/** The person or the system said no. Raised when somebody wanted it, not because a permission stands at "denied". */
export function permissionDetector(code: IssueCode, name: CaptureName): Detector {
  return factDetector(code, ({ facts }) => {
    const { attempt, permission, wanted } = facts[name];
    if (attempt.phase === 'starting') return 'unknown';
    if (attempt.phase === 'failed' && REFUSALS.includes(attempt.code)) {
      return { level: 'bad', evidence: { error: attempt.code, permission } };
    }
    return wanted && permission === 'denied' ? { level: 'bad', evidence: { permission } } : GOOD;
  });
}

/** It could not be started, for another reason than a refusal, a time-out or a change of mind. */
export function startFailedDetector(
  code: IssueCode,
  name: CaptureName,
  otherwiseTold: readonly ErrorCode[],
): Detector {
  return factDetector(code, ({ facts }) => {
    const { attempt } = facts[name];
    if (attempt.phase === 'starting') return 'unknown';
    if (attempt.phase !== 'failed' || otherwiseTold.includes(attempt.code)) return GOOD;
    return { level: 'bad', evidence: { error: attempt.code } };
  });
}

/** The browser has stopped a track that the person wants. */
export function stoppedDetector(code: IssueCode, name: CaptureName): Detector {
  return factDetector(code, ({ facts }) => {
    const { wanted, track } = facts[name];
    if (!wanted || track === 'live') return GOOD;
    // A hidden page has no camera on phones; that is nobody's fault.
    if (track === 'none' || (name === 'camera' && !facts.visible)) return 'unknown';
    const holdMs = track === 'ended' ? devices.trackEndedMs : devices.unexpectedMuteMs;
    return { level: 'bad', evidence: { track }, holdMs };
  });
}

/** There is no such device. */
export function noDevicesDetector(
  code: IssueCode,
  count: (window: FactsWindow) => number | undefined,
): Detector {
  return factDetector(code, (window) => {
    const devicesListed = count(window);
    if (devicesListed === undefined) return 'unknown';
    return devicesListed === 0 ? { level: 'bad', evidence: { devices: 0 } } : GOOD;
  });
}

/** Failures of a start that have an issue of their own, or none. */
export const TOLD_ELSEWHERE: readonly ErrorCode[] = [...REFUSALS, 'device_timeout', 'cancelled'];

/** Whether a device's track is in the given state while the person wants it. */
export function isWantedAnd(capture: CaptureFacts, track: CaptureFacts['track']): boolean {
  return capture.wanted && capture.track === track;
}
