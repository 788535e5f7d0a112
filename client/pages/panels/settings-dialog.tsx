import type { JSX } from 'react';
import { useCall, useLocal } from '../hooks/use-call.ts';
import { readChoice, useChoice, type Choices } from '../hooks/use-choice.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { isOn } from '../model/tile-state.ts';
import { DeviceSelect } from '../prejoin/device-select.tsx';
import { LevelMeter } from '../prejoin/level-meter.tsx';
import { audioChoices } from '../session/media-choices.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Select, Switch } from '../ui/select.tsx';

/** Devices, sound, picture and looks, changed at once. */
export function SettingsDialog(props: { readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Settings" onClose={props.onClose} testId="settings-dialog">
      <SoundSettings />
      <PictureSettings />
      <PageSettings />
    </Dialog>
  );
}

function SoundSettings(): JSX.Element {
  const call = useCall();
  const { run } = useNotices();
  const microphone = useLocal(call.microphone);
  const [microphoneId, setMicrophoneId] = useChoice('microphoneId');
  const [speakerId, setSpeakerId] = useChoice('speakerId');
  const reopen = () => {
    if (!call.microphone.state.active) return;
    run(async () => {
      const { muted } = call.microphone.state;
      await call.microphone.stop();
      await call.microphone.start({ ...audioChoices(readChoice, call.devices.microphones), muted });
    });
  };
  return (
    <section className="settings-group" aria-label="Sound">
      <h3>Sound</h3>
      <DeviceSelect
        kind="microphone"
        devices={call.devices}
        value={microphone.deviceId ?? microphoneId}
        onChange={(id) => {
          setMicrophoneId(id);
          if (microphone.active && id !== '') run(() => call.microphone.switchDevice(id));
        }}
      />
      <LevelMeter read={() => call.microphone.level} active={microphone.active} />
      <DeviceSelect
        kind="speaker"
        devices={call.devices}
        value={call.devices.speakerId ?? speakerId}
        onChange={(id) => {
          setSpeakerId(id);
          run(() => call.devices.selectSpeaker(id));
        }}
      />
      <ChoiceSwitch name="noiseSuppression" label="Remove background noise" onChanged={reopen} />
      <ChoiceSwitch name="echoCancellation" label="Cancel echo" onChanged={reopen} />
      <ChoiceSwitch name="autoGainControl" label="Even out loudness" onChanged={reopen} />
      <ChoiceSwitch
        name="musicMode"
        label="Music mode"
        hint="For instruments: stereo, no processing"
        onChanged={reopen}
      />
    </section>
  );
}

function PictureSettings(): JSX.Element {
  const call = useCall();
  const { run } = useNotices();
  const camera = useLocal(call.camera);
  const [cameraId, setCameraId] = useChoice('cameraId');
  const [height, setHeight] = useChoice('frameHeight');
  const [saver, setSaver] = useChoice('dataSaver');
  return (
    <section className="settings-group" aria-label="Picture">
      <h3>Picture</h3>
      <DeviceSelect
        kind="camera"
        devices={call.devices}
        value={camera.deviceId ?? cameraId}
        onChange={(id) => {
          setCameraId(id);
          if (isOn(camera) && id !== '') run(() => call.camera.switchDevice(id));
        }}
      />
      <Select
        label="Best quality sent"
        value={height}
        options={[
          { value: '360', label: '360p: saves data' },
          { value: '720', label: '720p: standard' },
          { value: '1080', label: '1080p: needs a fast connection' },
        ]}
        onChange={(value) => {
          setHeight(value === '360' || value === '1080' ? value : '720');
          if (isOn(camera)) run(() => call.camera.setConstraints({ frameHeight: Number(value) }));
        }}
      />
      <Select
        label="Pictures of others"
        value={saver}
        testId="data-saver"
        options={[
          { value: 'auto', label: 'As good as the network allows' },
          { value: '360', label: 'Data saver: 360p at most' },
          { value: 'audio', label: 'Audio only: no cameras' },
        ]}
        onChange={(value) => {
          setSaver(value === '360' || value === 'audio' ? value : 'auto');
        }}
      />
      <ChoiceSwitch name="mirror" label="Mirror my own picture" hint="Only for you: others see it as it is" />
    </section>
  );
}

function PageSettings(): JSX.Element {
  const [theme, setTheme] = useChoice('theme');
  return (
    <section className="settings-group" aria-label="Page">
      <h3>Page</h3>
      <Select
        label="Colours"
        value={theme}
        options={[
          { value: 'auto', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChange={(value) => {
          setTheme(value === 'light' || value === 'dark' ? value : 'auto');
        }}
      />
      <ChoiceSwitch
        name="shortcuts"
        label="Keyboard shortcuts"
        hint="M microphone, V camera, H hand, C chat, ← → pages"
      />
    </section>
  );
}

type OnOff = { [K in keyof Choices]: Choices[K] extends 'on' | 'off' ? K : never }[keyof Choices];

function ChoiceSwitch(props: {
  readonly name: OnOff;
  readonly label: string;
  readonly hint?: string;
  readonly onChanged?: () => void;
}): JSX.Element {
  const [value, setValue] = useChoice(props.name);
  return (
    <Switch
      label={props.label}
      {...(props.hint === undefined ? {} : { hint: props.hint })}
      on={value === 'on'}
      onChange={(on) => {
        setValue(on ? 'on' : 'off');
        props.onChanged?.();
      }}
    />
  );
}
