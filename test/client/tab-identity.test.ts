import { describe, expect, test } from 'vitest';
import { claimTab, type TabSurroundings } from '../../client/tab-identity.ts';
import { createFakeClock, createFakeIds } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';

const keys = { sessionId: 'session', resumeToken: 'token' };

/** A tab's storage; `copy` is what a duplicated tab starts with. */
function createStorage(entries: readonly (readonly [string, string])[] = []) {
  const map = new Map(entries);
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => map.set(key, value),
    removeItem: (key: string) => map.delete(key),
    copy: () => createStorage([...map]),
  };
}

/** Locks of one browser: granted in order, withdrawn by their signal. */
function createLocks() {
  const held = new Set<string>();
  const waiting: { name: string; grant: () => void }[] = [];
  const request = (name: string, { signal }: { signal: AbortSignal }, use: () => Promise<void>) =>
    new Promise<void>((resolve, reject) => {
      const grant = () => {
        held.add(name);
        void use().then(() => {
          held.delete(name);
          const next = waiting.findIndex((one) => one.name === name);
          if (next !== -1) waiting.splice(next, 1)[0]?.grant();
          resolve();
        });
      };
      if (!held.has(name)) {
        grant();
        return;
      }
      const entry = { name, grant };
      waiting.push(entry);
      signal.addEventListener('abort', () => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(new Error('AbortError'));
      });
    });
  return { request } as object as LockManager; // the one method that is used
}

function setUp(how: 'locks' | 'channels' | 'nothing') {
  const clock = createFakeClock();
  const ids = createFakeIds();
  const locks = how === 'locks' ? createLocks() : undefined;
  const tab = (storage: ReturnType<typeof createStorage>): TabSurroundings => ({
    clock,
    newId: () => ids.uuid(),
    storage,
    locks,
    BroadcastChannel: how === 'channels' ? BroadcastChannel : undefined,
  });
  const claim = async (storage: ReturnType<typeof createStorage>) => {
    const claiming = claimTab(tab(storage));
    let claimed: Awaited<typeof claiming> | undefined;
    void claiming.then((result) => (claimed = result));
    await until(() => {
      clock.advance(50);
      return claimed === undefined ? 'not claimed' : undefined;
    });
    return claiming;
  };
  return { clock, claim };
}

describe.each(['locks', 'channels'] as const)('a tab, in a browser with %s', (how) => {
  test('keeps its identity and its session over a reload', async () => {
    const { claim } = setUp(how);
    const storage = createStorage();
    const before = await claim(storage);
    before.remember('room', keys);
    before.release();
    const after = await claim(storage);
    expect(after.tabId).toBe(before.tabId);
    expect(after.findPrevious('room')).toEqual(keys);
    expect(after.findPrevious('another room')).toBeUndefined();
    after.release();
  });

  test('takes a new identity, and no session, when it is the copy of one that lives', async () => {
    const { claim } = setUp(how);
    const storage = createStorage();
    const original = await claim(storage);
    original.remember('room', keys);
    const storageOfCopy = storage.copy();
    const copy = await claim(storageOfCopy);
    expect(copy.tabId).not.toBe(original.tabId);
    expect(copy.findPrevious('room')).toBeUndefined();
    expect(original.findPrevious('room')).toEqual(keys);
    copy.release();
    const reloaded = await claim(storageOfCopy);
    expect(reloaded.tabId).toBe(copy.tabId);
    reloaded.release();
    original.release();
  });
});

describe('a tab', () => {
  test('waits for the lock of its own page before a reload', async () => {
    const { claim, clock } = setUp('locks');
    const storage = createStorage();
    const before = await claim(storage);
    clock.after(300, () => {
      before.release();
    });
    const after = await claim(storage);
    expect(after.tabId).toBe(before.tabId);
    after.release();
    expect(clock.pending).toBe(0);
  });

  test('has an identity where there is neither storage nor lock', async () => {
    const clock = createFakeClock();
    const claim = await claimTab({
      clock,
      newId: () => 'an-id',
      storage: undefined,
      locks: undefined,
      BroadcastChannel: undefined,
    });
    claim.remember('room', keys);
    expect(claim.tabId).toBe('an-id');
    expect(claim.findPrevious('room')).toBeUndefined();
  });

  test('forgets the session that it has left, and what is no session', async () => {
    const { claim } = setUp('nothing');
    const storage = createStorage();
    const tab = await claim(storage);
    tab.remember('room', keys);
    tab.forget();
    expect(tab.findPrevious('room')).toBeUndefined();
    storage.setItem('earshot.session', '{"room":"room"}');
    expect(tab.findPrevious('room')).toBeUndefined();
    storage.setItem('earshot.session', 'no JSON');
    expect(tab.findPrevious('room')).toBeUndefined();
  });
});
