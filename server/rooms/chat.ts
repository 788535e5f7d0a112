import { LIMITS, type ChatMessage } from '@earshot/shared';

/** The last messages of a call, for those who join later. */
export interface ChatHistory {
  add(message: ChatMessage): void;
  /** Oldest first. */
  list(): readonly ChatMessage[];
}

/** Makes an empty history. */
export function createChatHistory(limit: number = LIMITS.chatHistory): ChatHistory {
  const messages: ChatMessage[] = [];
  return {
    add(message) {
      messages.push(message);
      if (messages.length > limit) messages.shift();
    },
    list: () => [...messages],
  };
}
