import { facts, failed, fine, started, without, type Fault } from './fault.ts';
import { well, wellBut } from './scenes.ts';

/** Of microphone, camera and share. */
export const CAPTURE_FAULTS = {
  noMicrophoneDevicesEnumerated: facts(
    { microphone: { devices: 0 } },
    { microphone: { devices: 1 } },
    {
      'a list that was not read': { microphone: { devices: undefined } },
    },
  ),
  noSpeakerDevicesEnumerated: facts(
    { speakers: 0 },
    { speakers: 1 },
    {
      'a browser that lists none': { speakers: undefined },
    },
  ),
  microphonePermissionDenied: facts(
    { microphone: failed('permission_denied') },
    { microphone: started },
    {
      'a permission that nobody needs': {
        microphone: { permission: 'denied', wanted: false, track: 'none' },
      },
    },
  ),
  microphoneNotFunctioning: facts(
    { microphone: { track: 'ended' } },
    { microphone: { track: 'live' } },
    {
      'a microphone that is muted': { microphone: { wanted: false, track: 'ended' } },
    },
  ),
  microphoneMuteUnexpectedly: facts(
    { microphone: { track: 'muted' } },
    { microphone: { track: 'live' } },
    {
      'a microphone that is off': { microphone: { wanted: false, track: 'muted' } },
    },
  ),
  speakingWhileMicrophoneIsMuted: {
    faulty: fine({ microphone: { wanted: false, mutedByPerson: true, level: 0.1 } }),
    healed: fine({ microphone: { wanted: false, mutedByPerson: true, level: 0.001 } }),
    lookAlikes: { 'speaking into an open one': fine({ microphone: { level: 0.1 } }) },
  },
  microphoneNotMuteButSilent: {
    faulty: {
      feed: { microphone: { level: 0 } },
      second: (t) => wellBut(t, { 'own-voice': { audioInputRms: 0, packetsPerSecond: 3 } }),
    },
    healed: fine({ microphone: { level: 0.01 } }),
    lookAlikes: {
      'a quiet room': {
        feed: { microphone: { level: 0.000_2 } },
        second: (t) => wellBut(t, { 'own-voice': { audioInputRms: 0.000_2, packetsPerSecond: 3 } }),
      },
      'a muted microphone': {
        feed: { microphone: { level: 0, wanted: false, mutedByPerson: true } },
        second: (t) => without(t, 'own-voice'),
      },
      'a meter that looks between two words': {
        feed: { microphone: { level: 0 } },
        second: (t) => well(t),
      },
      'a browser that cannot measure': {
        feed: { microphone: { level: undefined } },
        second: (t) => wellBut(t, { 'own-voice': { audioInputRms: undefined } as object }),
      },
    },
  },
  cameraPermissionDenied: facts(
    { camera: failed('permission_denied') },
    { camera: started },
    {
      'a permission that nobody needs': { camera: { permission: 'denied', wanted: false, track: 'none' } },
    },
  ),
  cameraFreeze: {
    faulty: { second: (t) => wellBut(t, { 'own-camera': { frameRateInput: 0, frameRateEncoded: 0 } }) },
    lookAlikes: {
      'a camera in the dark': { second: (t) => wellBut(t, { 'own-camera': { frameRateInput: 2 } }) },
      'a camera that nobody watches': {
        feed: { camera: { watched: false } },
        second: (t) => wellBut(t, { 'own-camera': { frameRateInput: 0 } }),
      },
      'a hidden page': {
        feed: { visible: false },
        second: (t) => wellBut(t, { 'own-camera': { frameRateInput: 0 } }),
      },
    },
  },
  cameraStartFailed: facts(
    { camera: failed('device_in_use') },
    { camera: started },
    {
      'a refusal': { camera: failed('permission_denied') },
    },
  ),
  cameraStartTimedOut: facts(
    { camera: failed('device_timeout') },
    { camera: started },
    {
      'another failure': { camera: failed('device_in_use') },
    },
  ),
  cameraStoppedUnexpectedly: facts(
    { camera: { track: 'ended' } },
    { camera: { track: 'live' } },
    {
      'a camera that is off': { camera: { wanted: false, track: 'ended' } },
      'a phone’s hidden page': { camera: { track: 'muted' }, visible: false },
    },
  ),
  capturerStartFailed: facts(
    { screen: failed('device_in_use') },
    { screen: started },
    {
      'a picker that was closed': { screen: failed('cancelled') },
      'a system that forbids it': { screen: failed('permission_denied') },
    },
  ),
  capturerStoppedUnexpectedly: facts(
    { screen: { ...started, track: 'muted' } },
    { screen: started },
    { 'a share that was ended': { screen: { wanted: false, track: 'ended' } } },
  ),
  screenshareRecordingDisabled: facts(
    { screen: failed('permission_denied') },
    { screen: started },
    {
      'a picker that was closed': { screen: failed('cancelled') },
      'another failure': { screen: failed('device_in_use') },
    },
  ),
} satisfies Readonly<Record<string, Fault>>;
