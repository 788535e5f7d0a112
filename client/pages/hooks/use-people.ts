import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { Participant } from '@earshot/client';
import type { CallStore, Topic } from '../model/call-store.ts';

/** The people of the call above. */
export const PeopleContext = createContext<CallStore | undefined>(undefined);

/** The people, without hearing of changes; only below `PeopleContext`. */
export function usePeople(): CallStore {
  const people = use(PeopleContext);
  if (people === undefined) throw new Error('usePeople needs a PeopleContext above it.');
  return people;
}

/** Renders again when the topic changes; the number is another then, so that it can be a dependency. */
export function useTopic(topic: Topic): number {
  const people = usePeople();
  const subscribe = useCallback((listener: () => void) => people.subscribe(topic, listener), [people, topic]);
  return useSyncExternalStore(subscribe, () => people.versionOf(topic));
}

/** Somebody, kept current; `undefined` when they have left. Renders again for changes of this person only. */
export function usePerson(participantId: string): Participant | undefined {
  const people = usePeople();
  const subscribe = useCallback(
    (listener: () => void) => people.subscribePerson(participantId, listener),
    [people, participantId],
  );
  return useSyncExternalStore(subscribe, () => people.find(participantId));
}

/** How many are here. */
export function usePeopleCount(): number {
  useTopic('members');
  return usePeople().size;
}
