import type { Call, Participant, RemoteTrack } from '@earshot/client';
import { isRunning, trackOf } from './tile-state.ts';

/** What of a call changes as a whole; what changes of one person is heard by their id. */
export type Topic = 'members' | 'names' | 'cameras' | 'sharers' | 'sounds' | 'speaking';

type Source = Pick<Call, 'participants' | 'on'>;

/**
 * The people of a call, indexed so that a change of one costs the same in a call of 350 as in one of three: components
 * hear of the person or the topic that they show, and of nothing else.
 */
export class CallStore {
  readonly #call: Source;
  readonly #people = new Map<string, Participant>();
  readonly #cameras = new Set<string>();
  readonly #sharers = new Set<string>();
  readonly #speaking = new Set<string>();
  readonly #sounds = new Map<string, readonly RemoteTrack[]>();
  readonly #versions = new Map<Topic, number>();
  readonly #topicListeners = new Map<Topic, Set<() => void>>();
  readonly #personListeners = new Map<string, Set<() => void>>();

  constructor(call: Source) {
    this.#call = call;
    this.#readAll();
  }

  /** Follows the call until the answer is called. */
  start(): () => void {
    this.#readAll();
    const stops = [
      this.#call.on('participantChanged', (participant) => {
        if (this.#people.has(participant.participantId)) this.#take(participant);
      }),
      this.#call.on('rosterChanged', () => {
        this.#readAll();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Everybody, oneself first, in order of joining. */
  get people(): readonly Participant[] {
    return [...this.#people.values()];
  }

  /** How many are here, oneself included. */
  get size(): number {
    return this.#people.size;
  }

  /** Others who send camera pictures now. */
  get cameras(): ReadonlySet<string> {
    return this.#cameras;
  }

  /** Others who share their screen, the first of them first. */
  get sharers(): readonly string[] {
    return [...this.#sharers];
  }

  /** Who speaks now, the longest first. */
  get speaking(): readonly string[] {
    return [...this.#speaking];
  }

  /** Sound of others that arrives now. */
  get sounds(): readonly RemoteTrack[] {
    return [...this.#sounds.values()].flat();
  }

  find(participantId: string): Participant | undefined {
    return this.#people.get(participantId);
  }

  /** Another number after each change of the topic. */
  versionOf(topic: Topic): number {
    return this.#versions.get(topic) ?? 0;
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    return addTo(this.#topicListeners, topic, listener);
  }

  subscribePerson(participantId: string, listener: () => void): () => void {
    return addTo(this.#personListeners, participantId, listener);
  }

  #readAll(): void {
    const { participants } = this.#call;
    const here = new Set(participants.map((each) => each.participantId));
    const gone = [...this.#people.keys()].filter((id) => !here.has(id));
    const came = participants.some((each) => !this.#people.has(each.participantId));
    for (const id of gone) this.#drop(id);
    for (const participant of participants) this.#take(participant);
    // In the call's order, which a place taken anew changes.
    this.#people.clear();
    for (const participant of participants) this.#people.set(participant.participantId, participant);
    if (gone.length > 0 || came) {
      this.#bump('members');
      this.#bump('names');
    }
  }

  #take(participant: Participant): void {
    const { participantId } = participant;
    const before = this.#people.get(participantId);
    if (before === participant) return;
    this.#people.set(participantId, participant);
    if (before !== undefined && before.name !== participant.name) this.#bump('names');
    const camera = !participant.isLocal && isRunning(trackOf(participant, 'camera'));
    const shares = !participant.isLocal && trackOf(participant, 'screen') !== undefined;
    this.#mark('cameras', this.#cameras, { id: participantId, on: camera });
    this.#mark('sharers', this.#sharers, { id: participantId, on: shares });
    this.#mark('speaking', this.#speaking, { id: participantId, on: participant.isSpeaking });
    this.#hear(participantId, participant.isLocal ? [] : participant.tracks.filter(isHeard));
    tell(this.#personListeners.get(participantId));
  }

  #drop(participantId: string): void {
    this.#people.delete(participantId);
    this.#mark('cameras', this.#cameras, { id: participantId, on: false });
    this.#mark('sharers', this.#sharers, { id: participantId, on: false });
    this.#mark('speaking', this.#speaking, { id: participantId, on: false });
    this.#hear(participantId, []);
    tell(this.#personListeners.get(participantId));
  }

  #mark(topic: Topic, set: Set<string>, { id, on }: { readonly id: string; readonly on: boolean }): void {
    if (set.has(id) === on) return;
    if (on) set.add(id);
    else set.delete(id);
    this.#bump(topic);
  }

  #hear(participantId: string, tracks: readonly RemoteTrack[]): void {
    const before = this.#sounds.get(participantId) ?? [];
    if (tracks.length === before.length && tracks.every((track, at) => track.trackId === before[at]?.trackId))
      return;
    if (tracks.length > 0) this.#sounds.set(participantId, tracks);
    else this.#sounds.delete(participantId);
    this.#bump('sounds');
  }

  #bump(topic: Topic): void {
    this.#versions.set(topic, this.versionOf(topic) + 1);
    tell(this.#topicListeners.get(topic));
  }
}

function isHeard(track: RemoteTrack): boolean {
  return track.kind === 'audio' && track.mediaTrack !== undefined;
}

function tell(listeners: ReadonlySet<() => void> | undefined): void {
  for (const listener of [...(listeners ?? [])]) listener();
}

function addTo<K>(all: Map<K, Set<() => void>>, key: K, listener: () => void): () => void {
  const listeners = all.get(key) ?? new Set();
  all.set(key, listeners);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && all.get(key) === listeners) all.delete(key);
  };
}
