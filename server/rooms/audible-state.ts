/* What the audible set remembers; see audible-set.ts. */

/** Times in ms. */
export interface AudibleSettings {
  /** A place is held at least this long. */
  readonly holdMs: number;
  /** Silent for this long an unmuted microphone loses its place to whoever is heard. */
  readonly silentMs: number;
  /** By so much louder a microphone takes the place of one that is not silent, dB: half as loud again to the ear. */
  readonly louderDb: number;
  /** A lower capacity evicts only after this time. */
  readonly lowerAfterMs: number;
}

/** Start values. */
export const AUDIBLE_DEFAULTS: AudibleSettings = {
  holdMs: 1_000,
  silentMs: 2_000,
  louderDb: 6,
  lowerAfterMs: 5_000,
};

/** A microphone that has a place or wants one. */
interface Voice {
  readonly muted: boolean;
  /** When it was last heard, unmuted or chosen. */
  readonly heardAt: number;
  /** Loudness, smoothed over a few intervals, dBov (-127..0); `undefined` before it was measured. */
  readonly level: number | undefined;
}
/** A place that is taken. */
export interface Place extends Voice {
  readonly enteredAt: number;
  readonly mutedAt: number;
}
/** Unmuted, without a place. */
export interface Outsider {
  readonly heardAt: number;
  readonly level: number | undefined;
  /** It was unmuted or heard since it was last outside, so it may take another's place. */
  readonly wants: boolean;
  /** It has had no place since it was unmuted. */
  readonly fresh: boolean;
  /** Heard since it was last outside: what is unmuted and silent needs nobody's place but a muted one's. */
  readonly heard: boolean;
}

/** Opaque but for `capacity` and the keys of `places`; make it with `createAudibleSet`, advance it with `next`. */
export interface AudibleSet<Id extends string> {
  readonly settings: AudibleSettings;
  /** K in force. */
  readonly capacity: number;
  /** In the order of entering. */
  readonly places: ReadonlyMap<Id, Place>;
  /** Unmuted, without a place. */
  readonly outside: ReadonlyMap<Id, Outsider>;
  /** Never evicted. */
  readonly dominant: Id | undefined;
  /** The choice of the observer of dominance; need not wait for others to fall silent. */
  readonly chosen: Id | undefined;
  /** K by the number of participants, and since when it has been below `capacity`. */
  readonly target: number;
  readonly lowerSince: number | undefined;
}

/** One that is being changed. */
export type Draft<Id extends string> = {
  -readonly [K in keyof AudibleSet<Id>]: AudibleSet<Id>[K];
} & { places: Map<Id, Place>; outside: Map<Id, Outsider> };
