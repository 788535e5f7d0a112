import { useEffect, useState } from 'react';
import { EarshotError, type ErrorCode } from '@earshot/client';

/** A device that is open for the preview before a call. */
export interface Capture {
  readonly track: MediaStreamTrack | undefined;
  readonly error: EarshotError | undefined;
}

const NOTHING: Capture = { track: undefined, error: undefined };

const CODES: Readonly<Record<string, ErrorCode>> = {
  NotAllowedError: 'permission_denied',
  SecurityError: 'policy_blocked',
  NotFoundError: 'device_not_found',
  NotReadableError: 'device_in_use',
  AbortError: 'device_in_use',
  OverconstrainedError: 'device_constraints',
};

/** Opens a microphone or camera while `enabled`, and closes it after. */
export function useCapture(kind: 'audio' | 'video', enabled: boolean, deviceId: string): Capture {
  const [capture, setCapture] = useState(NOTHING);
  useEffect(() => {
    if (!enabled) return undefined;
    let track: MediaStreamTrack | undefined;
    let over = false;
    openDevice(kind, deviceId).then(
      (opened) => {
        if (over) opened.stop();
        else {
          track = opened;
          setCapture({ track, error: undefined });
        }
      },
      (error: unknown) => {
        if (!over) setCapture({ track: undefined, error: toDeviceError(error) });
      },
    );
    return () => {
      over = true;
      track?.stop();
      setCapture(NOTHING);
    };
  }, [kind, enabled, deviceId]);
  return enabled ? capture : NOTHING;
}

async function openDevice(kind: 'audio' | 'video', deviceId: string): Promise<MediaStreamTrack> {
  if (!window.isSecureContext) throw new EarshotError('insecure_context');
  const device = deviceId === '' ? {} : { deviceId: { ideal: deviceId } };
  const constraints =
    kind === 'audio'
      ? { audio: device }
      : { video: { ...device, height: { ideal: 720 }, width: { ideal: 1280 } } };
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getTracks()[0];
  if (track === undefined) throw new EarshotError('device_not_found');
  return track;
}

function toDeviceError(thrown: unknown): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  const code = thrown instanceof Error ? CODES[thrown.name] : undefined;
  return new EarshotError(code ?? 'device_in_use', undefined, { cause: thrown });
}
