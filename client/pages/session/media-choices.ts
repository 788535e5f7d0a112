import type { AudioOptions, Device, VideoOptions } from '@earshot/client';
import type { Choices } from '../hooks/use-choice.ts';

type Read = <K extends keyof Choices>(key: K) => Choices[K];

/** Microphone options from what the person chose; a device that is gone is not asked for. Pure. */
export function audioChoices(read: Read, microphones: readonly Device[]): AudioOptions {
  const deviceId = present(read('microphoneId'), microphones);
  return {
    ...(deviceId === undefined ? {} : { deviceId }),
    echoCancellation: read('echoCancellation') === 'on',
    noiseSuppression: read('noiseSuppression') === 'on',
    autoGainControl: read('autoGainControl') === 'on',
    musicMode: read('musicMode') === 'on',
  };
}

/** Camera options from what the person chose. Pure. */
export function videoChoices(read: Read, cameras: readonly Device[]): VideoOptions {
  const deviceId = present(read('cameraId'), cameras);
  return { ...(deviceId === undefined ? {} : { deviceId }), frameHeight: Number(read('frameHeight')) };
}

function present(deviceId: string, devices: readonly Device[]): string | undefined {
  return devices.some((device) => device.deviceId === deviceId) && deviceId !== '' ? deviceId : undefined;
}
