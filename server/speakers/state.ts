/**
 * Who are the dominant speakers? Pure: two observers' events and `now` in, an ordered list out.
 *
 * The list is made to be looked at: it changes only when somebody overtakes somebody, never because people fall
 * silent. Its rules, in the order of their strength:
 * 1. The head belongs to the observer of dominance and is held for `holdMs` while its owner talks. Its choice needs no
 *    levels (they skip who sends few packets: DTX, loss), except where it may be no choice at all (`isConvincing`).
 * 2. A newcomer enters when loud for `enterMs` (a cough is shorter), in front of everybody who has been silent for
 *    `silentMs`, behind those who talk.
 * 3. Among those who talk behind the head, one that is louder by `overtakeDb` over about a second moves up.
 * 4. Who mutes sinks behind all who are unmuted; who leaves is gone. Beyond `capacity` the last is dropped.
 */

/** Times in ms, on the caller's clock. */
export interface SpeakerSettings {
  /** What one `levels` event covers. */
  readonly intervalMs: number;
  /** How long one must be loud to enter. With intervals of 250 ms: two in a row. */
  readonly enterMs: number;
  /** A pause shorter than this belongs to the same talk. */
  readonly gapMs: number;
  /** Silent for this long: others may go in front. */
  readonly silentMs: number;
  /** The head and every move are kept at least this long. */
  readonly holdMs: number;
  /** How much louder the lower of two talkers must be to change places, dB. */
  readonly overtakeDb: number;
  /** Length of the list at most. */
  readonly capacity: number;
}

/** Start values: published windows of other servers are 150..400 ms to enter and 1..3 s to hold. */
export const SPEAKER_DEFAULTS: SpeakerSettings = {
  intervalMs: 250,
  enterMs: 400,
  gapMs: 600,
  silentMs: 2_000,
  holdMs: 1_000,
  overtakeDb: 6,
  capacity: 16,
};

/**
 * What happened. `levels`: loudness of all who were audible in the last interval (dBov, -127..0), any order, empty =
 * silence. `dominant`: the observer of dominance chose. `unmuted`: may be heard from now on; nobody else is. `muted`: sends
 * nothing from now on. `left`: unpublished or gone. `tick`: time has passed.
 */
export type SpeakerEvent<Id extends string> =
  | { readonly kind: 'levels'; readonly levels: readonly { readonly id: Id; readonly level: number }[] }
  | { readonly kind: 'dominant' | 'unmuted' | 'muted' | 'left'; readonly id: Id }
  | { readonly kind: 'tick' };

/** What is known of one microphone that was heard. */
export interface Voice {
  /** Start of the present talk. */
  readonly since: number;
  /** Last time heard. */
  readonly heardAt: number;
  /** Smoothed loudness while talking, dBov. */
  readonly level: number;
  /** When it last took its place in the list; `undefined` = not in it. */
  readonly placedAt: number | undefined;
  readonly muted: boolean;
}

/** Whom the observer of dominance chose. */
export interface Choice<Id> {
  readonly id: Id;
  /** The observer turned to it from another that was still there, which only speech makes it do. */
  readonly moved: boolean;
}

/** Opaque but for `order`; make it with `createSpeakerState`, advance it with `next`. */
export interface SpeakerState<Id extends string> {
  readonly settings: SpeakerSettings;
  /** Most dominant first; those who spoke last stay in it when they fall silent. */
  readonly order: readonly Id[];
  readonly voices: ReadonlyMap<Id, Voice>;
  /** Open microphones. */
  readonly unmuted: ReadonlySet<Id>;
  /** Whom the observer named last, if still there. */
  readonly named: Id | undefined;
  /** The observer's choice that waits until it is heard or the head's hold is over. */
  readonly chosen: Choice<Id> | undefined;
}

/** Nobody has spoken. */
export function createSpeakerState<Id extends string>(
  settings: Partial<SpeakerSettings> = {},
): SpeakerState<Id> {
  return {
    settings: { ...SPEAKER_DEFAULTS, ...settings },
    order: [],
    voices: new Map(),
    unmuted: new Set(),
    named: undefined,
    chosen: undefined,
  };
}
