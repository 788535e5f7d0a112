import type { JSX } from 'react';
import type { Capture } from '../hooks/use-capture.ts';
import { useTrackLevel } from '../hooks/use-track-level.ts';
import { ControlButton } from '../ui/control-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { errorWords } from '../words/error-words.ts';
import { LevelMeter } from './level-meter.tsx';
import { facesPerson, LocalVideo } from './video-preview.tsx';

/** What the person will look and sound like, with the two switches. */
export function PreviewCard(props: {
  readonly camera: Capture;
  readonly microphone: Capture;
  readonly cameraOn: boolean;
  readonly microphoneOn: boolean;
  readonly mirrored: boolean;
  readonly cameraRefused: boolean;
  readonly microphoneRefused: boolean;
  readonly askFirst: boolean;
  readonly onAsk: () => void;
  readonly onCamera: (on: boolean) => void;
  readonly onMicrophone: (on: boolean) => void;
}): JSX.Element {
  const { camera, microphone, cameraOn, microphoneOn } = props;
  const readLevel = useTrackLevel(microphone.track);
  return (
    <section className="preview" aria-label="Preview">
      <div className="preview-picture">
        {camera.track !== undefined && (
          <LocalVideo track={camera.track} mirrored={props.mirrored && facesPerson(camera.track)} />
        )}
        {camera.track === undefined && <PreviewNote {...props} />}
        <div className="preview-controls">
          <ControlButton
            icon={microphoneOn ? 'microphone' : 'microphoneOff'}
            label={microphoneOn ? 'Join with microphone off' : 'Join with microphone on'}
            pressed={microphoneOn}
            tone={microphoneOn ? 'plain' : 'off'}
            testId="mic-toggle"
            onPress={() => {
              props.onMicrophone(!microphoneOn);
            }}
          />
          <ControlButton
            icon={cameraOn ? 'camera' : 'cameraOff'}
            label={cameraOn ? 'Join with camera off' : 'Join with camera on'}
            pressed={cameraOn}
            tone={cameraOn ? 'plain' : 'off'}
            testId="camera-toggle"
            onPress={() => {
              props.onCamera(!cameraOn);
            }}
          />
        </div>
      </div>
      <div className="preview-meter">
        <Icon name={microphoneOn ? 'microphone' : 'microphoneOff'} size={18} />
        <LevelMeter read={readLevel} active={microphone.track !== undefined} />
        <span>{meterWords(microphone, microphoneOn, props.microphoneRefused)}</span>
      </div>
    </section>
  );
}

function PreviewNote(props: {
  readonly camera: Capture;
  readonly cameraOn: boolean;
  readonly cameraRefused: boolean;
  readonly askFirst: boolean;
  readonly onAsk: () => void;
}): JSX.Element {
  if (props.askFirst) {
    return (
      <div className="preview-note">
        <p>Let others see and hear you. You can switch both off at any time.</p>
        <button
          type="button"
          className="button button-primary"
          data-testid="allow-devices"
          onClick={props.onAsk}
        >
          Allow microphone and camera
        </button>
      </div>
    );
  }
  if (props.camera.error !== undefined) {
    const words = errorWords(props.camera.error);
    return (
      <div className="preview-note" role="alert">
        <strong>{words.title}</strong>
        <p>{words.hint}</p>
      </div>
    );
  }
  return (
    <div className="preview-note">
      <p>{cameraWords(props)}</p>
    </div>
  );
}

function cameraWords(props: { readonly cameraOn: boolean; readonly cameraRefused: boolean }): string {
  if (!props.cameraOn) return 'Your camera is off';
  return props.cameraRefused ? 'Your camera cannot be used' : 'The camera is starting';
}

function meterWords(microphone: Capture, on: boolean, refused: boolean): string {
  if (!on) return 'Your microphone will be off';
  if (refused) return 'Your microphone cannot be used';
  if (microphone.error !== undefined) return errorWords(microphone.error).title;
  return microphone.track === undefined ? 'Microphone not open yet' : 'Say something: the bar should move';
}
