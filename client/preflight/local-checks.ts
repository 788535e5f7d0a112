import type { ErrorCode } from '@earshot/shared';
import { detectDevice } from 'mediasoup-client';
import type { PreflightCheck, PreflightReport } from '../api.ts';
import type { DeviceList } from '../devices/device-list.ts';
import type { Surroundings } from '../surroundings.ts';

/** A check that passed. */
export function pass(detail: string): PreflightCheck {
  return { ok: true, reason: 'ok', detail };
}

/** A check that failed, and why. */
export function fail(reason: ErrorCode, detail: string): PreflightCheck {
  return { ok: false, reason, detail };
}

/** A check that could not be made, or has no object. It is no failure, and no success either. */
export function skip(detail: string): PreflightCheck {
  return { ok: false, reason: 'skipped', detail };
}

/** Checks that need no network. */
export type LocalCheck = Exclude<keyof PreflightReport, 'signalling' | 'iceUdp' | 'iceTcp' | 'iceRelay'>;

/** The document's policy under its two names. */
interface PolicyDocument {
  readonly permissionsPolicy?: { allowsFeature(name: string): boolean };
  readonly featurePolicy?: { allowsFeature(name: string): boolean };
}

/** Looks at browser and devices, without asking the person for anything. */
export async function checkLocally(
  surroundings: Surroundings,
  devices: DeviceList,
): Promise<Record<LocalCheck, PreflightCheck>> {
  const release = devices.hold();
  await devices.refresh();
  const { microphone, camera } = await devices.readPermissions();
  release();
  return {
    secureContext: checkSecureContext(surroundings),
    permissionsPolicy: checkPolicy(surroundings),
    webrtc: checkWebRtc(surroundings),
    microphonePermission: checkPermission(microphone),
    cameraPermission: checkPermission(camera),
    microphoneDevice: checkDevices(devices.microphones.length, 'microphone'),
    cameraDevice: checkDevices(devices.cameras.length, 'camera'),
    screenShare: checkScreenShare(surroundings),
    speakerSelection: devices.canSelectSpeaker
      ? pass('The speaker can be chosen.')
      : fail('not_supported', 'This browser plays on the system’s speaker.'),
  };
}

function checkSecureContext({ window }: Surroundings): PreflightCheck {
  if (window === undefined) return fail('not_supported', 'There is no page here.');
  return window.isSecureContext
    ? pass('The page is secure.')
    : fail('insecure_context', 'The page must come over https, or from localhost.');
}

function checkPolicy({ document, window }: Surroundings): PreflightCheck {
  const { permissionsPolicy, featurePolicy } = (document ?? {}) as PolicyDocument;
  const policy = permissionsPolicy ?? featurePolicy;
  const framed = window !== undefined && window.parent !== window;
  if (policy === undefined) {
    return framed
      ? skip('This browser does not tell what the embedding page allows.')
      : pass('The page is not embedded in another.');
  }
  const refused = ['microphone', 'camera'].filter((feature) => !policy.allowsFeature(feature));
  return refused.length === 0
    ? pass('The page may use microphone and camera.')
    : fail(
        'policy_blocked',
        `The permissions policy forbids: ${refused.join(', ')}. The frame needs allow="...".`,
      );
}

function checkWebRtc({ window, handlerFactory }: Surroundings): PreflightCheck {
  const here = window as (Window & Partial<typeof globalThis>) | undefined;
  if (handlerFactory !== undefined) return pass('A handler is given.');
  if (here?.RTCPeerConnection === undefined) return fail('not_supported', 'This browser has no WebRTC.');
  const handler = detectDevice();
  return handler === undefined
    ? fail('not_supported', 'This browser’s WebRTC is not one that the media library knows.')
    : pass(`WebRTC by ${handler}.`);
}

function checkPermission(state: PermissionState | 'unknown'): PreflightCheck {
  if (state === 'denied') return fail('permission_denied', 'The person has refused it for this site.');
  if (state === 'unknown') return skip('This browser does not tell before it asks.');
  return pass(state === 'granted' ? 'It was given.' : 'The person will be asked.');
}

function checkDevices(count: number, kind: string): PreflightCheck {
  return count === 0 ? fail('device_not_found', `There is no ${kind}.`) : pass(`${count} found.`);
}

function checkScreenShare({ navigator }: Surroundings): PreflightCheck {
  const devices = navigator?.mediaDevices as Partial<MediaDevices> | undefined;
  return devices?.getDisplayMedia === undefined
    ? fail('not_supported', 'This browser cannot share a screen; phones never can.')
    : pass('The screen can be shared.');
}
