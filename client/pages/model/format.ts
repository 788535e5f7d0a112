/** `3:07`, `1:02:09`. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** bit/s in words: `640 kbit/s`, `1.4 Mbit/s`. */
export function formatBitrate(bitsPerSecond: number | undefined): string {
  if (bitsPerSecond === undefined) return '–';
  if (bitsPerSecond >= 1_000_000) return `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

/** A number with a unit, or a dash. */
export function formatNumber(value: number | undefined, unit = '', digits = 0): string {
  return value === undefined ? '–' : `${value.toFixed(digits)}${unit}`;
}

/** One or two letters for a face that is not shown. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => /[\p{L}\p{N}]/u.exec(word ?? '')?.[0] ?? '',
  );
  const joined = letters.join('').toLocaleUpperCase();
  return joined === '' ? '?' : joined;
}

/** A hue (0..359) that stays with an identity. */
export function hueOf(identity: string): number {
  let hash = 7;
  for (const character of identity) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x9e37_79b1);
  return (hash >>> 8) % 360;
}

/** `1 person`, `3 people`. */
export function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Names as people list them: `Ada`, `Ada and Bo`, `Ada, Bo and 3 others`. */
export function listNames(names: readonly string[], most = 2): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= most) return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return `${names.slice(0, most).join(', ')} and ${countOf(names.length - most, 'other', 'others')}`;
}
