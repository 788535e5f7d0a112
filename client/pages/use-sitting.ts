import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { EarshotError, type Call, type EarshotClientApi, type EndReason, type Survey } from '@earshot/client';
import { readChoice } from './hooks/use-choice.ts';
import { followMedia } from './model/media-time.ts';
import { keepSource, type KeptSources } from './model/kept-sources.ts';
import { now } from './now.ts';
import type { JoinFields } from './prejoin/join-form.tsx';
import { audioChoices, videoChoices } from './session/media-choices.ts';

/** Where the person is: before, in or after a call. */
export type Sitting =
  | { readonly name: 'before'; readonly error: EarshotError | undefined }
  | { readonly name: 'joining'; readonly fields: JoinFields }
  | { readonly name: 'in'; readonly call: Call; readonly fields: JoinFields }
  | {
      readonly name: 'after';
      readonly reason: EndReason;
      readonly error: EarshotError | undefined;
      readonly fields: JoinFields;
      /** Of a call with media: takes what the person says of it. */
      readonly submitSurvey: Call['submitSurvey'] | undefined;
    };

/** The sitting and what moves it. */
export interface SittingControl {
  readonly sitting: Sitting;
  readonly join: (fields: JoinFields) => void;
  readonly cancel: () => void;
  readonly goHome: () => void;
}

/** Joins, hears the end, joins again. `fields` of the last join are what tokens are asked for. */
export function useSitting(options: {
  readonly client: EarshotClientApi;
  readonly rejoin: JoinFields | undefined;
  readonly onFields: (fields: JoinFields) => void;
  readonly onSitting: (sitting: Sitting) => void;
  /** What is on and off in the call is another, for the next time. */
  readonly onKeep: (fields: JoinFields) => void;
}): SittingControl {
  const { client, rejoin } = options;
  const [sitting, setSitting] = useState<Sitting>(
    rejoin === undefined ? { name: 'before', error: undefined } : { name: 'joining', fields: rejoin },
  );
  const attempt = useRef<AbortController | undefined>(undefined);
  const move = (next: Sitting) => {
    setSitting(next);
    options.onSitting(next);
  };
  const start = (fields: JoinFields) => {
    const controller = new AbortController();
    attempt.current = controller;
    options.onFields(fields);
    move({ name: 'joining', fields });
    client.join(fields.room, { ...joinOptions(client, fields), signal: controller.signal }).then(
      (call) => {
        move({ name: 'in', call, fields });
        let kept = fields;
        followSources(call, fields, (sources) => {
          kept = { ...fields, sources };
          options.onKeep(kept);
        });
        const hadMedia = followMedia(call, now);
        followEnd(call, (reason, error) => {
          const submitSurvey = hadMedia() ? (survey: Survey) => call.submitSurvey(survey) : undefined;
          move({ name: 'after', reason, error, fields: kept, submitSurvey });
        });
      },
      (thrown: unknown) => {
        const error = EarshotError.from(thrown);
        move({ name: 'before', error: error.code === 'cancelled' ? undefined : error });
      },
    );
  };
  const resume = useEffectEvent(() => {
    if (rejoin !== undefined && attempt.current === undefined) start(rejoin);
  });
  useEffect(() => {
    resume();
  }, []);
  return {
    sitting,
    join: start,
    cancel: () => attempt.current?.abort(),
    goHome: () => {
      move({ name: 'before', error: undefined });
    },
  };
}

/** Tells at once and at every change what should be on when the person comes back. */
function followSources(call: Call, fields: JoinFields, tell: (sources: KeptSources) => void): void {
  let sources = sourcesFor(fields);
  const check = () => {
    // What the end of a call closes was not switched off.
    if (call.state.name === 'ended') return;
    sources = {
      microphone: keepSource(sources.microphone, call.microphone.state),
      camera: keepSource(sources.camera, call.camera.state),
    };
    tell(sources);
  };
  call.microphone.on('changed', check);
  call.camera.on('changed', check);
  check();
}

function sourcesFor(fields: JoinFields): KeptSources {
  return (
    fields.sources ?? {
      microphone: readChoice('microphoneOn') === 'yes',
      camera: readChoice('cameraOn') === 'yes',
    }
  );
}

function followEnd(call: Call, tell: (reason: EndReason, error: EarshotError | undefined) => void): void {
  const check = () => {
    if (call.state.name === 'ended') tell(call.state.reason, call.state.error);
  };
  call.on('stateChanged', check);
  check();
}

function joinOptions(client: EarshotClientApi, fields: JoinFields): Parameters<EarshotClientApi['join']>[1] {
  const { devices } = client;
  const speaker = readChoice('speakerId');
  if (speaker !== '' && devices.canSelectSpeaker) void devices.selectSpeaker(speaker).catch(() => undefined);
  const watches = fields.role === 'consumer';
  const { microphone, camera } = sourcesFor(fields);
  return {
    name: fields.name,
    microphone: !watches && microphone && audioChoices(readChoice, devices.microphones),
    camera: !watches && camera && videoChoices(readChoice, devices.cameras),
  };
}
