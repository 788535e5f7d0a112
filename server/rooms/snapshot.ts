import { jsonOf } from '../primitives/json-text.ts';
import { LIMITS, type ChatMessage, type ParticipantInfo, type SnapshotPart } from '@earshot/shared';

/** The whole picture before it is cut. */
export interface SnapshotInput {
  readonly snapshotId: number;
  readonly head: NonNullable<SnapshotPart['head']>;
  readonly participants: readonly ParticipantInfo[];
  readonly chat: readonly ChatMessage[];
}

/** What the frame around a part may take: event name, `seq`, the part's own keys. */
const FRAME_BYTES = 512;

/** Entries of a roster stay the same from one joiner to the next. */
const sizeOf = (value: object) => jsonOf(value).bytes + 1;

/**
 * Cuts a snapshot into parts of at most `maxBytes` as UTF-8 JSON, the frame included. The head is in part 0, the last
 * part is marked. An entry that alone is larger than a part gets a part of its own. Pure.
 */
export function splitSnapshot(
  { snapshotId, head, participants, chat }: SnapshotInput,
  maxBytes: number = LIMITS.snapshotChunkBytes,
): readonly [SnapshotPart, ...SnapshotPart[]] {
  const first = { participants: [] as ParticipantInfo[], chat: [] as ChatMessage[] };
  const bodies = [first];
  let body = first;
  let left = maxBytes - FRAME_BYTES - sizeOf(head);
  const makeRoom = (bytes: number) => {
    if (bytes > left) {
      body = { participants: [], chat: [] };
      bodies.push(body);
      left = maxBytes - FRAME_BYTES;
    }
    left -= bytes;
  };
  for (const participant of participants) {
    makeRoom(sizeOf(participant));
    body.participants.push(participant);
  }
  for (const message of chat) {
    makeRoom(sizeOf(message));
    body.chat.push(message);
  }
  const lastIndex = bodies.length - 1;
  const toPart = (lists: typeof first, index: number): SnapshotPart => ({
    snapshotId,
    index,
    last: index === lastIndex,
    ...lists,
  });
  return [{ ...toPart(first, 0), head }, ...bodies.slice(1).map((lists, index) => toPart(lists, index + 1))];
}
