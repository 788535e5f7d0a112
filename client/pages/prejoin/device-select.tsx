import type { JSX } from 'react';
import type { Device, Devices } from '@earshot/client';
import { useDevices } from '../hooks/use-devices.ts';
import { Select } from '../ui/select.tsx';

/** A choice among devices of one kind. */
export function DeviceSelect(props: {
  readonly kind: 'microphone' | 'camera' | 'speaker';
  readonly devices: Devices;
  readonly value: string;
  readonly onChange: (deviceId: string) => void;
}): JSX.Element | null {
  const devices = useDevices(props.devices);
  if (props.kind === 'speaker' && !devices.canSelectSpeaker) return null;
  const list = listOf(devices, props.kind);
  const label = { microphone: 'Microphone', camera: 'Camera', speaker: 'Speaker' }[props.kind];
  const known = list.some((device) => device.deviceId === props.value);
  return (
    <Select
      label={label}
      testId={`${props.kind}-select`}
      value={known ? props.value : ''}
      disabled={list.length === 0}
      options={[
        { value: '', label: list.length === 0 ? `No ${props.kind} found` : 'System default' },
        ...list
          .filter((device) => device.deviceId !== '' && device.deviceId !== 'default')
          .map((device, index) => ({
            value: device.deviceId,
            label: device.label === '' ? `${label} ${index + 1}` : device.label,
          })),
      ]}
      onChange={props.onChange}
    />
  );
}

function listOf(devices: Devices, kind: 'microphone' | 'camera' | 'speaker'): readonly Device[] {
  if (kind === 'microphone') return devices.microphones;
  return kind === 'camera' ? devices.cameras : devices.speakers;
}
