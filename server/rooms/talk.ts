import {
  EarshotError,
  type ParticipantId,
  type Reaction,
  type Report,
  type RequestParams,
  type RequestResult,
} from '@earshot/shared';
import { createChatHistory, type ChatHistory } from './chat.ts';
import { assertDataFits, selectRecipients } from './data-messages.ts';
import { createHandTimes } from './hands.ts';
import { createReactionCounter } from './reactions.ts';
import type { RemoteIssues } from './remote-issues.ts';
import { createReporting } from './reporting.ts';
import type { RoomCore } from './room-core.ts';
import { createRoomRates } from './room-rates.ts';
import { assertMay, type Seat } from './seat.ts';

/** What participants say to each other beside media, and to the server about quality. All inside decisions. */
export interface Talk {
  readonly history: Pick<ChatHistory, 'list'>;
  chat(seat: Seat, text: string): RequestResult<'chat'>;
  raiseHand(seat: Seat, raised: boolean, participantId: ParticipantId | undefined): void;
  lowerHand(seat: Seat): void;
  react(seat: Seat, reaction: Reaction): void;
  sendData(seat: Seat, params: RequestParams<'data.send'>): RequestResult<'data.send'>;
  report(seat: Seat, report: Report): RequestResult<'report'>;
  close(): void;
}

/** Makes it for a new call. */
export function createTalk(core: RoomCore, remoteIssues: Pick<RemoteIssues, 'set'>): Talk {
  const { clock, ids, observer } = core.options;
  const history = createChatHistory();
  const handTimes = createHandTimes();
  const rates = createRoomRates(clock);
  const reactions = createReactionCounter(clock, (data) => {
    core.queue.post(() => {
      core.toAll({ name: 'reactions', data });
    });
  });

  function setHand(seat: Seat, handRaisedAt: number | null): void {
    seat.handRaisedAt = handRaisedAt;
    core.toViewers(seat, {
      name: 'participantUpdated',
      data: { updates: [{ participantId: seat.participantId, handRaisedAt }] },
    });
  }

  function lowerHand(seat: Seat): void {
    if (seat.handRaisedAt !== null) setHand(seat, null);
  }

  return {
    history,
    chat(seat, text) {
      assertMay(seat, 'chat');
      rates.take('chat');
      const { participantId, name } = seat;
      const message = { messageId: ids.uuid(), participantId, name, text, at: clock.now() };
      history.add(message);
      core.toAll({ name: 'chat', data: message });
      observer.chatSent();
      return { messageId: message.messageId, at: message.at };
    },
    raiseHand(seat, raised, participantId) {
      const own = participantId === undefined || participantId === seat.participantId;
      assertMay(seat, own ? 'raiseHand' : 'lowerHands');
      if (!own && raised) throw new EarshotError('not_allowed', 'Another’s hand can only be lowered.');
      const subject = own ? seat : core.seats.get(participantId);
      // To other participants a hidden one does not exist.
      if (subject === undefined || (!own && subject.grants.hidden))
        throw new EarshotError('participant_not_found');
      if ((subject.handRaisedAt !== null) === raised) return;
      rates.take('hand');
      setHand(subject, raised ? handTimes.take(clock.now()) : null);
    },
    lowerHand,
    react(seat, reaction) {
      assertMay(seat, 'react');
      rates.take('reaction');
      reactions.add(reaction);
    },
    sendData(seat, { topic, payload, encoding, to }) {
      assertMay(seat, 'data');
      assertDataFits({ payload, encoding });
      const recipients = selectRecipients(seat.participantId, listPresent(core), to);
      rates.take('data');
      for (const recipient of recipients) {
        core.send(recipient.seat, {
          name: 'data',
          data: { from: seat.participantId, topic, payload, encoding },
        });
      }
      return { recipients: recipients.filter(({ hidden }) => !hidden).length };
    },
    report: createReporting(core, remoteIssues),
    close() {
      reactions.close();
    },
  };
}

function listPresent({ seats }: RoomCore) {
  return new Map(
    [...seats].map(([participantId, seat]) => [
      participantId,
      { participantId, hidden: seat.grants.hidden, seat },
    ]),
  );
}
