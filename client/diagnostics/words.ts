import type { IssueCode } from '@earshot/shared';

/** What is told of one issue. */
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
export const WORDS: Readonly<Record<IssueCode, Words>> = {
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
  networkRelaysNotReachable: {
    bad: 'Your network lets no call through.',
    cleared: 'Your network lets the call through.',
    hint: 'A firewall may block calls. Use another network, or ask whoever runs this one.',
  },
  slowConnect: {
    bad: 'Connecting sound and picture takes unusually long.',
    cleared: 'Sound and picture are connected.',
    hint: 'Wait a moment. If it does not help, turn off your VPN or use another network.',
  },
  unstablePath: {
    bad: 'Your connection keeps changing its way.',
    cleared: 'Your connection is steady again.',
    hint: 'Stay with one network: turn Wi-Fi or mobile data off, and your VPN if you do not need it.',
  },
  relayOrTcpInUse: {
    bad: 'Your network makes the call take a detour.',
    cleared: 'The call takes the direct way again.',
    hint: 'Nothing needs to be done. If sound is late, try another network.',
  },
  lossBurst: {
    bad: 'Your connection drops out for moments.',
    cleared: 'Your connection no longer drops out.',
    hint: 'Move closer to your router, use a cable, or move away from other radios.',
  },
  congestion: {
    bad: 'Your connection is too slow for your picture: it is sent smaller.',
    cleared: 'Your connection is fast enough for your picture again.',
    hint: 'Close uploads and other calls, or turn your camera off.',
  },
  microphoneNotMuteButSilent: {
    bad: 'Your microphone is on, but no sound comes from it.',
    cleared: 'Sound comes from your microphone.',
    hint: 'Look for a switch on your headset, or choose another microphone.',
  },
  speakerNotFunctioning: {
    bad: 'Your loudspeaker may not be playing.',
    cleared: 'Your loudspeaker plays.',
    hint: 'Choose another loudspeaker, or plug it in again.',
  },
  echoLikely: {
    bad: 'Others may hear themselves through your microphone.',
    cleared: 'Others no longer hear themselves through your microphone.',
    hint: 'Use headphones, or turn your loudspeaker down.',
  },
  audioConcealment: {
    bad: 'Parts of what others say are missing.',
    cleared: 'You hear others without gaps again.',
    hint: 'Close downloads and other video, or turn off pictures of others.',
  },
  jitterBufferStress: {
    bad: 'Voices come late and stretched.',
    cleared: 'Voices come in time again.',
    hint: 'Move closer to your router, or use a cable.',
  },
  screenshareRecordingDisabled: {
    bad: 'Your system does not let your browser record the screen.',
    cleared: 'Your browser may record the screen.',
    hint: 'Allow screen recording for your browser in your system’s settings, restart the browser, then share again.',
  },
  videoFreeze: {
    bad: 'A picture of somebody else stands still.',
    cleared: 'Pictures of others move again.',
    hint: 'Wait a moment. If it happens often, close downloads or show fewer pictures.',
  },
  dryTrack: {
    bad: 'Sound or picture of somebody else does not arrive.',
    cleared: 'Sound and picture of others arrive again.',
    hint: 'Wait a moment. If it stays, leave the call and join again.',
  },
  stuckDecoder: {
    bad: 'A picture of somebody else cannot be shown.',
    cleared: 'Pictures of others can be shown again.',
    hint: 'Wait a moment. If it stays, leave the call and join again, or update your browser.',
  },
  keyFrameStorm: {
    bad: 'Pictures of others keep breaking.',
    cleared: 'Pictures of others no longer break.',
    hint: 'Close downloads and other video, or show fewer pictures.',
  },
  audioVideoOutOfSync: {
    bad: 'Lips and voices may be apart.',
    cleared: 'Lips and voices fit together again.',
    hint: 'Close other programs. Headphones without a cable delay sound as well.',
  },
  sfuLimited: {
    bad: 'Some pictures come smaller than they could.',
    cleared: 'Pictures come in full again.',
    hint: 'Sound comes first. It gets better by itself when there is room.',
  },
  cpuLimited: {
    bad: 'Your device is too busy for this call.',
    cleared: 'Your device keeps up with the call again.',
    hint: 'Close other programs and tabs, or turn your camera off.',
  },
  decoderOverloaded: {
    bad: 'Your device does not keep up with the pictures of others.',
    cleared: 'Your device keeps up with the pictures of others again.',
    hint: 'Show fewer pictures, or close other programs and tabs.',
  },
  encoderStarved: {
    bad: 'Your device does not keep up with your camera.',
    cleared: 'Your device keeps up with your camera again.',
    hint: 'Close other programs and tabs, or turn your camera off.',
  },
  tabHidden: {
    bad: 'This page is in the background.',
    cleared: 'This page is in front.',
    hint: 'Return to this page to see others.',
  },
};
