import {
  EarshotError,
  LIMITS,
  type Capabilities,
  type Identity,
  type ParticipantId,
  type Source,
  type TrackId,
} from '@earshot/shared';

/** Who wants a place, and who holds one. Every held place is in `held`: joining, connected, reconnecting, hidden. */
export interface SeatInput {
  readonly held: readonly { readonly participantId: ParticipantId; readonly identity: Identity }[];
  readonly maxParticipants: number;
  readonly identity: Identity;
  /** The leg of the same page before a reload. */
  readonly replaces: ParticipantId | undefined;
  readonly duplicateIdentity: 'replace' | 'allow';
  /** The server drains: only who takes over a place may still come. */
  readonly onlySuccessors: boolean;
}

/** Whether somebody gets a place, and whose place it is if it was somebody's. */
export type SeatDecision =
  | { readonly kind: 'admitted'; readonly replaced: readonly ParticipantId[] }
  | { readonly kind: 'refused'; readonly code: 'room_full' | 'draining' };

/** Decides on a place: a replacement takes its predecessor's, all others need a free one. */
export function decideSeat(input: SeatInput): SeatDecision {
  const replaced = input.held
    .filter(
      ({ participantId, identity }) =>
        participantId === input.replaces ||
        (input.duplicateIdentity === 'replace' && identity === input.identity),
    )
    .map(({ participantId }) => participantId);
  if (input.onlySuccessors && replaced.length === 0) return { kind: 'refused', code: 'draining' };
  return input.held.length - replaced.length >= input.maxParticipants
    ? { kind: 'refused', code: 'room_full' }
    : { kind: 'admitted', replaced };
}

/** Who wants to publish what, beside what. */
export interface PublishInput {
  readonly source: Source;
  readonly capabilities: Capabilities;
  /** Sources published already or being published. */
  readonly published: ReadonlySet<Source>;
  readonly maxTracks?: number;
}

/** Throws `not_allowed`, `wrong_state` (the source is published already: unpublish it first) or `track_limit`. */
export function assertMayPublish(input: PublishInput): void {
  const { source, published, maxTracks = LIMITS.maxPublishedTracks } = input;
  const { allowed, reason } = input.capabilities[source];
  if (!allowed) {
    throw new EarshotError('not_allowed', undefined, { details: { capability: source, reason } });
  }
  if (published.has(source)) {
    throw new EarshotError('wrong_state', 'This source is published already.', { details: { source } });
  }
  if (published.size >= maxTracks) throw new EarshotError('track_limit');
}

/**
 * The sound of a share goes with its picture, else it would be a second microphone, and one that is heard without a place
 * among the audible. Throws `wrong_state`. `running`: what is published, not what is on its way.
 */
export function assertHasPicture(source: Source, running: { has(source: Source): boolean }): void {
  if (source !== 'screenAudio' || running.has('screen')) return;
  throw new EarshotError('wrong_state', 'Publish the screen first.', { details: { source } });
}

/** What becomes of tracks that are no longer allowed. */
export interface ForbiddenTracks {
  /** Microphones and cameras that an admin of the call has forbidden: silent, but there, so that their owners see why. */
  readonly pause: readonly TrackId[];
  /** All others. */
  readonly drop: readonly TrackId[];
}

/** Which of the published tracks are no longer allowed. */
export function selectForbidden(
  tracks: Iterable<{ readonly trackId: TrackId; readonly source: Source }>,
  capabilities: Capabilities,
): ForbiddenTracks {
  const pause: TrackId[] = [];
  const drop: TrackId[] = [];
  for (const { trackId, source } of tracks) {
    const { allowed, reason } = capabilities[source];
    const stays = reason === 'forbidden_by_admin' && (source === 'microphone' || source === 'camera');
    if (!allowed) (stays ? pause : drop).push(trackId);
  }
  return { pause, drop };
}
