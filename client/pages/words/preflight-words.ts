import type { PreflightReport } from '@earshot/client';

/** One line of the check list. `essential` ones stop or cripple a call when they fail. */
export interface PreflightWords {
  readonly label: string;
  readonly failed: string;
  readonly essential: boolean;
}

/** All checks, in the order in which they are shown. */
export const PREFLIGHT_WORDS: Readonly<Record<keyof PreflightReport, PreflightWords>> = {
  secureContext: {
    label: 'Secure page',
    failed: 'Open this page by https or on localhost.',
    essential: true,
  },
  permissionsPolicy: {
    label: 'Allowed by the surrounding website',
    failed: 'The website around this page forbids microphone or camera. Open the call in its own tab.',
    essential: true,
  },
  webrtc: {
    label: 'Browser can make calls',
    failed: 'Use a current Chrome, Edge, Firefox or Safari.',
    essential: true,
  },
  microphonePermission: {
    label: 'Microphone permission',
    failed: 'Allow the microphone with the icon beside the page’s address.',
    essential: true,
  },
  cameraPermission: {
    label: 'Camera permission',
    failed: 'Allow the camera with the icon beside the page’s address.',
    essential: false,
  },
  microphoneDevice: {
    label: 'Microphone',
    failed: 'Plug in a microphone, or join to listen.',
    essential: true,
  },
  cameraDevice: { label: 'Camera', failed: 'Plug in a camera, or join without one.', essential: false },
  screenShare: { label: 'Screen sharing', failed: 'This browser cannot share its screen.', essential: false },
  speakerSelection: {
    label: 'Choice of speaker',
    failed: 'This browser uses the speaker of the system’s settings.',
    essential: false,
  },
  signalling: { label: 'Server', failed: 'The server does not answer. Check your network.', essential: true },
  iceUdp: {
    label: 'Media over UDP',
    failed: 'UDP is blocked here. Calls still work over TCP or a relay, with more delay.',
    essential: false,
  },
  iceTcp: {
    label: 'Media over TCP',
    failed: 'TCP media is blocked here. Needed only where UDP fails.',
    essential: false,
  },
  iceRelay: {
    label: 'Media through a relay',
    failed: 'No relay can be reached. Needed only behind strict firewalls.',
    essential: false,
  },
};

/** The names of all checks. */
export const PREFLIGHT_NAMES = Object.keys(PREFLIGHT_WORDS) as (keyof PreflightReport)[];
