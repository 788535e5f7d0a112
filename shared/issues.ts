/**
 * Codes of user-facing diagnostics. A *flag* is raised or not; a *quality* is good, poor or bad.
 * Names are those the field uses.
 */
export const ISSUES = {
  noNetwork: { kind: 'flag', group: 'network' },
  networkReconnect: { kind: 'quality', group: 'network' },
  networkSendQuality: { kind: 'quality', group: 'network' },
  networkReceiveQuality: { kind: 'quality', group: 'network' },
  noMicrophoneDevicesEnumerated: { kind: 'flag', group: 'audio' },
  noSpeakerDevicesEnumerated: { kind: 'flag', group: 'audio' },
  microphonePermissionDenied: { kind: 'flag', group: 'audio' },
  microphoneNotFunctioning: { kind: 'flag', group: 'audio' },
  microphoneMuteUnexpectedly: { kind: 'flag', group: 'audio' },
  speakingWhileMicrophoneIsMuted: { kind: 'flag', group: 'audio' },
  autoplayBlocked: { kind: 'flag', group: 'audio' },
  cameraPermissionDenied: { kind: 'flag', group: 'camera' },
  cameraFreeze: { kind: 'flag', group: 'camera' },
  cameraStartFailed: { kind: 'flag', group: 'camera' },
  cameraStartTimedOut: { kind: 'flag', group: 'camera' },
  cameraStoppedUnexpectedly: { kind: 'flag', group: 'camera' },
  capturerStartFailed: { kind: 'flag', group: 'screen' },
  capturerStoppedUnexpectedly: { kind: 'flag', group: 'screen' },
} as const satisfies Record<
  string,
  { kind: 'flag' | 'quality'; group: 'network' | 'audio' | 'camera' | 'screen' }
>;

/** Code of an issue. */
export type IssueCode = keyof typeof ISSUES;
/** All codes. */
export const ISSUE_CODES = Object.keys(ISSUES) as [IssueCode, ...IssueCode[]];
/** Never told to the server: what a person says while muted is nobody's business. */
export const LOCAL_ONLY_ISSUES: readonly IssueCode[] = ['speakingWhileMicrophoneIsMuted'];

/** How bad: a flag is `bad` when raised. */
export type IssueLevel = 'good' | 'poor' | 'bad';
