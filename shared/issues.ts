/**
 * Codes of user-facing diagnostics. A *flag* is raised or not; a *quality* is good, poor or bad.
 * Names are those the field uses.
 */
export const ISSUES = {
  noNetwork: { kind: 'flag', group: 'network' },
  networkReconnect: { kind: 'quality', group: 'network' },
  networkSendQuality: { kind: 'quality', group: 'network' },
  networkReceiveQuality: { kind: 'quality', group: 'network' },
  networkRelaysNotReachable: { kind: 'flag', group: 'network' },
  slowConnect: { kind: 'flag', group: 'network' },
  unstablePath: { kind: 'flag', group: 'network' },
  relayOrTcpInUse: { kind: 'flag', group: 'network' },
  lossBurst: { kind: 'flag', group: 'network' },
  congestion: { kind: 'flag', group: 'network' },
  noMicrophoneDevicesEnumerated: { kind: 'flag', group: 'audio' },
  noSpeakerDevicesEnumerated: { kind: 'flag', group: 'audio' },
  microphonePermissionDenied: { kind: 'flag', group: 'audio' },
  microphoneNotFunctioning: { kind: 'flag', group: 'audio' },
  microphoneMuteUnexpectedly: { kind: 'flag', group: 'audio' },
  speakingWhileMicrophoneIsMuted: { kind: 'flag', group: 'audio' },
  autoplayBlocked: { kind: 'flag', group: 'audio' },
  microphoneNotMuteButSilent: { kind: 'flag', group: 'audio' },
  speakerNotFunctioning: { kind: 'flag', group: 'audio' },
  echoLikely: { kind: 'flag', group: 'audio' },
  audioConcealment: { kind: 'flag', group: 'audio' },
  jitterBufferStress: { kind: 'flag', group: 'audio' },
  cameraPermissionDenied: { kind: 'flag', group: 'camera' },
  cameraFreeze: { kind: 'flag', group: 'camera' },
  cameraStartFailed: { kind: 'flag', group: 'camera' },
  cameraStartTimedOut: { kind: 'flag', group: 'camera' },
  cameraStoppedUnexpectedly: { kind: 'flag', group: 'camera' },
  capturerStartFailed: { kind: 'flag', group: 'screen' },
  capturerStoppedUnexpectedly: { kind: 'flag', group: 'screen' },
  screenshareRecordingDisabled: { kind: 'flag', group: 'screen' },
  videoFreeze: { kind: 'flag', group: 'reception' },
  dryTrack: { kind: 'flag', group: 'reception' },
  stuckDecoder: { kind: 'flag', group: 'reception' },
  keyFrameStorm: { kind: 'flag', group: 'reception' },
  audioVideoOutOfSync: { kind: 'flag', group: 'reception' },
  sfuLimited: { kind: 'flag', group: 'reception' },
  cpuLimited: { kind: 'flag', group: 'device' },
  decoderOverloaded: { kind: 'flag', group: 'device' },
  encoderStarved: { kind: 'flag', group: 'device' },
  tabHidden: { kind: 'flag', group: 'device' },
} as const satisfies Record<string, { kind: 'flag' | 'quality'; group: IssueGroup }>;

/** What an issue is about. `reception`: what comes from others. */
type IssueGroup = 'network' | 'audio' | 'camera' | 'screen' | 'reception' | 'device';

/** Code of an issue. */
export type IssueCode = keyof typeof ISSUES;
/** All codes. */
export const ISSUE_CODES = Object.keys(ISSUES) as [IssueCode, ...IssueCode[]];
/** Never told to the server: what a person says while muted, and whether they look at the page, is nobody's business. */
export const LOCAL_ONLY_ISSUES = [
  'speakingWhileMicrophoneIsMuted',
  'tabHidden',
] as const satisfies readonly IssueCode[];
/** A code that the server may hear of. */
export type ReportedIssueCode = Exclude<IssueCode, (typeof LOCAL_ONLY_ISSUES)[number]>;
const isLocal = (code: IssueCode): boolean => LOCAL_ONLY_ISSUES.some((local) => local === code);

/** Codes that the server may hear of: no metric has a series for the others. */
export const REPORTED_ISSUE_CODES = ISSUE_CODES.filter((code) => !isLocal(code)) as [
  ReportedIssueCode,
  ...ReportedIssueCode[],
];

/** Whether the server may hear of an issue. */
export function isReported(code: IssueCode): code is ReportedIssueCode {
  return REPORTED_ISSUE_CODES.some((reported) => reported === code);
}

/** How bad: a flag is `bad` when raised. */
export type IssueLevel = 'good' | 'poor' | 'bad';
