import type { Clock } from '../clock.ts';
import type { JudgedInterval } from '../telemetry/judged.ts';
import { JoinedIssues } from './joined-issues.ts';
import type { CallRecorder, IssueChange, MilestoneReached, SurveyAnswer } from './ports.ts';
import type { RowOf, StoreRow } from './rows.ts';

/** How often the store is told that calls go on, ms. */
const SEEN_MS = 30_000;
/** Requests that a client makes all the time: their durations are in metrics, rows of them would tell nothing more. */
const UNRECORDED: ReadonlySet<string> = new Set(['report', 'resumeConsumers', 'setView']);
/** Participants whose data was removed while they were there, remembered at most. */
const MAX_REMOVED = 100_000;

/** What of people is kept; what is not is stored as absent. */
export interface Kept {
  readonly identity: boolean;
  /** Family and major version of browser and system. */
  readonly browser: boolean;
  readonly tags: boolean;
}

/** What is needed to record. */
export interface RecorderOptions {
  readonly clock: Clock;
  readonly kept: Kept;
  readonly push: (row: StoreRow) => void;
}

/** Turns what happens into rows. */
export class Recorder implements CallRecorder {
  readonly #clock: Clock;
  readonly #kept: Kept;
  readonly #push: (row: StoreRow) => void;
  readonly #calls = new Set<string>();
  /** Legs that are there -> identity. */
  readonly #legs = new Map<string, string>();
  readonly #removed = new Set<string>();
  readonly #issues = new JoinedIssues();
  #cancelSeen: (() => void) | undefined;

  constructor({ clock, kept, push }: RecorderOptions) {
    this.#clock = clock;
    this.#kept = kept;
    this.#push = push;
  }

  callStarted({ callId, room, at }: Parameters<CallRecorder['callStarted']>[0]): void {
    this.#calls.add(callId);
    this.#push({ type: 'call', callId, room, at: Math.round(at) });
    this.#saySeenLater();
  }

  callEnded({ callId, at }: Parameters<CallRecorder['callEnded']>[0]): void {
    this.#calls.delete(callId);
    this.#push({ type: 'callEnd', callId, at: Math.round(at) });
    if (this.#calls.size > 0) return;
    this.#cancelSeen?.();
    this.#cancelSeen = undefined;
  }

  legStarted(leg: Parameters<CallRecorder['legStarted']>[0]): void {
    const { callId, participantId, identity, role, hidden, formFactor, client, tags, at } = leg;
    this.#legs.set(participantId, identity);
    const { identity: keepsIdentity, browser: keepsBrowser, tags: keepsTags } = this.#kept;
    const shown = keepsBrowser ? client : undefined;
    this.#push({
      type: 'leg',
      callId,
      participantId,
      identity: keepsIdentity ? identity : null,
      role,
      hidden,
      formFactor,
      browser: shown?.browser ?? null,
      browserVersion: shown?.browserVersion ?? null,
      os: shown?.os ?? null,
      library: client?.library ?? null,
      tags: keepsTags ? tags : [],
      at: Math.round(at),
    });
  }

  legEnded({ callId, participantId, reason, at }: Parameters<CallRecorder['legEnded']>[0]): void {
    this.#legs.delete(participantId);
    this.#issues.forget(participantId);
    this.#pushOf({ type: 'legEnd', callId, participantId, reason, at: Math.round(at) });
  }

  trackStarted({
    callId,
    participantId,
    trackId,
    source,
    at,
  }: Parameters<CallRecorder['trackStarted']>[0]): void {
    const leg = { callId, participantId };
    this.#pushOf({ ...leg, type: 'track', trackId, source, at: Math.round(at) });
    this.#pushEvent({ ...leg, name: 'trackPublished', trackId, detail: source, at });
  }

  trackEnded({ callId, participantId, trackId, at }: Parameters<CallRecorder['trackEnded']>[0]): void {
    const leg = { callId, participantId };
    this.#pushOf({ ...leg, type: 'trackEnd', trackId, at: Math.round(at) });
    this.#pushEvent({ ...leg, name: 'trackUnpublished', trackId, at });
  }

  event(event: Parameters<CallRecorder['event']>[0]): void {
    if (event.name === 'operation' && UNRECORDED.has(event.detail ?? '')) return;
    this.#pushEvent(event);
  }

  intervalJudged(judged: JudgedInterval): void {
    if (this.#removed.has(judged.participantId)) return;
    this.#push({ type: 'interval', judged });
    this.#pushIssues(this.#issues.judged(judged));
  }

  issue(change: IssueChange): void {
    this.#pushIssues(this.#issues.told(change));
  }

  milestone({ callId, participantId, stage, ms }: MilestoneReached): void {
    this.#pushEvent({ callId, participantId, name: 'milestone', detail: stage, ms, at: this.#clock.now() });
  }

  survey(answer: SurveyAnswer): void {
    if (!this.#removed.has(answer.participantId)) this.#push({ type: 'survey', answer });
  }

  /** Legs that are there now and belong to this identity, or are this participant. */
  findLegs(id: string): readonly string[] {
    return [...this.#legs].flatMap(([participantId, identity]) =>
      identity === id || participantId === id ? [participantId] : [],
    );
  }

  /** Nothing more is taken of them. */
  forget(participantIds: readonly string[]): void {
    for (const participantId of participantIds) this.#removed.add(participantId);
    for (const oldest of this.#removed) {
      if (this.#removed.size <= MAX_REMOVED) break;
      this.#removed.delete(oldest);
    }
  }

  close(): void {
    this.#cancelSeen?.();
    this.#cancelSeen = undefined;
  }

  #pushEvent(event: {
    readonly callId: string;
    readonly participantId: string;
    readonly name: string;
    readonly at: number;
    readonly trackId?: string;
    readonly detail?: string;
    readonly result?: string;
    readonly ms?: number;
  }): void {
    const { callId, participantId, name, at, trackId, detail, result, ms } = event;
    this.#pushOf({
      type: 'event',
      callId,
      participantId,
      name,
      trackId: trackId ?? null,
      detail: detail ?? null,
      result: result ?? null,
      ms: ms ?? null,
      at: Math.round(at),
    });
  }

  #pushIssues(changes: readonly IssueChange[]): void {
    for (const { callId, participantId, code, level, at } of changes)
      this.#pushOf({ type: 'issue', callId, participantId, code, level, at: Math.round(at) });
  }

  #pushOf(row: RowOf<'legEnd' | 'track' | 'trackEnd' | 'event' | 'issue'>): void {
    if (!this.#removed.has(row.participantId)) this.#push(row);
  }

  #saySeenLater(): void {
    this.#cancelSeen ??= this.#clock.after(SEEN_MS, () => {
      this.#cancelSeen = undefined;
      if (this.#calls.size === 0) return;
      this.#push({ type: 'seen', callIds: [...this.#calls], at: Math.round(this.#clock.now()) });
      this.#saySeenLater();
    });
  }
}
