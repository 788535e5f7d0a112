/**
 * What the page keeps: choices for good, secrets for the tab. Storage may be switched off (private windows, frames);
 * then nothing is kept and the page works all the same.
 */
export interface KeyValueStore {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
}

const PREFIX = 'earshot.page.';

/** Wraps a web storage so that it never throws. */
export function safeStore(open: () => Storage): KeyValueStore {
  return {
    get(key) {
      try {
        return open().getItem(PREFIX + key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set(key, value) {
      try {
        if (value === undefined) open().removeItem(PREFIX + key);
        else open().setItem(PREFIX + key, value);
      } catch {
        // Full or forbidden: the choice lasts as long as the page does.
      }
    },
  };
}

/** Choices, kept in this browser. */
export const choices = safeStore(() => localStorage);
/** Tokens and invites, kept in this tab only. */
export const tabSecrets = safeStore(() => sessionStorage);
