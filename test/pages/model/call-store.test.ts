import type { CallEvents, Participant } from '@earshot/client';
import { describe, expect, it, vi } from 'vitest';
import { CallStore, type Topic } from '../../../client/pages/model/call-store.ts';
import { participant, track } from './participants.ts';

type Listener = (event: never) => void;

/** The people of a call, and nothing else of it. */
class FakeCall {
  /** Times that the whole list was read. */
  reads = 0;
  #people: readonly Participant[];
  readonly #listeners = new Map<keyof CallEvents, Set<Listener>>();

  constructor(participants: readonly Participant[]) {
    this.#people = participants;
  }

  get participants(): readonly Participant[] {
    this.reads += 1;
    return this.#people;
  }

  on<N extends keyof CallEvents>(name: N, listener: (event: CallEvents[N]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  once(): () => void {
    throw new Error('not needed');
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, each) => sum + each.size, 0);
  }

  change(name: string, fields: Partial<Participant>): void {
    const next = participant(name, fields);
    this.#people = this.#people.map((each) => (each.participantId === name ? next : each));
    this.#emit('participantChanged', next);
  }

  replaceAll(participants: readonly Participant[]): void {
    this.#people = participants;
    this.#emit('rosterChanged', { added: [], removed: [] });
  }

  #emit<N extends keyof CallEvents>(name: N, event: CallEvents[N]): void {
    for (const listener of this.#listeners.get(name) ?? [])
      (listener as (event: CallEvents[N]) => void)(event);
  }
}

const TOPICS: readonly Topic[] = ['members', 'names', 'cameras', 'sharers', 'sounds', 'speaking'];
const sound = { kind: 'audio', source: 'microphone', mediaTrack: {} as MediaStreamTrack } as const;

function setUp(...names: string[]) {
  const call = new FakeCall([
    participant('me', { isLocal: true }),
    ...names.map((name) => participant(name)),
  ]);
  const store = new CallStore(call);
  const stop = store.start();
  const told: string[] = [];
  for (const topic of TOPICS) store.subscribe(topic, () => told.push(topic));
  return { call, store, stop, told };
}

describe('the people of a call, as the page follows them', () => {
  it('are known from the start, oneself first', () => {
    const { store } = setUp('Ada', 'Bo');
    expect(store.people.map((each) => each.name)).toEqual(['me', 'Ada', 'Bo']);
    expect(store.size).toBe(3);
    expect(store.find('Bo')?.name).toBe('Bo');
    expect(store.find('Cyd')).toBeUndefined();
  });

  it('tell a change of quality to those who show that person, and to nobody else', () => {
    const { call, store, told } = setUp('Ada', 'Bo');
    const [ada, bo] = [vi.fn(), vi.fn()];
    store.subscribePerson('Ada', ada);
    store.subscribePerson('Bo', bo);
    call.change('Ada', { quality: { band: 'poor', factor: 'loss', blame: 'unknown', score: 30 } });
    expect(store.find('Ada')?.quality.band).toBe('poor');
    expect(ada).toHaveBeenCalledTimes(1);
    expect(bo).not.toHaveBeenCalled();
    expect(told).toEqual([]);
  });

  it('tell who speaks, without reading the list of all', () => {
    const { call, store, told } = setUp(...Array.from({ length: 349 }, (_, at) => `Guest ${String(at)}`));
    const reads = call.reads;
    call.change('Guest 7', { isSpeaking: true });
    call.change('Guest 3', { isSpeaking: true });
    expect(store.speaking).toEqual(['Guest 7', 'Guest 3']);
    call.change('Guest 7', { isSpeaking: false });
    expect(store.speaking).toEqual(['Guest 3']);
    expect(told).toEqual(['speaking', 'speaking', 'speaking']);
    expect(call.reads).toBe(reads);
  });

  it('tell cameras, shares and sound that come and go', () => {
    const { call, store, told } = setUp('Ada');
    const camera = track();
    const screen = track({ trackId: 'screen', source: 'screen' });
    call.change('Ada', { tracks: [camera, screen, track({ ...sound, trackId: 'voice' })] });
    expect([...store.cameras]).toEqual(['Ada']);
    expect(store.sharers).toEqual(['Ada']);
    expect(store.sounds.map((each) => each.trackId)).toEqual(['voice']);
    call.change('Ada', {
      tracks: [track({ paused: true }), track({ ...sound, trackId: 'voice', mediaTrack: undefined })],
    });
    expect([store.cameras.size, store.sharers.length, store.sounds.length]).toEqual([0, 0, 0]);
    expect(told.toSorted()).toEqual(['cameras', 'cameras', 'sharers', 'sharers', 'sounds', 'sounds']);
  });

  it('do not count one’s own camera, share and sound', () => {
    const { call, store } = setUp();
    call.change('me', { isLocal: true, tracks: [track(), track({ ...sound, trackId: 'voice' })] });
    expect([store.cameras.size, store.sharers.length, store.sounds.length]).toEqual([0, 0, 0]);
  });

  it('tell who comes, goes and is named anew', () => {
    const { call, store, told } = setUp('Ada');
    const ada = vi.fn();
    store.subscribePerson('Ada', ada);
    call.replaceAll([participant('me', { isLocal: true }), participant('Bo', { isSpeaking: true })]);
    expect(store.people.map((each) => each.name)).toEqual(['me', 'Bo']);
    expect(ada).toHaveBeenCalledTimes(1);
    expect(told).toEqual(['speaking', 'members', 'names']);
    call.change('Bo', { name: 'Bob', isSpeaking: true });
    expect(told.slice(3)).toEqual(['names']);
  });

  it('are in the call’s order, also when one’s own place was taken anew', () => {
    const { call, store } = setUp('Ada');
    call.replaceAll([participant('me again', { isLocal: true }), participant('Ada')]);
    expect(store.people.map((each) => each.name)).toEqual(['me again', 'Ada']);
  });

  it('give another version for each change of a topic', () => {
    const { call, store } = setUp('Ada');
    const before = store.versionOf('cameras');
    call.change('Ada', { tracks: [track()] });
    expect(store.versionOf('cameras')).toBe(before + 1);
    call.change('Ada', { tracks: [track()], handRaisedAt: 1 });
    expect(store.versionOf('cameras')).toBe(before + 1);
  });

  it('are followed until it is stopped, and again after another start', () => {
    const { call, store, stop } = setUp('Ada');
    stop();
    expect(call.listenerCount).toBe(0);
    call.change('Ada', { isSpeaking: true });
    expect(store.speaking).toEqual([]);
    store.start();
    expect(store.speaking).toEqual(['Ada']);
  });
});
