import {
  looksTheSame,
  type AnyEvent,
  type EndReason,
  type EventData,
  type ParticipantId,
  type ParticipantInfo,
  type ParticipantUpdate,
} from '@earshot/shared';
import { rememberJson } from '../primitives/json-text.ts';

/** What changed of one participant between what viewers were told and now; `undefined`: not in the roster. */
export interface RosterStep {
  readonly participantId: ParticipantId;
  readonly told: ParticipantInfo | undefined;
  readonly now: ParticipantInfo | undefined;
  /** Why it is gone; needed when it is. */
  readonly reason: EndReason;
}

/**
 * The changes of one window as events, the latest state of each participant and track only. Whatever its size, it is
 * written as JSON once: who is told apart from the others gets the same text with a piece cut out.
 */
export class RosterBatch {
  readonly #left = new Section<EventData<'participantLeft'>['participants'][number]>(
    'participants',
    (list) => ({
      name: 'participantLeft',
      data: { participants: list },
    }),
  );
  readonly #joined = new Section<ParticipantInfo>('participants', (list) => ({
    name: 'participantJoined',
    data: { participants: list },
  }));
  readonly #unpublished = new Section<EventData<'trackUnpublished'>['tracks'][number]>('tracks', (list) => ({
    name: 'trackUnpublished',
    data: { tracks: list },
  }));
  readonly #updated = new Section<ParticipantUpdate>('updates', (list) => ({
    name: 'participantUpdated',
    data: { updates: list },
  }));
  readonly #published = new Section<EventData<'trackPublished'>['tracks'][number]>('tracks', (list) => ({
    name: 'trackPublished',
    data: { tracks: list },
  }));
  readonly #changed = new Section<EventData<'trackUpdated'>['updates'][number]>('updates', (list) => ({
    name: 'trackUpdated',
    data: { updates: list },
  }));
  /** In the order of telling: who left first, so that a successor never stands beside its predecessor. */
  readonly #sections = [
    this.#left,
    this.#joined,
    this.#unpublished,
    this.#updated,
    this.#published,
    this.#changed,
  ];

  /** Each participant once. */
  add({ participantId, told, now, reason }: RosterStep): void {
    if (told === undefined) {
      if (now !== undefined) this.#joined.add(now);
    } else if (now === undefined) this.#left.add({ participantId, reason });
    else {
      const update = compareParticipant(told, now);
      if (update !== undefined) this.#updated.add(update);
      this.#addTracks(told, now);
    }
  }

  /** Entries in all. */
  get size(): number {
    return this.#sections.reduce((sum, section) => sum + section.size, 0);
  }

  /** What a viewer is told: everything but what concerns itself, which it knows already. */
  eventsFor(viewer: ParticipantId): readonly AnyEvent[] {
    return this.#sections.flatMap((section) => section.eventFor(viewer) ?? []);
  }

  #addTracks(told: ParticipantInfo, now: ParticipantInfo): void {
    const { participantId } = now;
    for (const { trackId } of told.tracks) {
      if (!now.tracks.some((track) => track.trackId === trackId))
        this.#unpublished.add({ participantId, trackId });
    }
    for (const track of now.tracks) {
      const before = told.tracks.find(({ trackId }) => trackId === track.trackId);
      if (before === undefined) this.#published.add({ participantId, track });
      else if (before.paused !== track.paused || before.pauseReason !== track.pauseReason) {
        const { trackId, paused, pauseReason } = track;
        const state = pauseReason === undefined ? { paused } : { paused, pauseReason };
        this.#changed.add({ participantId, trackId, ...state });
      }
    }
  }
}

/** Whether the quality is all that is another. */
export function differsInQualityOnly(told: ParticipantInfo, now: ParticipantInfo): boolean {
  const update = compareParticipant(told, now);
  if (update?.quality === undefined || Object.keys(update).length > 2) return false;
  if (told.tracks.length !== now.tracks.length) return false;
  return now.tracks.every(({ trackId, paused, pauseReason }) =>
    told.tracks.some(
      (track) => track.trackId === trackId && track.paused === paused && track.pauseReason === pauseReason,
    ),
  );
}

function compareParticipant(told: ParticipantInfo, now: ParticipantInfo): ParticipantUpdate | undefined {
  const { role, connection, handRaisedAt, quality, forbidden } = now;
  const changes: Partial<ParticipantUpdate> = {
    ...(told.role === role ? {} : { role }),
    ...(told.connection === connection ? {} : { connection }),
    ...(told.handRaisedAt === handRaisedAt ? {} : { handRaisedAt }),
    ...(looksTheSame(told.quality, quality) ? {} : { quality }),
    ...(told.forbidden.join() === forbidden.join() ? {} : { forbidden }),
  };
  return Object.keys(changes).length === 0 ? undefined : { participantId: now.participantId, ...changes };
}

/** The entries of one event. A participant's entries follow each other, because each is added once. */
class Section<T extends { readonly participantId: ParticipantId }> {
  readonly #items: T[] = [];
  /** Where each participant's entries are: from the first to behind the last. */
  readonly #spans = new Map<ParticipantId, { readonly from: number; to: number }>();
  readonly #key: string;
  readonly #toEvent: (items: T[]) => AnyEvent;
  #whole: { readonly event: AnyEvent; readonly text: string; readonly ends: readonly number[] } | undefined;

  constructor(key: string, toEvent: (items: T[]) => AnyEvent) {
    this.#key = key;
    this.#toEvent = toEvent;
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    const at = this.#items.push(item);
    const span = this.#spans.get(item.participantId);
    if (span === undefined) this.#spans.set(item.participantId, { from: at - 1, to: at });
    else span.to = at;
  }

  eventFor(viewer: ParticipantId): AnyEvent | undefined {
    if (this.#items.length === 0) return undefined;
    const span = this.#spans.get(viewer);
    if (span === undefined) return this.#write().event;
    const { from, to } = span;
    if (to - from === this.#items.length) return undefined;
    const event = this.#toEvent([...this.#items.slice(0, from), ...this.#items.slice(to)]);
    const { text, ends } = this.#write();
    const start = from === 0 ? this.#head.length : (ends[from - 1] ?? 0);
    const end = ends[to - 1] ?? 0;
    // The comma goes with the piece: the one before it, or behind it where it stands first.
    rememberJson(event.data, text.slice(0, start) + text.slice(from === 0 ? end + 1 : end));
    return event;
  }

  get #head(): string {
    return `{"${this.#key}":[`;
  }

  #write() {
    if (this.#whole !== undefined) return this.#whole;
    const texts = this.#items.map((item) => JSON.stringify(item));
    const ends: number[] = [];
    let end = this.#head.length - 1;
    for (const text of texts) ends.push((end += text.length + 1));
    const event = this.#toEvent(this.#items);
    const text = `${this.#head}${texts.join()}]}`;
    rememberJson(event.data, text);
    this.#whole = { event, text, ends };
    return this.#whole;
  }
}
