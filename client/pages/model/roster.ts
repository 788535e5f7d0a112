import type { Participant } from '@earshot/client';

/** The participants list as it is shown. */
export interface RosterLists {
  /** Raised hands, the first raised first. */
  readonly hands: readonly Participant[];
  /** All who have no hand up, oneself first, then by name. */
  readonly others: readonly Participant[];
}

/** Splits and sorts the roster; `search` keeps those whose name holds it, whatever the case and accents. Pure. */
export function rosterOf(participants: readonly Participant[], search: string): RosterLists {
  const wanted = plain(search);
  const found = participants.filter((participant) => plain(participant.name).includes(wanted));
  return {
    hands: found
      .filter((participant) => participant.handRaisedAt !== undefined)
      .toSorted((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0)),
    others: found
      .filter((participant) => participant.handRaisedAt === undefined)
      .toSorted((a, b) => Number(b.isLocal) - Number(a.isLocal) || a.name.localeCompare(b.name)),
  };
}

function plain(text: string): string {
  return text.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}
