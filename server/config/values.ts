import { isIP } from 'node:net';
import { z } from 'zod';
import type { TrustProxy } from '../primitives/client-address.ts';
import type { ApiKey } from '../tokens/keys.ts';

/**
 * Parsers of environment values. Each takes the raw string (the default is one too, so that the table in the docs shows
 * what a person would write) and gives the typed value, or a message that says what was expected.
 */

/** A parser that turns text into `T` or throws an `Error` whose message completes "must be …". */
function text<T>(expected: string, parse: (raw: string) => T | undefined) {
  return z.string().transform((raw, context): T => {
    const value = parse(raw.trim());
    if (value !== undefined) return value;
    context.issues.push({ code: 'custom', message: `must be ${expected}`, input: raw });
    return z.NEVER;
  });
}

/** A whole number within bounds. */
export function whole(min: number, max: number) {
  return text(`a whole number from ${min} to ${max}`, (raw) => {
    const value = Number(raw);
    return /^-?\d+$/u.test(raw) && value >= min && value <= max ? value : undefined;
  });
}

/** The same, or empty for not set. */
export function optionalWhole(min: number, max: number) {
  return text(`a whole number from ${min} to ${max}`, (raw) => {
    if (raw === '') return { value: undefined };
    const value = Number(raw);
    return /^\d+$/u.test(raw) && value >= min && value <= max ? { value } : undefined;
  }).transform((wrapped) => wrapped.value);
}

/** `on` or `off`. */
export const flag = text('"on" or "off"', (raw) => (raw === 'on' ? true : raw === 'off' ? false : undefined));

/** One of a few words. */
export function oneOf<const W extends readonly string[]>(words: W) {
  return text(`one of ${words.join(', ')}`, (raw): W[number] | undefined =>
    words.find((word) => word === raw),
  );
}

/** Comma-separated items; empty items are dropped. */
export function listOf<T>(expected: string, parseItem: (item: string) => T | undefined) {
  return text(`a comma-separated list of ${expected}`, (raw): readonly T[] | undefined => {
    const items = raw
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    const values = items.map(parseItem);
    return values.length <= 64 && !values.includes(undefined) ? (values as T[]) : undefined;
  });
}

/** Any text of bounded length; empty means not set. */
export const optionalText = text('at most 4,096 characters', (raw) =>
  raw.length <= 4_096 ? { value: raw === '' ? undefined : raw } : undefined,
).transform((wrapped) => wrapped.value);

/** An `http(s)` URL without a path, as an origin; empty means not set. */
export const optionalOrigin = text('an http or https URL', (raw) => {
  if (raw === '') return { value: undefined };
  const origin = parseOrigin(raw);
  return origin === undefined ? undefined : { value: origin };
}).transform((wrapped) => wrapped.value);

/** An `http(s)` URL; empty means not set. */
export const optionalUrl = text('an http or https URL', (raw) => {
  if (raw === '') return { value: undefined };
  return parseOrigin(raw) === undefined ? undefined : { value: raw };
}).transform((wrapped) => wrapped.value);

/** Where calls are kept, or `undefined` for nowhere. */
export const storeUrl = text('"off", "sqlite:<file>" or a postgres: URL', (raw) => {
  if (raw === 'off') return { value: undefined };
  const isKnown = /^sqlite:.{1,4000}$/u.test(raw) || /^postgres(?:ql)?:\/\/.{1,4000}$/u.test(raw);
  return isKnown ? { value: raw } : undefined;
}).transform((wrapped) => wrapped.value);

/** The origin of an `http(s)` URL, or `undefined`. */
export function parseOrigin(raw: string): string | undefined {
  if (!URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : undefined;
}

/** An address to listen on: host name or IP. */
export const host = text('a host name or an IP address', (raw) =>
  isIP(raw) !== 0 || /^[A-Za-z0-9.-]{1,253}$/u.test(raw) ? raw : undefined,
);

/** Where media listens, and the address that clients are told, where it differs. */
export interface RtcAddress {
  readonly ip: string;
  readonly announced: string | undefined;
}

/** `listen` or `listen@announced`. The announced part may be a host name. */
export function parseRtcAddress(item: string): RtcAddress | undefined {
  const [ip = '', announced, ...rest] = item.split('@');
  if (isIP(ip) === 0 || rest.length > 0) return undefined;
  if (announced === undefined) return { ip, announced: undefined };
  return isIP(announced) !== 0 || /^[A-Za-z0-9.-]{1,253}$/u.test(announced) ? { ip, announced } : undefined;
}

/** `id:secret`. */
export function parseApiKey(item: string): ApiKey | undefined {
  const match = /^(?<id>[A-Za-z0-9_-]{1,64}):(?<secret>[\x21-\x7e]{8,512})$/u.exec(item);
  const id = match?.groups?.['id'];
  const secret = match?.groups?.['secret'];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** `off`, a number of hops, or addresses and networks (`loopback` and `uniquelocal` name the usual ones). */
export const trustProxy = text(
  '"off", a number of hops, or a list of addresses',
  (raw): TrustProxy | undefined => {
    if (raw === 'off') return false;
    if (/^[1-9]$/u.test(raw)) return Number(raw);
    const items = raw.split(',').map((item) => item.trim());
    const known = (item: string) =>
      ['loopback', 'linklocal', 'uniquelocal'].includes(item) || isNetwork(item);
    return items.every(known) ? items : undefined;
  },
);

/** An address, or a network by its prefix: a slip of the pen must not trust everybody. */
function isNetwork(item: string): boolean {
  const [address = '', prefix, ...rest] = item.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/u.test(prefix) && Number(prefix) <= (family === 6 ? 128 : 32));
}
