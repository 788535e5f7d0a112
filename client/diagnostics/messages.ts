import type { IssueCode, IssueLevel } from '@earshot/shared';

interface Words {
  /** While it is bad. */
  readonly bad: string;
  /** While it is poor; a flag has no such level. */
  readonly poor?: string;
  /** When it has passed. */
  readonly cleared: string;
  /** What the person can do. */
  readonly hint: string;
}

/** What a person is told, in plain words: what is the matter, and what to do. */
const WORDS: Readonly<Record<IssueCode, Words>> = {
  noNetwork: {
    bad: 'Nothing gets through to the call.',
    cleared: 'The connection to the call is back.',
    hint: 'Check your cable or Wi-Fi. If they work, the server may be away for a moment. You stay in the call and return by yourself.',
  },
  networkReconnect: {
    bad: 'The connection was lost and is being restored.',
    poor: 'A part of the connection was lost and is being restored.',
    cleared: 'The connection is restored.',
    hint: 'Stay on this page. If it takes long, move closer to your router or use another network.',
  },
  networkSendQuality: {
    bad: 'Others can hardly hear or see you: your connection is very weak.',
    poor: 'Others may hear or see you badly: your connection is weak.',
    cleared: 'Your sound and picture get through well again.',
    hint: 'Turn your camera off, close downloads, or use another network.',
  },
  networkReceiveQuality: {
    bad: 'You can hardly hear or see others: your connection is very weak.',
    poor: 'You may hear or see others badly: your connection is weak.',
    cleared: 'Sound and picture of others come through well again.',
    hint: 'Close downloads and other video, move closer to your router, or use another network.',
  },
  noMicrophoneDevicesEnumerated: {
    bad: 'No microphone was found.',
    cleared: 'A microphone was found.',
    hint: 'Plug in a microphone or a headset, or switch it on.',
  },
  noSpeakerDevicesEnumerated: {
    bad: 'No loudspeaker or headphones were found.',
    cleared: 'A loudspeaker or headphones were found.',
    hint: 'Plug in headphones or a loudspeaker, or switch it on.',
  },
  microphonePermissionDenied: {
    bad: 'The microphone may not be used.',
    cleared: 'The microphone may be used.',
    hint: 'Allow the microphone for this page in the address bar and in your system’s settings, then turn it on again.',
  },
  microphoneNotFunctioning: {
    bad: 'Your microphone has stopped working.',
    cleared: 'Your microphone works again.',
    hint: 'Plug the microphone in again, or choose another one.',
  },
  microphoneMuteUnexpectedly: {
    bad: 'Your microphone was muted by your device.',
    cleared: 'Your microphone is no longer muted by your device.',
    hint: 'Look for a mute button on your headset, and end other calls on this device.',
  },
  speakingWhileMicrophoneIsMuted: {
    bad: 'You are speaking, but your microphone is muted.',
    cleared: 'You are no longer speaking into a muted microphone.',
    hint: 'Unmute your microphone if others should hear you.',
  },
  autoplayBlocked: {
    bad: 'Your browser does not play the sound of this call yet.',
    cleared: 'The sound of this call is playing.',
    hint: 'Click anywhere on the page to hear others.',
  },
  cameraPermissionDenied: {
    bad: 'The camera may not be used.',
    cleared: 'The camera may be used.',
    hint: 'Allow the camera for this page in the address bar and in your system’s settings, then turn it on again.',
  },
  cameraFreeze: {
    bad: 'Your camera gives no picture.',
    cleared: 'Your camera gives a picture again.',
    hint: 'Turn the camera off and on again, or choose another one.',
  },
  cameraStartFailed: {
    bad: 'Your camera could not be started.',
    cleared: 'Your camera has started.',
    hint: 'Close other programs that use the camera, then turn it on again.',
  },
  cameraStartTimedOut: {
    bad: 'Your camera does not answer.',
    cleared: 'Your camera has started.',
    hint: 'Answer the browser’s question whether the camera may be used, or plug the camera in again.',
  },
  cameraStoppedUnexpectedly: {
    bad: 'Your camera was stopped by your device.',
    cleared: 'Your camera is on again.',
    hint: 'Return to this page, end other calls on this device, or turn the camera on again.',
  },
  capturerStartFailed: {
    bad: 'Your screen could not be shared.',
    cleared: 'Your screen is shared.',
    hint: 'Allow screen recording for your browser in your system’s settings, then share again.',
  },
  capturerStoppedUnexpectedly: {
    bad: 'What you share gives no picture.',
    cleared: 'What you share gives a picture again.',
    hint: 'Bring the shared window back to the front, or share again.',
  },
};

/** A sentence for the person. */
export function messageOf(code: IssueCode, level: IssueLevel): string {
  const words = WORDS[code];
  if (level === 'good') return words.cleared;
  return level === 'poor' ? (words.poor ?? words.bad) : words.bad;
}

/** What the person can do; nothing once it has passed. */
export function hintOf(code: IssueCode, level: IssueLevel): string {
  return level === 'good' ? '' : WORDS[code].hint;
}
