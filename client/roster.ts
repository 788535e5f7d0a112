import {
  LIMITS,
  looksTheSame,
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
  type Source,
  type TrackId,
  type TrackInfo,
} from '@earshot/shared';
import { Members } from './members.ts';
import { SnapshotAssembly } from './snapshot-assembly.ts';

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
  /** Those of `updated` whose quality looks another. */
  readonly qualities: readonly ParticipantId[];
  /** Hands went up or down, or who raised one left. */
  readonly hands: boolean;
  /** All that is not a list of members is another too: a picture has replaced the one before. */
  readonly whole: boolean;
}

const NOTHING: RosterChange = {
  added: [],
  removed: [],
  updated: [],
  tracks: [],
  qualities: [],
  hands: false,
  whole: false,
};

/** What happens to the tracks of one participant. */
interface TrackEdit {
  readonly participantId: ParticipantId;
  readonly trackId: TrackId;
  readonly edit: (tracks: readonly TrackInfo[]) => TrackInfo[];
}

/**
 * What this client knows of the call. Always whole: a snapshot in parts replaces it only when its last part is there,
 * and events between the parts are part of neither picture but come after them in order (the server numbers both).
 */
export class Roster {
  readonly #members = new Members();
  readonly #assembly = new SnapshotAssembly();
  #call: CallInfo | undefined;
  #self: SelfInfo | undefined;
  #limits: LimitsInfo | undefined;
  #speakers: readonly ParticipantId[] = [];
  #spotlight: readonly ParticipantId[] = [];
  #forbiddenForAll: readonly Source[] = [];
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

  /** Most dominant first, those who are there only: one who is not listed yet is in it from then on. */
  get speakers(): readonly ParticipantId[] {
    return this.#speakers.filter((id) => this.#members.find(id) !== undefined);
  }

  /** Shown to everybody first, in this order; those who are there only. */
  get spotlight(): readonly ParticipantId[] {
    return this.#spotlight.filter((id) => this.#members.find(id) !== undefined);
  }

  get forbiddenForAll(): readonly Source[] {
    return this.#forbiddenForAll;
  }

  /** Whose hand is up, the longest first. */
  get hands(): readonly ParticipantId[] {
    return this.#members.hands;
  }

  /** Another number whenever `participants` is another list. */
  get version(): number {
    return this.#members.version;
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
    return this.#members.list(this.#self?.participantId);
  }

  find(participantId: ParticipantId): ParticipantInfo | undefined {
    return this.#members.find(participantId);
  }

  findTrack(trackId: TrackId): { readonly owner: ParticipantInfo; readonly track: TrackInfo } | undefined {
    return this.#members.findTrack(trackId);
  }

  /** Takes one part; the answer is what changed, which is nothing before the last part. */
  handleSnapshot(part: SnapshotPart): RosterChange {
    const parts = this.#assembly.add(part);
    return parts === undefined ? NOTHING : this.#replace(parts);
  }

  handleJoined(data: EventData<'participantJoined'>): RosterChange {
    const added: ParticipantId[] = [];
    const updated = new Set<ParticipantId>();
    const tracks: TrackId[] = [];
    let hands = false;
    for (const info of data.participants) {
      const known = this.#members.find(info.participantId) !== undefined;
      if (known) updated.add(info.participantId);
      else added.push(info.participantId);
      if (this.#members.set(info)) hands = true;
      tracks.push(...info.tracks.map(({ trackId }) => trackId));
    }
    return { ...NOTHING, added, updated: [...updated], tracks, hands };
  }

  handleUpdated(data: EventData<'participantUpdated'>): RosterChange {
    const updated = new Set<ParticipantId>();
    const qualities = new Set<ParticipantId>();
    let hands = false;
    for (const update of data.updates) {
      const before = this.#members.find(update.participantId);
      if (before === undefined) continue;
      if (update.quality !== undefined) qualities.add(update.participantId);
      if (this.#members.set({ ...before, ...update })) hands = true;
      updated.add(update.participantId);
    }
    return { ...NOTHING, updated: [...updated], qualities: [...qualities], hands };
  }

  handleLeft(data: EventData<'participantLeft'>): RosterChange {
    const removed: { info: ParticipantInfo; reason: EndReason }[] = [];
    let hands = false;
    for (const { participantId, reason } of data.participants) {
      const info = this.#members.remove(participantId);
      if (info === undefined) continue;
      removed.push({ info, reason });
      if (info.handRaisedAt !== null) hands = true;
    }
    return { ...NOTHING, removed, hands };
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

  handleSpotlight(data: EventData<'spotlight'>): void {
    this.#spotlight = data.participantIds;
  }

  handleForbiddenForAll(data: EventData<'forbiddenForAll'>): void {
    this.#forbiddenForAll = data.sources;
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
    const edited = new Set<TrackId>();
    for (const item of items) {
      const { participantId, trackId, edit } = toEdit(item);
      const before = this.#members.find(participantId);
      if (before === undefined) continue;
      this.#members.set({ ...before, tracks: edit(before.tracks) });
      updated.add(participantId);
      edited.add(trackId);
    }
    return { ...NOTHING, updated: [...updated], tracks: [...edited] };
  }

  #replace(parts: readonly SnapshotPart[]): RosterChange {
    const head = parts[0]?.head;
    if (head !== undefined) {
      this.#call = head.call;
      this.#self = head.self;
      this.#limits = head.limits;
      this.#speakers = head.dominantSpeakers;
      this.#spotlight = head.spotlight;
      this.#forbiddenForAll = head.forbiddenForAll;
    }
    this.#chat = parts.flatMap((part) => part.chat);
    const now = parts.flatMap((part) => part.participants);
    const qualities = now.filter(({ participantId, quality }) => {
      const before = this.#members.find(participantId);
      return before !== undefined && !looksTheSame(before.quality, quality);
    });
    const { added, kept, removed } = this.#members.replace(now);
    return {
      added,
      removed: removed.map((info) => ({ info, reason: 'connection_lost' as const })),
      updated: kept,
      qualities: qualities.map(({ participantId }) => participantId),
      tracks: now.flatMap((info) => info.tracks.map((track) => track.trackId)),
      hands: true,
      whole: true,
    };
  }
}
