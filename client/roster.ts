import {
  LIMITS,
  type CallInfo,
  type Capabilities,
  type ChatMessage,
  type EndReason,
  type EventData,
  type Grants,
  type LimitsInfo,
  type ParticipantId,
  type ParticipantInfo,
  type Role,
  type SnapshotPart,
  type TrackId,
  type TrackInfo,
} from '@earshot/shared';

/** This participant's own place. */
export interface SelfInfo {
  readonly participantId: ParticipantId;
  readonly role: Role;
  readonly grants: Grants;
  readonly capabilities: Capabilities;
}

/** What a step changed, so that only that is made anew and told. */
export interface RosterChange {
  readonly added: readonly ParticipantId[];
  readonly removed: readonly { readonly info: ParticipantInfo; readonly reason: EndReason }[];
  /** Those whose entry (tracks included) is another than before. */
  readonly updated: readonly ParticipantId[];
  readonly tracks: readonly TrackId[];
}

const NOTHING: RosterChange = { added: [], removed: [], updated: [], tracks: [] };

/** What happens to the tracks of one participant. */
interface TrackEdit {
  readonly participantId: ParticipantId;
  readonly trackId: TrackId;
  readonly edit: (tracks: readonly TrackInfo[]) => TrackInfo[];
}

/** A snapshot that is still coming. */
interface Assembly {
  readonly snapshotId: number;
  readonly parts: SnapshotPart[];
}

/**
 * What this client knows of the call. Always whole: a snapshot in parts replaces it only when its last part is there,
 * and events between the parts are part of neither picture but come after them in order (the server numbers both).
 */
export class Roster {
  #participants = new Map<ParticipantId, ParticipantInfo>();
  #assembly: Assembly | undefined;
  #call: CallInfo | undefined;
  #self: SelfInfo | undefined;
  #limits: LimitsInfo | undefined;
  #speakers: readonly ParticipantId[] = [];
  #chat: readonly ChatMessage[] = [];

  get call(): CallInfo | undefined {
    return this.#call;
  }

  get self(): SelfInfo | undefined {
    return this.#self;
  }

  get limits(): LimitsInfo | undefined {
    return this.#limits;
  }

  /** Most dominant first, those who are there only. */
  get speakers(): readonly ParticipantId[] {
    return this.#speakers.filter((id) => this.#participants.has(id));
  }

  get chat(): readonly ChatMessage[] {
    return this.#chat;
  }

  /** A picture has arrived whole. */
  get complete(): boolean {
    return this.#self !== undefined;
  }

