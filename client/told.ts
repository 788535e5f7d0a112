import type { Participant, RemoteTrack } from './api.ts';
import type { Source } from './wire-types.ts';

/** What is told as a whole whenever it is another. */
export interface Tellable {
  readonly speakers: readonly Participant[];
  readonly spotlight: readonly Participant[];
  readonly forbiddenForAll: readonly Source[];
  readonly optimal: { readonly count: number; readonly reason: string };
  readonly shownCameras: readonly RemoteTrack[];
}

const KEYS: { readonly [N in keyof Tellable]: (now: Tellable) => string } = {
  speakers: ({ speakers }) => joinIds(speakers),
  spotlight: ({ spotlight }) => joinIds(spotlight),
  forbiddenForAll: ({ forbiddenForAll }) => forbiddenForAll.join(' '),
  optimal: ({ optimal }) => `${String(optimal.count)} ${optimal.reason}`,
  shownCameras: ({ shownCameras }) => shownCameras.map(({ trackId }) => trackId).join(' '),
};

function joinIds(participants: readonly Participant[]): string {
  return participants.map(({ participantId }) => participantId).join(' ');
}

/**
 * Remembers what the app was told, so that it hears of changes only: who is named may be listed later, and a whole picture
 * repeats what is known.
 */
export class Told {
  readonly #last = new Map<keyof Tellable, string>();

  /** All of it is known to the app. */
  note(now: Tellable): void {
    for (const name of Object.keys(KEYS) as (keyof Tellable)[]) this.#last.set(name, KEYS[name](now));
  }

  /** Whether it is another than what was told; it counts as told from then on. */
  isNews(now: Tellable, name: keyof Tellable): boolean {
    const key = KEYS[name](now);
    if (this.#last.get(name) === key) return false;
    this.#last.set(name, key);
    return true;
  }
}
