import { EarshotError } from '@earshot/shared';
import type { Surroundings } from '../surroundings.ts';
import { toCaptureError } from './media-errors.ts';

/** A permission prompt may stand a while; a driver that hangs must not stand for ever. */
const CAPTURE_TIMEOUT_MS = 60_000;

/** What opening a device needs. */
export type CaptureSurroundings = Pick<Surroundings, 'clock' | 'window' | 'navigator'>;

/**
 * Opens devices. Rejects with `insecure_context`, `permission_denied`, `policy_blocked`, `device_*`, `not_supported`,
 * and for a share's picker `cancelled`. A stream that comes after the time-out is closed at once.
 */
export function openCapture(
  surroundings: CaptureSurroundings,
  how: (devices: MediaDevices) => Promise<MediaStream>,
  picker = false,
): Promise<MediaStream> {
  const { clock, window, navigator } = surroundings;
  const devices = navigator?.mediaDevices;
  const context = { secure: window?.isSecureContext !== false, picker };
  return new Promise((resolve, reject) => {
    let late = false;
    const cancel = clock.after(CAPTURE_TIMEOUT_MS, () => {
      late = true;
      reject(new EarshotError('device_timeout'));
    });
    const opening =
      devices === undefined
        ? Promise.reject(new EarshotError(context.secure ? 'not_supported' : 'insecure_context'))
        : Promise.resolve().then(() => how(devices));
    opening.then(
      (stream) => {
        cancel();
        if (late) stopAll(stream);
        else resolve(stream);
      },
      (thrown: unknown) => {
        cancel();
        reject(toCaptureError(thrown, context));
      },
    );
  });
}

/** Releases all that a stream captures. */
export function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
