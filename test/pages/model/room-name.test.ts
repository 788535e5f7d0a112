import { RoomName } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRoomName, makeRoomName, toRoomName } from '../../../client/pages/model/room-name.ts';

describe('room names', () => {
  it('are taken by the page exactly when the server takes them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_.~-]{1,140}$/u)), (text) => {
        expect(isRoomName(text)).toBe(RoomName.safeParse(text).success);
      }),
    );
  });

  it('are made valid from whatever is typed', () => {
    expect(toRoomName(' Ada’s stand up! ')).toBe('Adas-stand-up-');
    fc.assert(
      fc.property(fc.string(), (text) => {
        const name = toRoomName(text);
        expect(name === '' || isRoomName(name)).toBe(true);
      }),
    );
  });

  it('are made up of three words that can be said', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const name = makeRoomName((max) => (numbers.next().value ?? 0) % max);
        expect(name).toMatch(/^([a-z][aeiou]){2}-([a-z][aeiou]){2}-([a-z][aeiou]){2}$/u);
      }),
    );
  });
});
