import { memo, type JSX } from 'react';
import type { Participant } from '@earshot/client';
import { ParticipantMenuButton } from '../call/participant-menu.tsx';
import { useCall, useCan, useIsSpotlighted, useLocal } from '../hooks/use-call.ts';
import { useNotices } from '../hooks/use-notices.ts';
import { usePerson } from '../hooks/use-people.ts';
import { isOn, isRunning, trackOf } from '../model/tile-state.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { QualityBadge } from '../ui/quality-badge.tsx';
import { actsOf, forbiddableOf } from '../words/forbidden-words.ts';

const ROLE_WORDS: Readonly<Record<Participant['role'], string>> = {
  presenter: 'Presenter',
  collaborator: 'Collaborator',
  attendee: 'Attendee',
  consumer: 'Watching',
};

/** A line of the list. */
interface RosterRowProps {
  readonly participantId: string;
  /** Place in the order of hands, from 1. */
  readonly hand: number | undefined;
  readonly index: number;
  /** CSS pixels from the top of the list. */
  readonly top: number;
  /** Has the tab stop of the list. */
  readonly active: boolean;
  readonly onActive: (participantId: string) => void;
}

/** One person of the list. Follows that person alone. */
export const RosterRow = memo(function RosterRow(props: RosterRowProps): JSX.Element | null {
  const participant = usePerson(props.participantId);
  if (participant === undefined) return null;
  return participant.isLocal ? (
    <OwnRow {...props} participant={participant} />
  ) : (
    <Row {...props} participant={participant} audible={isRunning(trackOf(participant, 'microphone'))} />
  );
});

function OwnRow(props: RosterRowProps & { readonly participant: Participant }): JSX.Element {
  return <Row {...props} audible={isOn(useLocal(useCall().microphone))} />;
}

function Row(
  props: RosterRowProps & { readonly participant: Participant; readonly audible: boolean },
): JSX.Element {
  const { participant, audible, hand } = props;
  const { participantId, isLocal, name } = participant;
  const speaking = participant.isSpeaking && audible;
  const tabIndex = props.active ? 0 : -1;
  const mayMute = useCan('muteOthers').allowed && !isLocal;
  return (
    <div
      className={`roster-row${speaking ? ' roster-row-speaking' : ''}`}
      role="row"
      aria-rowindex={props.index + 1}
      style={{ top: props.top }}
      data-testid="roster-row"
      data-participant={participantId}
      data-name={name}
      data-muted={!audible}
      data-speaking={speaking}
      data-hand={hand}
      data-forbidden={participant.forbidden.join(' ')}
      onFocus={() => {
        props.onActive(participantId);
      }}
    >
      <div role="gridcell" className="roster-person">
        <Avatar name={name} identity={participant.identity} small />
        <div className="roster-name">
          <span title={name}>{isLocal ? `${name} (you)` : name}</span>
          <Facts participant={participant} speaking={speaking} />
        </div>
      </div>
      <div role="gridcell" className="roster-tools">
        {hand !== undefined && <HandMark participant={participant} order={hand} tabIndex={tabIndex} />}
        <QualityBadge
          quality={participant.quality}
          name={name}
          testId={`roster-quality-${participantId}`}
          tabIndex={tabIndex}
        />
        {audible && mayMute ? (
          <MuteButton participant={participant} tabIndex={tabIndex} />
        ) : (
          <SoundMark audible={audible} />
        )}
        <ParticipantMenuButton
          participant={participant}
          testId="roster-menu"
          className="icon-button"
          tabIndex={tabIndex}
        />
      </div>
    </div>
  );
}

/** What matters most of somebody in one line: where they are, what they may not, who they are. */
function Facts(props: { readonly participant: Participant; readonly speaking: boolean }): JSX.Element {
  const { participant, speaking } = props;
  const spotlight = useIsSpotlighted(participant.participantId);
  const forbidden = forbiddableOf(participant.forbidden);
  const facts = [
    participant.connection === 'reconnecting' ? 'Reconnecting …' : ROLE_WORDS[participant.role],
    ...(spotlight ? ['in the spotlight'] : []),
    ...(forbidden.length > 0 ? [`may not ${actsOf(forbidden)}`] : []),
  ].join(', ');
  return (
    <small title={facts}>
      {facts}
      {speaking && <span className="visually-hidden">, speaking</span>}
    </small>
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
function HandMark(props: {
  readonly participant: Participant;
  readonly order: number;
  readonly tabIndex: number;
}): JSX.Element {
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
      tabIndex={props.tabIndex}
      data-testid="lower-hand"
      data-column="hand"
      onClick={() => {
        run(() => call.lowerHand(participant.participantId));
      }}
    >
      {inside}
    </button>
  );
}

function MuteButton(props: { readonly participant: Participant; readonly tabIndex: number }): JSX.Element {
  const { participantId, name } = props.participant;
  const call = useCall();
  const { run } = useNotices();
  const label = `Microphone on. Mute ${name}`;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      tabIndex={props.tabIndex}
      data-testid="mute-participant"
      data-column="mute"
      onClick={() => {
        run(() => call.muteParticipant(participantId, { sources: ['microphone'], mode: 'force' }));
      }}
    >
      <Icon name="microphone" size={17} />
    </button>
  );
}
