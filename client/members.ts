import type { ParticipantId, ParticipantInfo, TrackId, TrackInfo } from '@earshot/shared';

/** Who is new, who stayed and who is gone when a picture replaces another. */
export interface Replacement {
  readonly added: readonly ParticipantId[];
  readonly kept: readonly ParticipantId[];
  readonly removed: readonly ParticipantInfo[];
}

/**
 * Members by id, with what is asked of them kept beside it: the owner of each track, the order of joining and of hands. A
 * change costs what has changed and not the size of the call; lists are made when somebody asks for them.
 */
export class Members {
  readonly #byId = new Map<ParticipantId, ParticipantInfo>();
  readonly #owners = new Map<TrackId, ParticipantId>();
  readonly #raised = new Map<ParticipantId, number>();
  /** In order of joining; `undefined` after somebody came or went. */
  #order: readonly ParticipantId[] | undefined;
  #hands: readonly ParticipantId[] | undefined;
  #list: { readonly version: number; readonly infos: readonly ParticipantInfo[] } | undefined;
  #version = 0;

  /** Counts changes. */
  get version(): number {
    return this.#version;
  }

  /** Whose hand is up, the longest first. */
  get hands(): readonly ParticipantId[] {
    this.#hands ??= [...this.#raised]
      .sort(([a, raisedA], [b, raisedB]) => raisedA - raisedB || (a < b ? -1 : 1))
      .map(([participantId]) => participantId);
    return this.#hands;
  }

  /** In order of joining, `own` first; the same list until something changes. */
  list(own: ParticipantId | undefined): readonly ParticipantInfo[] {
    if (this.#list?.version === this.#version) return this.#list.infos;
    this.#order ??= this.#sort(own);
    const infos = this.#order.flatMap((participantId) => this.#byId.get(participantId) ?? []);
    this.#list = { version: this.#version, infos };
    return infos;
  }

  find(participantId: ParticipantId): ParticipantInfo | undefined {
    return this.#byId.get(participantId);
  }

  findTrack(trackId: TrackId): { readonly owner: ParticipantInfo; readonly track: TrackInfo } | undefined {
    const participantId = this.#owners.get(trackId);
    const owner = participantId === undefined ? undefined : this.#byId.get(participantId);
    const track = owner?.tracks.find((candidate) => candidate.trackId === trackId);
    return owner === undefined || track === undefined ? undefined : { owner, track };
  }

  /** Adds a member or replaces its entry. `true`: the order of hands is another. */
  set(info: ParticipantInfo): boolean {
    const { participantId, tracks, handRaisedAt } = info;
    const before = this.#byId.get(participantId);
    this.#version += 1;
    if (before?.joinedAt !== info.joinedAt) this.#order = undefined;
    this.#byId.set(participantId, info);
    if (before?.tracks !== tracks) {
      for (const { trackId } of before?.tracks ?? []) this.#owners.delete(trackId);
      for (const { trackId } of tracks) this.#owners.set(trackId, participantId);
    }
    if ((before?.handRaisedAt ?? null) === handRaisedAt) return false;
    this.#hands = undefined;
    if (handRaisedAt === null) this.#raised.delete(participantId);
    else this.#raised.set(participantId, handRaisedAt);
    return true;
  }

  /** The answer is its last entry. */
  remove(participantId: ParticipantId): ParticipantInfo | undefined {
    const info = this.#byId.get(participantId);
    if (info === undefined) return undefined;
    this.#version += 1;
    this.#order = undefined;
    this.#byId.delete(participantId);
    for (const { trackId } of info.tracks) this.#owners.delete(trackId);
    if (this.#raised.delete(participantId)) this.#hands = undefined;
    return info;
  }

  /** Another picture. */
  replace(infos: readonly ParticipantInfo[]): Replacement {
    const before = new Map(this.#byId);
    this.#byId.clear();
    this.#owners.clear();
    this.#raised.clear();
    this.#order = undefined;
    this.#hands = undefined;
    this.#version += 1;
    for (const info of infos) this.set(info);
    const ids = [...this.#byId.keys()];
    return {
      added: ids.filter((id) => !before.has(id)),
      kept: ids.filter((id) => before.has(id)),
      removed: [...before.values()].filter(({ participantId }) => !this.#byId.has(participantId)),
    };
  }

  #sort(own: ParticipantId | undefined): readonly ParticipantId[] {
    return [...this.#byId.values()]
      .sort((a, b) => {
        if (a.participantId === own) return -1;
        if (b.participantId === own) return 1;
        return a.joinedAt - b.joinedAt || (a.participantId < b.participantId ? -1 : 1);
      })
      .map(({ participantId }) => participantId);
  }
}
