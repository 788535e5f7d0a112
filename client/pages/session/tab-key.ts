import type { KeyValueStore } from './storage.ts';

/** Takes a key for this page alone, for as long as it lives. `false`: another page has it. */
export type Claim = (key: string) => Promise<boolean>;

/** A tab's key. */
export interface TabKey {
  readonly key: string;
  /** It was this tab's before: the page was reloaded. */
  readonly kept: boolean;
}

const KEY = 'key';

/**
 * The tab's own secret: survives a reload, so that the same person comes back; a duplicated tab, which starts with a
 * copy of its original's storage, finds the key taken and gets another.
 */
export async function findTabKey(
  secrets: KeyValueStore,
  claim: Claim,
  makeKey: () => string,
): Promise<TabKey> {
  const kept = secrets.get(KEY);
  if (kept !== undefined && (await claim(kept))) return { key: kept, kept: true };
  const made = makeKey();
  secrets.set(KEY, made);
  await claim(made);
  return { key: made, kept: false };
}

/** While a page is reloaded its forerunner may still hold the key for a moment. */
const RETRY_AFTER_MS = 400;

/** Claims with the browser's locks, which end with the page. Where there are none, every claim succeeds. */
export async function claimForPage(key: string): Promise<boolean> {
  if (!('locks' in navigator)) return true;
  if (await holdLock(key)) return true;
  await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
  return holdLock(key);
}

function holdLock(key: string): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(`earshot.tab.${key}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        // Never settles: the lock is held until the page is gone.
        return lock === null ? undefined : new Promise<void>(() => undefined);
      })
      .catch(() => {
        resolve(true);
      });
  });
}

/** 48 random hexadecimal digits. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
