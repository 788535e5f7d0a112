import type { EarshotError } from '@earshot/shared';
import type { EventSource } from './event-source.ts';

/** A device as lists show it. */
export interface Device {
  /** Stable on this origin once permission is given; may be empty before. */
  readonly deviceId: string;
  /** Empty before permission is given. */
  readonly label: string;
}

/** Devices by kind, in the browser's order. */
export interface DeviceLists {
  /** Sound in. */
  readonly microphones: readonly Device[];
  /** Pictures in. */
  readonly cameras: readonly Device[];
  /** Sound out; empty where the browser does not list them. */
  readonly speakers: readonly Device[];
}

/** Leave to use devices; `unknown` where the browser does not say. */
export interface DevicePermissions {
  /** For microphones. */
  readonly microphone: PermissionState | 'unknown';
  /** For cameras. */
  readonly camera: PermissionState | 'unknown';
}

/** Events of the device list. */
export interface DevicesEvents {
  /** A device came or went, or its label became known. */
  changed: DeviceLists;
  /** The person gave or took permission. */
  permissionChanged: DevicePermissions;
}

/** What to ask for. */
export interface PermissionRequest {
  /** Default `false`. */
  readonly microphone?: boolean;
  /** Default `false`. */
  readonly camera?: boolean;
}

/** What the person answered; only what was asked for is there. */
export interface PermissionAnswer {
  /** `granted`, or why not: `permission_denied`, `device_not_found`, ... */
  microphone?: 'granted' | EarshotError;
  /** `granted`, or why not. */
  camera?: 'granted' | EarshotError;
}

/** Devices of this machine, and leave to use them. */
export interface Devices extends EventSource<DevicesEvents>, DeviceLists {
  /** As last known. */
  readonly permission: DevicePermissions;
  /** Reads the list anew. Never rejects: where that is forbidden the list stays as it was. */
  refresh(): Promise<void>;
  /** Asks the person; devices are closed again. Never rejects: each is `granted` or the error that says why not. */
  requestPermission(what: PermissionRequest): Promise<PermissionAnswer>;
  /** Whether `selectSpeaker` works in this browser. */
  readonly canSelectSpeaker: boolean;
  /** The chosen speaker; `undefined`: the browser's default. */
  readonly speakerId: string | undefined;
  /**
   * Plays all sound there from now on. Throws `device_not_found`, or `not_supported` where the
   * browser has no speaker choice.
   */
  selectSpeaker(deviceId: string): Promise<void>;
}
