import type { Reaction } from '@earshot/client';

/** What a reaction is called. */
export const REACTION_WORDS: Readonly<Record<Reaction, string>> = {
  like: 'Like',
  heart: 'Heart',
  laugh: 'Laugh',
  surprised: 'Surprised',
  applause: 'Applause',
};

/** All reactions, in the order of the buttons. */
export const REACTION_NAMES = Object.keys(REACTION_WORDS) as Reaction[];
