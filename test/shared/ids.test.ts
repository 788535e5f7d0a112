import {
  DisplayName,
  Identity,
  LIMITS,
  ParticipantId,
  RoomName,
  Secret,
  Timestamp,
  TransportId,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';

const uuid = '3f2c1a9e-8b7d-4c6e-9a5f-0123456789ab';

describe('ids', () => {
  it('take lower-case UUIDs of version 4 only', () => {
    expect(ParticipantId.safeParse(uuid).success).toBe(true);
    for (const bad of [
      uuid.toUpperCase(),
      uuid.replace('-4', '-1'),
      `${uuid} `,
      '',
      'x'.repeat(36),
      7,
      null,
    ]) {
      expect(ParticipantId.safeParse(bad).success, String(bad)).toBe(false);
    }
  });

  it.each(['daily', 'a', 'Team.room_1~x-2', 'r'.repeat(LIMITS.maxRoomCharacters)])(
    'take the room name %s',
    (name) => {
      expect(RoomName.safeParse(name).success).toBe(true);
    },
  );

  it.each(['', 'two words', 'a/b', '../x', 'ümlaut', 'a\n', 'r'.repeat(LIMITS.maxRoomCharacters + 1)])(
    'refuse the room name %j',
    (name) => {
      expect(RoomName.safeParse(name).success).toBe(false);
    },
  );

  it('bound names, identities, secrets and transport ids', () => {
    expect(DisplayName.safeParse('n'.repeat(LIMITS.maxNameCharacters)).success).toBe(true);
    expect(DisplayName.safeParse('n'.repeat(LIMITS.maxNameCharacters + 1)).success).toBe(false);
    expect(DisplayName.safeParse('').success).toBe(false);
    expect(Identity.safeParse('i'.repeat(LIMITS.maxIdentityCharacters + 1)).success).toBe(false);
    expect(Secret.safeParse('s'.repeat(31)).success).toBe(false);
    expect(TransportId.safeParse('t'.repeat(65)).success).toBe(false);
  });

  it('take whole, finite points in time', () => {
    expect(Timestamp.safeParse(1_700_000_000_000).success).toBe(true);
    for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 9e15]) {
      expect(Timestamp.safeParse(bad).success, String(bad)).toBe(false);
    }
  });
});
