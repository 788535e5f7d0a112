import type { JSX } from 'react';
import { useCall, useCan, useForbiddenForAll, useLocal } from '../hooks/use-call.ts';
import { readChoice } from '../hooks/use-choice.ts';
import { useLevel } from '../hooks/use-level.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { isOn } from '../model/tile-state.ts';
import { audioChoices, videoChoices } from '../session/media-choices.ts';
import { ControlButton } from '../ui/control-button.tsx';
import { whyNot } from '../words/capability-words.ts';
import type { Forbiddable } from '../words/forbidden-words.ts';

/** What the three source buttons, their shortcuts and menus do. */
export interface SourceActions {
  readonly toggleMicrophone: () => void;
  readonly toggleCamera: () => void;
  readonly toggleScreen: () => void;
}

/** The actions; failures are told. */
export function useSourceActions(): SourceActions {
  const call = useCall();
  const { run } = useNotices();
  return {
    toggleMicrophone: () => {
      const { state } = call.microphone;
      if (!call.can('microphone').allowed || state.starting) return;
      run(() => {
        if (isOn(state)) return call.microphone.mute();
        if (state.muted) return call.microphone.unmute();
        return call.microphone.start(audioChoices(readChoice, call.devices.microphones));
      });
    },
    toggleCamera: () => {
      const { state } = call.camera;
      if (!call.can('camera').allowed || state.starting) return;
      run(() => {
        if (isOn(state)) return call.camera.mute();
        if (state.muted) return call.camera.unmute();
        return call.camera.start(videoChoices(readChoice, call.devices.cameras));
      });
    },
    toggleScreen: () => {
      if (!call.can('screen').allowed || call.screen.state.starting) return;
      run(async () => {
        if (call.screen.state.active) return call.screen.stop();
        try {
          await call.screen.start();
        } catch (error) {
          // Closing the browser's chooser is a decision, not a failure.
          if (!(error instanceof Error && 'code' in error && error.code === 'permission_denied')) throw error;
        }
      });
    },
  };
}

/** The microphone's button, with a ring that follows the voice. */
export function MicrophoneToggle(props: { readonly onToggle: () => void }): JSX.Element {
  const call = useCall();
  const state = useLocal(call.microphone);
  const blocked = useBlocked('microphone');
  const on = isOn(state);
  const ring = useLevel<HTMLSpanElement>(() => call.microphone.level, on);
  return (
    <span className="mic-ring" ref={ring}>
      <ControlButton
        icon={on ? 'microphone' : 'microphoneOff'}
        label={on ? 'Mute microphone' : 'Unmute microphone'}
        pressed={on}
        tone={on ? 'plain' : 'off'}
        blocked={blocked}
        busy={state.starting}
        shortcut="m"
        testId="mic-toggle"
        onPress={props.onToggle}
      />
    </span>
  );
}

/** The camera's button. */
export function CameraToggle(props: { readonly onToggle: () => void }): JSX.Element {
  const state = useLocal(useCall().camera);
  const blocked = useBlocked('camera');
  const on = isOn(state);
  return (
    <ControlButton
      icon={on ? 'camera' : 'cameraOff'}
      label={on ? 'Turn camera off' : 'Turn camera on'}
      pressed={on}
      tone={on ? 'plain' : 'off'}
      blocked={blocked}
      busy={state.starting}
      shortcut="v"
      testId="camera-toggle"
      onPress={props.onToggle}
    />
  );
}

/** The share's button. */
export function ScreenToggle(props: { readonly onToggle: () => void }): JSX.Element {
  const state = useLocal(useCall().screen);
  const blocked = useScreenBlocked();
  return (
    <ControlButton
      icon={state.active ? 'screenOff' : 'screen'}
      label={state.active ? 'Stop sharing' : 'Share screen'}
      pressed={state.active}
      tone={state.active ? 'on' : 'plain'}
      blocked={blocked}
      busy={state.starting}
      testId="share-toggle"
      onPress={props.onToggle}
    />
  );
}

/** Why one may not send it; says whether that holds for everybody. */
function useBlocked(source: Forbiddable): string | undefined {
  const capability = useCan(source);
  const forAll = useForbiddenForAll();
  return whyNot(capability, forAll.includes(source));
}

/** Why the screen cannot be shared here. */
export function useScreenBlocked(): string | undefined {
  const denied = useBlocked('screen');
  if (denied !== undefined) return denied;
  const able = 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices;
  return able ? undefined : 'This browser cannot share its screen.';
}
