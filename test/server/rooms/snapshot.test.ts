import {
  CallId,
  computeCapabilities,
  Identity,
  LIMITS,
  ParticipantId,
  resolveGrants,
  RoomName,
  SnapshotPart,
  type ChatMessage,
  type ParticipantInfo,
} from '@earshot/shared';
import { splitSnapshot } from '@earshot/server/rooms/snapshot.ts';
import { describe, expect, it } from 'vitest';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const grants = resolveGrants('presenter');
const head: NonNullable<SnapshotPart['head']> = {
  call: { callId: CallId.parse(uuid(1)), room: RoomName.parse('r'), startedAt: 1, endsAt: 2 },
  self: {
    participantId: ParticipantId.parse(uuid(1)),
    role: 'presenter',
    grants,
    capabilities: computeCapabilities(grants, { guestAccess: true }),
  },
  dominantSpeakers: [],
  limits: {
    videos: 4,
    audios: 8,
    participants: 350,
    reason: 'largeCall',
    shedLevel: 0,
    optimalVideoCount: 4,
    optimalVideoCountReason: 'externalLimit',
  },
  spotlight: [],
  forbiddenForAll: [],
};

const person = (n: number): ParticipantInfo => ({
  participantId: ParticipantId.parse(uuid(n)),
  // The longest there can be, of characters that take three bytes each.
  identity: Identity.parse('語'.repeat(LIMITS.maxIdentityCharacters)),
  name: '名'.repeat(LIMITS.maxNameCharacters),
  role: 'attendee',
  connection: 'connected',
  joinedAt: 1,
  tracks: [],
  handRaisedAt: null,
  quality: { band: 'good', factor: 'none', blame: 'none', score: 100 },
  forbidden: [],
});
const message = (n: number): ChatMessage => ({
  messageId: uuid(n),
  participantId: ParticipantId.parse(uuid(n)),
  name: 'a',
  text: '字'.repeat(LIMITS.maxChatCharacters),
  at: n,
});
const list = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));

describe('a snapshot', () => {
  it('is one part, marked as the last, when it fits', () => {
    const parts = splitSnapshot({ snapshotId: 7, head, participants: list(3, person), chat: [] });
    expect(parts).toEqual([
      { snapshotId: 7, index: 0, last: true, head, participants: list(3, person), chat: [] },
    ]);
  });

  it('is cut into parts of at most 64 KiB that hold everything in order, 350 people and 100 messages', () => {
    const input = { snapshotId: 1, head, participants: list(350, person), chat: list(100, message) };
    const parts = splitSnapshot(input);
    expect(parts.length).toBeGreaterThan(10);
    for (const [index, part] of parts.entries()) {
      const frame = JSON.stringify(['event', { seq: Number.MAX_SAFE_INTEGER, name: 'snapshot', data: part }]);
      expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(LIMITS.snapshotChunkBytes);
      expect(SnapshotPart.safeParse(part).success).toBe(true);
      expect([part.index, part.last, 'head' in part]).toEqual([
        index,
        index === parts.length - 1,
        index === 0,
      ]);
    }
    expect(parts.flatMap((part) => part.participants)).toEqual(input.participants);
    expect(parts.flatMap((part) => part.chat)).toEqual(input.chat);
  });

  it('fills its parts: two neighbours never fit into one', () => {
    const parts = splitSnapshot({ snapshotId: 1, head, participants: list(100, person), chat: [] }, 8_192);
    const sizes = parts.map((part) => Buffer.byteLength(JSON.stringify(part)));
    for (const [index, size] of sizes.entries()) {
      const following = sizes[index + 1];
      if (following !== undefined && index < sizes.length - 2)
        expect(size + following).toBeGreaterThan(8_192);
    }
  });
});
