import type { EarshotError } from '@earshot/shared';
import type { Call } from './call.ts';
import type { Devices } from './devices.ts';
import type { JoinOptions } from './options.ts';

/** Outcome of one preflight check. */
export interface PreflightCheck {
  /** Nothing stands in the way. */
  readonly ok: boolean;
  /** `ok`, or why not: an error code of the table. */
  readonly reason: 'ok' | 'skipped' | EarshotError['code'];
  /** A sentence for developers and support. */
  readonly detail: string;
}

/** Everything that `preflight()` looks at, each by itself. */
export interface PreflightReport {
  /** The page came over https or from localhost. */
  readonly secureContext: PreflightCheck;
  /** Inside a frame: the embedding page allows devices. */
  readonly permissionsPolicy: PreflightCheck;
  /** The browser has WebRTC, of a kind that the library knows. */
  readonly webrtc: PreflightCheck;
  /** The person has not refused the microphone. */
  readonly microphonePermission: PreflightCheck;
  /** The person has not refused the camera. */
  readonly cameraPermission: PreflightCheck;
  /** There is a microphone. */
  readonly microphoneDevice: PreflightCheck;
  /** There is a camera. */
  readonly cameraDevice: PreflightCheck;
  /** The browser can share screens (phones cannot). */
  readonly screenShare: PreflightCheck;
  /** The browser can choose the speaker. */
  readonly speakerSelection: PreflightCheck;
  /** The server lets one in. */
  readonly signalling: PreflightCheck;
  /** Media reaches the server over UDP. */
  readonly iceUdp: PreflightCheck;
  /** Media reaches the server over TCP. */
  readonly iceTcp: PreflightCheck;
  /** Media reaches the server through its relay; `skipped` where it has none. */
  readonly iceRelay: PreflightCheck;
}

/** What to look at before a call. */
export interface PreflightOptions {
  /**
   * Room to visit for the network checks. Default: a room of its own with a name that starts with `preflight-`, for
   * which `getToken` must then give a token. A call's own room shows the check to those in it as a participant, unless
   * the token is for a hidden one.
   */
  readonly room?: string;
  /** Gets each result as it comes. */
  readonly onProgress?: (name: keyof PreflightReport, check: PreflightCheck) => void;
}

/** Entry of the library. */
export interface EarshotClientApi {
  /** Devices of this machine: usable before, during and after calls. */
  readonly devices: Devices;
  /**
   * Joins a room. Resolves when the roster is whole; media connects in the background. Rejects with the server's
   * refusal (`room_full`, `token_*`, ...), `server_unreachable`, `timeout`, `cancelled`, or what `getToken` threw.
   */
  join(room: string, options?: JoinOptions): Promise<Call>;
  /** Checks this browser, its devices and the way to the real server. Never rejects: what fails says why. */
  preflight(options?: PreflightOptions): Promise<PreflightReport>;
}
