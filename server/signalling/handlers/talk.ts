import type { talkRequests } from '@earshot/shared/requests/talk.ts';
import type { MemberHandlers } from './types.ts';

/** What participants say beside media, and to the server about quality. */
export const talkHandlers: MemberHandlers<keyof typeof talkRequests> = {
  chat: ({ member }, { text }) => member.chat(text),
  raiseHand({ member }, { raised, participantId }) {
    member.raiseHand(raised, participantId);
    return {};
  },
  react({ member }, { reaction }) {
    member.react(reaction);
    return {};
  },
  'data.send': ({ member }, params) => member.sendData(params),
  report: ({ member }, { report }) => member.report(report),
};