  /** Others and oneself, in order of joining; oneself first. */
  get participants(): readonly ParticipantInfo[] {
    const own = this.#self?.participantId;
    return [...this.#participants.values()].sort((a, b) => {
      if (a.participantId === own) return -1;
      if (b.participantId === own) return 1;
      return a.joinedAt - b.joinedAt || (a.participantId < b.participantId ? -1 : 1);
    });
  }

  find(participantId: ParticipantId): ParticipantInfo | undefined {
    return this.#participants.get(participantId);
  }

  findTrack(trackId: TrackId): { readonly owner: ParticipantInfo; readonly track: TrackInfo } | undefined {
    for (const owner of this.#participants.values()) {
      const track = owner.tracks.find((candidate) => candidate.trackId === trackId);
      if (track !== undefined) return { owner, track };
    }
    return undefined;
  }

  /** Takes one part; the answer is what changed, which is nothing before the last part. */
  handleSnapshot(part: SnapshotPart): RosterChange {
    if (part.index === 0) this.#assembly = { snapshotId: part.snapshotId, parts: [part] };
    else if (this.#assembly?.snapshotId === part.snapshotId && this.#assembly.parts.length === part.index)
      this.#assembly.parts.push(part);
    // A part without its beginning belongs to a picture that was given up.
    else return NOTHING;
    if (!part.last) return NOTHING;
    const { parts } = this.#assembly;
    this.#assembly = undefined;
    return this.#replace(parts);
  }

  handleJoined(data: EventData<'participantJoined'>): RosterChange {
    const added: ParticipantId[] = [];
    const updated: ParticipantId[] = [];
    for (const info of data.participants) {
      (this.#participants.has(info.participantId) ? updated : added).push(info.participantId);
      this.#participants.set(info.participantId, info);
    }
    return { ...NOTHING, added, updated };
  }

  handleUpdated(data: EventData<'participantUpdated'>): RosterChange {
    const updated: ParticipantId[] = [];
    for (const update of data.updates) {
      const before = this.#participants.get(update.participantId);
      if (before === undefined) continue;
      this.#participants.set(update.participantId, { ...before, ...update });
      updated.push(update.participantId);
    }
    return { ...NOTHING, updated };
  }

  handleLeft(data: EventData<'participantLeft'>): RosterChange {
    const removed: { info: ParticipantInfo; reason: EndReason }[] = [];
    for (const { participantId, reason } of data.participants) {
      const info = this.#participants.get(participantId);
      if (info !== undefined) removed.push({ info, reason });
      this.#participants.delete(participantId);
    }
    return { ...NOTHING, removed };
  }

  handleTrackPublished(data: EventData<'trackPublished'>): RosterChange {
    return this.#editTracks(data.tracks, ({ participantId, track }) => ({
      participantId,
      trackId: track.trackId,
      edit: (tracks) => [...tracks.filter((other) => other.trackId !== track.trackId), track],
    }));
  }

  handleTrackUpdated(data: EventData<'trackUpdated'>): RosterChange {
    return this.#editTracks(data.updates, ({ participantId, trackId, paused, pauseReason }) => ({
      participantId,
      trackId,
      edit: (tracks) =>
        tracks.map((track) =>
          track.trackId === trackId
            ? { trackId, source: track.source, paused, ...(pauseReason === undefined ? {} : { pauseReason }) }
            : track,
        ),
    }));
  }

  handleTrackUnpublished(data: EventData<'trackUnpublished'>): RosterChange {
    return this.#editTracks(data.tracks, ({ participantId, trackId }) => ({
      participantId,
      trackId,
      edit: (tracks) => tracks.filter((track) => track.trackId !== trackId),
    }));
  }

  handleSpeakers(data: EventData<'dominantSpeakers'>): void {
    this.#speakers = data.participantIds;
  }

  handleLimits(limits: LimitsInfo): void {
    this.#limits = limits;
  }

  handleCall(call: CallInfo): void {
    this.#call = call;
  }

  handleCapabilities(rights: Pick<SelfInfo, 'role' | 'grants' | 'capabilities'>): void {
    const { role, grants, capabilities } = rights;
    if (this.#self !== undefined) this.#self = { ...this.#self, role, grants, capabilities };
  }

  /** Adds a message; `false` when it was known already. */
  handleChat(message: ChatMessage): boolean {
    if (this.#chat.some((known) => known.messageId === message.messageId)) return false;
    this.#chat = [...this.#chat, message].slice(-LIMITS.chatHistory);
    return true;
  }

  #editTracks<T>(items: readonly T[], toEdit: (item: T) => TrackEdit): RosterChange {
    const updated = new Set<ParticipantId>();
    const edited: TrackId[] = [];
    for (const item of items) {
      const { participantId, trackId, edit } = toEdit(item);
      const before = this.#participants.get(participantId);
      if (before === undefined) continue;
      this.#participants.set(participantId, { ...before, tracks: edit(before.tracks) });
      updated.add(participantId);
      edited.push(trackId);
    }
    return { ...NOTHING, updated: [...updated], tracks: edited };
  }

  #replace(parts: readonly SnapshotPart[]): RosterChange {
    const before = this.#participants;
    const head = parts[0]?.head;
    if (head !== undefined) {
      this.#call = head.call;
      this.#self = head.self;
      this.#limits = head.limits;
      this.#speakers = head.dominantSpeakers;
    }
    this.#chat = parts.flatMap((part) => part.chat);
    this.#participants = new Map(
      parts.flatMap((part) => part.participants).map((info) => [info.participantId, info]),
    );
    const now = this.#participants;
    const gone = [...before.values()].filter((info) => !now.has(info.participantId));
    return {
      added: [...now.keys()].filter((id) => !before.has(id)),
      removed: gone.map((info) => ({ info, reason: 'connection_lost' as const })),
      updated: [...now.keys()].filter((id) => before.has(id)),
      tracks: [...now.values()].flatMap((info) => info.tracks.map((track) => track.trackId)),
    };
  }
}
