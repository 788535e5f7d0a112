const ROOM = /^[A-Za-z0-9_.~-]{1,128}$/u;
const CONSONANTS = 'bcdfghjkmnprstvz';
const VOWELS = 'aeiou';

/** Whether the server takes this as a room's name. */
export function isRoomName(text: string): boolean {
  return ROOM.test(text);
}

/** What a person typed, made into a room name: blanks become dashes, the rest that is not allowed goes. */
export function toRoomName(text: string): string {
  return text
    .trimStart()
    .replaceAll(/\s+/gu, '-')
    .replaceAll(/[^A-Za-z0-9_.~-]/gu, '')
    .slice(0, 128);
}

/** A fresh name that can be said aloud, e.g. `tavo-risu-keme`. `random` gives an integer in 0..max-1. */
export function makeRoomName(random: (max: number) => number): string {
  const letter = (letters: string) => letters.charAt(random(letters.length));
  const syllable = () => letter(CONSONANTS) + letter(VOWELS);
  const word = () => syllable() + syllable();
  return [word(), word(), word()].join('-');
}
