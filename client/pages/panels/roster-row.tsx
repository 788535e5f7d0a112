import type { JSX } from 'react';
import type { Participant } from '@earshot/client';
import { useCall, useCan } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { trackOf } from '../model/tile-state.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { QualityBadge } from '../ui/quality-badge.tsx';
import { whyNot } from '../words/capability-words.ts';

const ROLE_WORDS: Readonly<Record<Participant['role'], string>> = {
  presenter: 'Presenter',
  collaborator: 'Collaborator',
  attendee: 'Attendee',
  consumer: 'Watching',
};

/** One person of the list. */
export function RosterRow(props: {
  readonly participant: Participant;
  readonly ownMicrophoneOn: boolean;
  readonly handOrder: number | undefined;
  readonly onRemove: (participant: Participant) => void;
}): JSX.Element {
  const { participant, handOrder } = props;
  const { isLocal, name } = participant;
  const audible = isLocal ? props.ownMicrophoneOn : trackOf(participant, 'microphone')?.paused === false;
  return (
    <li
      className="roster-row"
      data-testid="roster-row"
      data-participant={participant.participantId}
      data-muted={!audible}
    >
      <Avatar name={name} identity={participant.identity} small />
      <div className="roster-name">
        <span>{isLocal ? `${name} (you)` : name}</span>
        <small>
          {participant.connection === 'reconnecting' ? 'Reconnecting …' : ROLE_WORDS[participant.role]}
        </small>
      </div>
      {handOrder !== undefined && <HandMark participant={participant} order={handOrder} />}
      <QualityBadge
        quality={participant.quality}
        name={name}
        testId={`roster-quality-${participant.participantId}`}
      />
      {audible && !isLocal ? <MuteButton participant={participant} /> : <SoundMark audible={audible} />}
      {!isLocal && <RemoveButton participant={participant} onRemove={props.onRemove} />}
    </li>
  );
}

function SoundMark(props: { readonly audible: boolean }): JSX.Element {
  return (
    <span className={props.audible ? 'roster-sound' : 'roster-sound roster-muted'}>
      <Icon name={props.audible ? 'microphone' : 'microphoneOff'} size={17} />
      <span className="visually-hidden">{props.audible ? 'Microphone on' : 'Microphone off'}</span>
    </span>
  );
}

/** A raised hand with its place in the row; whoever leads the call can lower it. */
function HandMark(props: { readonly participant: Participant; readonly order: number }): JSX.Element {
  const { participant, order } = props;
  const call = useCall();
  const { run } = useNotices();
  const inside = (
    <>
      <Icon name="hand" size={17} />
      {order}
    </>
  );
  if (!useCan('lowerHands').allowed || participant.isLocal) {
    return (
      <span className="roster-hand" role="img" aria-label={`Hand raised, number ${order}`}>
        {inside}
      </span>
    );
  }
  const label = `Lower ${participant.name}’s hand, number ${order}`;
  return (
    <button
      type="button"
      className="roster-hand"
      aria-label={label}
      title={label}
      data-testid="lower-hand"
      onClick={() => {
        run(() => call.lowerHand(participant.participantId));
      }}
    >
      {inside}
    </button>
  );
}

function MuteButton(props: { readonly participant: Participant }): JSX.Element {
  const { participantId, name } = props.participant;
  const call = useCall();
  const { run } = useNotices();
  return (
    <RowButton
      icon="microphone"
      label={`Microphone on. Mute ${name}`}
      testId="mute-participant"
      blocked={whyNot(useCan('muteOthers'))}
      onPress={() => {
        run(() => call.muteParticipant(participantId, { sources: ['microphone'], mode: 'force' }));
      }}
    />
  );
}

function RemoveButton(props: {
  readonly participant: Participant;
  readonly onRemove: (participant: Participant) => void;
}): JSX.Element {
  return (
    <RowButton
      icon="remove"
      label={`Remove ${props.participant.name}`}
      testId="remove-participant"
      blocked={whyNot(useCan('removeParticipant'))}
      onPress={() => {
        props.onRemove(props.participant);
      }}
    />
  );
}

function RowButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
  readonly testId?: string;
  readonly blocked?: string | undefined;
}): JSX.Element {
  const { blocked } = props;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={blocked === undefined ? props.label : `${props.label}. Not possible: ${blocked}`}
      title={blocked ?? props.label}
      aria-disabled={blocked !== undefined || undefined}
      data-testid={props.testId}
      onClick={() => {
        if (blocked === undefined) props.onPress();
      }}
    >
      <Icon name={props.icon} size={17} />
    </button>
  );
}
