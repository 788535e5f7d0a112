import type { IssueCode } from '../../issues.ts';
import { QUALITY_THRESHOLDS } from '../thresholds.ts';
import { AZURE, EVERYWHERE, FACT, ONCE_A_MINUTE } from './rows.ts';
import type { DiagnosticInfo } from './types.ts';

const { devices } = QUALITY_THRESHOLDS;

/** A device or a permission: its owner alone learns of it. */
const OWN_DEVICE = {
  ...FACT,
  severity: 'high',
  audience: 'self',
  enterMs: 0,
  leaveMs: 0,
  guards: ['wish'],
  engines: EVERYWHERE,
  proof: 'synthetic',
  source: AZURE,
} as const;

const REFUSED =
  'The person, the browser or the system refused. Nothing to do on the server; many at once: look at the page’s permissions policy.';
const DEVICE_LOST = 'The system took the device away: unplugged, used by another call, or the driver failed.';

/** Diagnostics of microphone, camera and share. */
export const CAPTURE_DIAGNOSTICS = {
  noMicrophoneDevicesEnumerated: {
    ...OWN_DEVICE,
    enterMs: devices.noDevicesMs,
    operatorHint: 'No microphone on this device. Nothing to do on the server.',
  },
  noSpeakerDevicesEnumerated: {
    ...OWN_DEVICE,
    enterMs: devices.noDevicesMs,
    engines: { chromium: 'measured', firefox: 'measured', webkit: 'unavailable' },
    operatorHint: 'No loudspeaker on this device. Nothing to do on the server.',
  },
  microphonePermissionDenied: { ...OWN_DEVICE, operatorHint: REFUSED },
  microphoneNotFunctioning: {
    ...OWN_DEVICE,
    enterMs: devices.microphoneDryMs,
    guards: ['wish', 'muted', 'dtx', 'disconnected'],
    operatorHint: `${DEVICE_LOST} The server notices it too: nothing comes from an open microphone.`,
    source: 'Azure: about 10 s; a track that ended after 2 s',
  },
  microphoneMuteUnexpectedly: {
    ...OWN_DEVICE,
    enterMs: devices.unexpectedMuteMs,
    proof: 'live',
    operatorHint:
      'The system muted the microphone: a phone call, a headset’s button. Nothing to do on the server.',
  },
  speakingWhileMicrophoneIsMuted: {
    severity: 'low',
    audience: 'self',
    unit: 'level',
    enter: devices.speechLevel.enter,
    leave: devices.speechLevel.leave,
    windowMs: devices.speechWindow * 1_000,
    enterMs: 0,
    leaveMs: devices.speechLeaveMs,
    ...ONCE_A_MINUTE,
    minVolume: { amount: devices.speechSeconds, of: 'seconds' },
    guards: [],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint: 'Never leaves the device.',
    source: 'ours: about -30 dBFS in 3 of 5 s; Azure publishes no level',
  },
  microphoneNotMuteButSilent: {
    severity: 'high',
    audience: 'self',
    unit: 'level',
    enter: 0.000_01,
    leave: 0.000_1,
    enterMs: 8_000,
    leaveMs: 0,
    ...ONCE_A_MINUTE,
    guards: ['muted', 'wish'],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint:
      'The open microphone gives digital silence: a switch on the headset, a wrong input, a driver. Others hear nothing of this person.',
    source:
      'ObserveRTC silent-audio-source: 0.001 for 30 s; at -100 dBFS instead, which no working microphone gives even where nobody speaks, so that 8 s are enough',
  },
  cameraPermissionDenied: { ...OWN_DEVICE, operatorHint: REFUSED },
  cameraFreeze: {
    ...OWN_DEVICE,
    enterMs: devices.cameraFreezeMs,
    leaveMs: 1_000,
    ...ONCE_A_MINUTE,
    guards: ['wish', 'muted', 'unwatched', 'hiddenTab'],
    operatorHint: 'The camera is open and gives no frames: driver, USB hub, or another program.',
    source: 'Azure: no frames for 5 s',
  },
  cameraStartFailed: {
    ...OWN_DEVICE,
    operatorHint: 'In use elsewhere, gone, or it cannot do what was asked.',
  },
  cameraStartTimedOut: {
    ...OWN_DEVICE,
    operatorHint: 'A prompt that nobody answered, or a driver that hangs.',
    source: `${AZURE}: 10 s`,
  },
  cameraStoppedUnexpectedly: {
    ...OWN_DEVICE,
    enterMs: devices.unexpectedMuteMs,
    guards: ['wish', 'muted', 'hiddenTab'],
    operatorHint: DEVICE_LOST,
  },
  capturerStartFailed: { ...OWN_DEVICE, operatorHint: 'The browser could not capture the screen or window.' },
  capturerStoppedUnexpectedly: {
    ...OWN_DEVICE,
    enterMs: devices.unexpectedMuteMs,
    operatorHint: 'The shared window was minimised or closed, or the system ended the capture.',
  },
  screenshareRecordingDisabled: {
    ...OWN_DEVICE,
    engines: { chromium: 'measured', firefox: 'unavailable', webkit: 'unavailable' },
    operatorHint:
      'The system (mostly macOS) forbids this browser to record the screen. Nothing to do on the server.',
  },
} as const satisfies Partial<Record<IssueCode, DiagnosticInfo>>;
