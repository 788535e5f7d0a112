import type { Clock } from './clock.ts';
import type { SessionKeys } from './session.ts';
import type { Surroundings } from './surroundings.ts';

/** Keys of `sessionStorage`, which each tab has for itself, but a duplicated tab gets as a copy. */
const TAB_KEY = 'earshot.tab';
const SESSION_KEY = 'earshot.session';
/** After a reload the old page's lock may live on for a moment; a duplicate's never ends. */
const CLAIM_TIMEOUT_MS = 600;
/** How long another tab may take to answer where there are no locks. */
const ANSWER_TIMEOUT_MS = 200;

/** What claiming needs. */
export interface TabSurroundings extends Pick<Surroundings, 'clock' | 'newId'> {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  readonly locks: LockManager | undefined;
  readonly BroadcastChannel: typeof BroadcastChannel | undefined;
}

/** What of a browser's window is needed here; reading `sessionStorage` may throw where it is forbidden. */
export function findTabSurroundings({ clock, newId, window, navigator }: Surroundings): TabSurroundings {
  let storage: Storage | undefined;
  try {
    storage = window?.sessionStorage;
  } catch {
    storage = undefined;
  }
  const globals = window as (Window & Partial<typeof globalThis>) | undefined;
  const locks = navigator?.locks;
  return { clock, newId, storage, locks, BroadcastChannel: globals?.BroadcastChannel };
}

/** This tab's identity, held by nobody else until `release`. */
export interface TabClaim {
  readonly tabId: string;
  /** The session that this tab had in the room before a reload. */
  findPrevious(room: string): SessionKeys | undefined;
  remember(room: string, keys: SessionKeys): void;
  forget(): void;
  release(): void;
}

/**
 * Claims the identity that the tab's storage holds. When another tab lives under it (the tab was duplicated, storage
 * and all), this one takes a new identity and no session. Never rejects.
 */
export async function claimTab(surroundings: TabSurroundings): Promise<TabClaim> {
  const { storage, newId } = surroundings;
  const known = readText(storage, TAB_KEY);
  const held = known === undefined ? undefined : await tryClaim(known, surroundings);
  if (known !== undefined && held !== undefined) return toClaim(known, held, storage);
  const tabId = newId();
  storage?.removeItem(SESSION_KEY);
  writeText(storage, TAB_KEY, tabId);
  return toClaim(tabId, (await tryClaim(tabId, surroundings)) ?? (() => undefined), storage);
}

function toClaim(tabId: string, release: () => void, storage: TabSurroundings['storage']): TabClaim {
  return {
    tabId,
    findPrevious: (room) => {
      const saved = readSession(storage);
      return saved?.room === room
        ? { sessionId: saved.sessionId, resumeToken: saved.resumeToken }
        : undefined;
    },
    remember: (room, { sessionId, resumeToken }) => {
      writeText(storage, SESSION_KEY, JSON.stringify({ room, sessionId, resumeToken }));
    },
    forget: () => storage?.removeItem(SESSION_KEY),
    release,
  };
}

/** Holds the id; `undefined` when another page does. */
function tryClaim(tabId: string, surroundings: TabSurroundings): Promise<(() => void) | undefined> {
  if (surroundings.locks !== undefined) return claimByLock(tabId, surroundings.locks, surroundings.clock);
  if (surroundings.BroadcastChannel !== undefined)
    return claimByChannel(tabId, new surroundings.BroadcastChannel(TAB_KEY), surroundings);
  return Promise.resolve(() => undefined);
}

function claimByLock(tabId: string, locks: LockManager, clock: Clock): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const giveUp = new AbortController();
    const cancel = clock.after(CLAIM_TIMEOUT_MS, () => {
      giveUp.abort();
    });
    locks
      .request(`${TAB_KEY}.${tabId}`, { signal: giveUp.signal }, () => {
        cancel();
        // The lock lasts as long as this promise.
        return new Promise<void>((release) => {
          resolve(release);
        });
      })
      .catch(() => {
        cancel();
        resolve(undefined);
      });
  });
}

function claimByChannel(
  tabId: string,
  channel: BroadcastChannel,
  { clock, newId }: Pick<Surroundings, 'clock' | 'newId'>,
): Promise<(() => void) | undefined> {
  const self = newId();
  return new Promise((resolve) => {
    let claimed = false;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const message = data as { ask?: unknown; taken?: unknown; from?: unknown };
      if (message.from === self) return;
      if (message.ask === tabId && claimed) channel.postMessage({ taken: tabId, from: self });
      if (message.taken === tabId && !claimed) {
        cancel();
        channel.close();
        resolve(undefined);
      }
    };
    const cancel = clock.after(ANSWER_TIMEOUT_MS, () => {
      claimed = true;
      resolve(() => {
        channel.close();
      });
    });
    channel.postMessage({ ask: tabId, from: self });
  });
}

function readText(storage: TabSurroundings['storage'], key: string): string | undefined {
  const text = storage?.getItem(key);
  return text === null || text === undefined || text === '' ? undefined : text;
}

function writeText(storage: TabSurroundings['storage'], key: string, text: string): void {
  try {
    storage?.setItem(key, text);
  } catch {
    // Full or forbidden: a reload then joins as somebody new.
  }
}

function readSession(storage: TabSurroundings['storage']): (SessionKeys & { room: string }) | undefined {
  try {
    const saved = JSON.parse(readText(storage, SESSION_KEY) ?? 'null') as Record<string, unknown> | null;
    const { room, sessionId, resumeToken } = saved ?? {};
    if (typeof room !== 'string' || typeof sessionId !== 'string' || typeof resumeToken !== 'string')
      return undefined;
    return { room, sessionId, resumeToken };
  } catch {
    return undefined;
  }
}
