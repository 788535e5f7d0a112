import { QUALITY_THRESHOLDS } from '@earshot/shared';
import {
  factDetector,
  permissionDetector,
  startFailedDetector,
  stoppedDetector,
  TOLD_ELSEWHERE,
} from './capture.ts';
import { GOOD, newestStreams, type Detector, type FactsWindow } from './detector.ts';

const { devices } = QUALITY_THRESHOLDS;

/** The camera is open and gives no frames. */
const cameraFreeze: Detector = {
  code: 'cameraFreeze',
  judge(window) {
    const { camera, visible } = window.facts;
    // A camera that is off, muted or gone has its own issues.
    if (!camera.wanted || camera.track !== 'live') return GOOD;
    const framesPerSecond = visible && camera.watched ? capturedFrames(window) : undefined;
    if (framesPerSecond === undefined) return 'unknown';
    return framesPerSecond === 0 ? { level: 'bad', evidence: { framesPerSecond } } : GOOD;
  },
};

function capturedFrames(window: FactsWindow): number | undefined {
  return newestStreams(window).find((stream) => stream.direction === 'send' && stream.source === 'camera')
    ?.frameRateInput;
}

/** The device or the permission prompt did not answer. */
const cameraStartTimedOut = factDetector('cameraStartTimedOut', ({ facts, now }) => {
  const { attempt } = facts.camera;
  if (attempt.phase === 'failed' && attempt.code === 'device_timeout') {
    return { level: 'bad', evidence: { error: attempt.code } };
  }
  if (attempt.phase !== 'starting') return GOOD;
  const waitedMs = now - attempt.since;
  return waitedMs >= devices.startTimeoutMs ? { level: 'bad', evidence: { waitedMs } } : 'unknown';
});

/** The system lets no browser record the screen. Closing the picker is no failure: it has a code of its own. */
const screenshareRecordingDisabled = factDetector('screenshareRecordingDisabled', ({ facts }) => {
  const { attempt } = facts.screen;
  if (attempt.phase === 'starting') return 'unknown';
  return attempt.phase === 'failed' && attempt.code === 'permission_denied'
    ? { level: 'bad', evidence: { error: attempt.code } }
    : GOOD;
});

/** Detectors of camera and share. */
export const VIDEO_DETECTORS: readonly Detector[] = [
  permissionDetector('cameraPermissionDenied', 'camera'),
  cameraFreeze,
  startFailedDetector('cameraStartFailed', 'camera', TOLD_ELSEWHERE),
  cameraStartTimedOut,
  stoppedDetector('cameraStoppedUnexpectedly', 'camera'),
  startFailedDetector('capturerStartFailed', 'screen', ['cancelled', 'permission_denied']),
  screenshareRecordingDisabled,
  stoppedDetector('capturerStoppedUnexpectedly', 'screen'),
];
