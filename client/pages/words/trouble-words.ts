import { ISSUES, type Participant } from '@earshot/client';

type Group = (typeof ISSUES)[keyof typeof ISSUES]['group'];

const GROUPS: Readonly<Record<Group, string>> = {
  network: 'Their network is in trouble.',
  audio: 'Their sound is in trouble.',
  camera: 'Their camera is in trouble.',
  screen: 'Their screen share is in trouble.',
  reception: 'They do not get all that is sent to them.',
  device: 'Their device has too much to do.',
};

/** What is wrong with another, in words, each said once; `undefined` when nothing is. */
export function troubleWords(issues: Participant['issues']): string | undefined {
  const sentences = new Set(issues.map(({ code }) => GROUPS[ISSUES[code].group]));
  return sentences.size === 0 ? undefined : [...sentences].join(' ');
}
