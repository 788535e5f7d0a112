import type { Devices } from '@earshot/client';
import { useVersion } from './use-version.ts';

const NAMES = ['changed', 'permissionChanged'] as const;

/** The devices, kept current. */
export function useDevices(devices: Devices): Devices {
  useVersion(devices, NAMES);
  return devices;
}
