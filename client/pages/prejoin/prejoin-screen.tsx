import { useState, type JSX } from 'react';
import type { Devices, EarshotClientApi, EarshotError } from '@earshot/client';
import { useCapture } from '../hooks/use-capture.ts';
import { useChoice } from '../hooks/use-choice.ts';
import { useDevices } from '../hooks/use-devices.ts';
import type { Entry } from '../session/entry.ts';
import { Icon } from '../ui/icon.tsx';
import { errorWords } from '../words/error-words.ts';
import { DeviceSelect } from './device-select.tsx';
import { JoinForm, type JoinFields } from './join-form.tsx';
import { PermissionNote } from './permission-note.tsx';
import { PreflightPanel } from './preflight-panel.tsx';
import { PreviewCard } from './preview-card.tsx';

/** What the first screen is given. */
export interface PrejoinProps {
  readonly client: EarshotClientApi;
  readonly entry: Entry;
  readonly suggestedRoom: string;
  readonly development: boolean;
  readonly joining: boolean;
  readonly error: EarshotError | undefined;
  readonly onJoin: (fields: JoinFields) => void;
  readonly onCancel: () => void;
}

/** Name, room, devices and a look at oneself before the call. */
export function PrejoinScreen(props: PrejoinProps): JSX.Element {
  const { client, error } = props;
  const devices = useDevices(client.devices);
  const [asked, setAsked] = useState(false);
  const [room, setRoom] = useState(props.entry.room ?? props.suggestedRoom);
  const granted = (kind: 'microphone' | 'camera') => asked || devices.permission[kind] === 'granted';
  const askFirst =
    !asked && devices.permission.microphone !== 'denied' && !(granted('microphone') && granted('camera'));
  const ask = () => {
    void devices.requestPermission({ microphone: true, camera: true }).finally(() => {
      setAsked(true);
      void devices.refresh();
    });
  };
  return (
    <main className="prejoin">
      <div className="prejoin-media">
        <DevicePreview
          {...{ granted, askFirst, ask }}
          joining={props.joining}
          permission={devices.permission}
        />
        <DeviceChoices client={client} />
        <PreflightPanel client={client} />
      </div>
      <div className="prejoin-form">
        <h1>Ready to join?</h1>
        {error !== undefined && <JoinProblem error={error} />}
        <PermissionNote permission={devices.permission} />
        <JoinForm {...props} room={room} onRoom={setRoom} />
      </div>
    </main>
  );
}

function JoinProblem(props: { readonly error: EarshotError }): JSX.Element {
  const words = errorWords(props.error);
  return (
    <div className="note note-bad" role="alert" data-testid="error-message" data-code={props.error.code}>
      <Icon name="warning" size={20} />
      <div>
        <strong>{words.title}</strong>
        <p>{words.hint}</p>
      </div>
    </div>
  );
}

function DevicePreview(props: {
  readonly granted: (kind: 'microphone' | 'camera') => boolean;
  readonly askFirst: boolean;
  readonly ask: () => void;
  readonly joining: boolean;
  readonly permission: Devices['permission'];
}): JSX.Element {
  const [microphoneOn, setMicrophoneOn] = useChoice('microphoneOn');
  const [cameraOn, setCameraOn] = useChoice('cameraOn');
  const [microphoneId] = useChoice('microphoneId');
  const [cameraId] = useChoice('cameraId');
  const [mirror] = useChoice('mirror');
  // While joining the devices are given back, because some systems open each of them only once.
  const open = (kind: 'microphone' | 'camera', on: 'yes' | 'no') =>
    on === 'yes' && props.granted(kind) && !props.joining;
  const camera = useCapture('video', open('camera', cameraOn), cameraId);
  const microphone = useCapture('audio', open('microphone', microphoneOn), microphoneId);
  return (
    <PreviewCard
      camera={camera}
      microphone={microphone}
      cameraOn={cameraOn === 'yes'}
      microphoneOn={microphoneOn === 'yes'}
      mirrored={mirror === 'on'}
      cameraRefused={props.permission.camera === 'denied'}
      microphoneRefused={props.permission.microphone === 'denied'}
      askFirst={props.askFirst}
      onAsk={props.ask}
      onCamera={(on) => {
        setCameraOn(on ? 'yes' : 'no');
      }}
      onMicrophone={(on) => {
        setMicrophoneOn(on ? 'yes' : 'no');
      }}
    />
  );
}

function DeviceChoices(props: { readonly client: EarshotClientApi }): JSX.Element {
  const { devices } = props.client;
  const [microphoneId, setMicrophoneId] = useChoice('microphoneId');
  const [cameraId, setCameraId] = useChoice('cameraId');
  const [speakerId, setSpeakerId] = useChoice('speakerId');
  return (
    <div className="device-choices">
      <DeviceSelect kind="microphone" devices={devices} value={microphoneId} onChange={setMicrophoneId} />
      <DeviceSelect kind="camera" devices={devices} value={cameraId} onChange={setCameraId} />
      <DeviceSelect kind="speaker" devices={devices} value={speakerId} onChange={setSpeakerId} />
    </div>
  );
}
