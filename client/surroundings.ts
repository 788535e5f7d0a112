import type { Device, types } from 'mediasoup-client';
import { systemClock, type Clock } from './clock.ts';
import { openSocketIo, type OpenSocket } from './connection.ts';

/** The part of mediasoup-client's module that is used. */
export type MediaDevice = Device;
/** A handler factory of mediasoup-client, to replace the browser's WebRTC. */
export type HandlerFactory = types.HandlerFactory;

/**
 * All that the library takes from outside: time, chance, network, browser. Tests replace parts of it. Everything of a
 * browser may be absent: the library can be imported and made anywhere.
 */
export interface Surroundings {
  readonly clock: Clock;
  /** 0..1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly openSocket: OpenSocket;
  readonly fetch: typeof globalThis.fetch;
  /** `undefined`: mediasoup-client chooses by browser. */
  readonly handlerFactory: HandlerFactory | undefined;
  readonly window: Window | undefined;
  readonly document: Document | undefined;
  readonly navigator: Navigator | undefined;
  /** The constructor, because elements and analysers need one each. */
  readonly AudioContext: typeof AudioContext | undefined;
  readonly MediaStream: typeof MediaStream | undefined;
}

/** UUID v4; `crypto.randomUUID` needs a secure context, `getRandomValues` does not. */
function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What is here: called when a client is made, never at import. */
export function findSurroundings(): Surroundings {
  // Types say that all of these exist; on a server none does.
  const here = globalThis as Partial<typeof globalThis>;
  return {
    clock: systemClock,
    // eslint-disable-next-line no-restricted-properties -- jitter needs no seed outside tests
    random: () => Math.random(),
    newId: newUuid,
    openSocket: openSocketIo,
    fetch: (...request) => globalThis.fetch(...request),
    handlerFactory: undefined,
    window: here.window,
    document: here.document,
    // Node has a `navigator` too, which knows nothing of devices.
    navigator: here.window === undefined ? undefined : here.navigator,
    AudioContext: here.AudioContext,
    MediaStream: here.MediaStream,
  };
}

/** What the library says of the browser it runs in: families and versions only. */
export interface ClientInfo {
  readonly library: string;
  readonly browser: 'chromium' | 'firefox' | 'webkit' | 'other';
  readonly browserVersion: number;
  readonly os: 'windows' | 'macos' | 'linux' | 'android' | 'ios' | 'other';
}

/** Version that reports and joins carry. */
export const LIBRARY_VERSION = '0.1.0';

const BROWSERS: readonly (readonly [ClientInfo['browser'], RegExp])[] = [
  ['firefox', /(?:Firefox|FxiOS)\/(\d+)/u],
  ['chromium', /(?:Chrome|Chromium|CriOS)\/(\d+)/u],
  ['webkit', /Version\/(\d+)[^)]*Safari/u],
];
const SYSTEMS: readonly (readonly [ClientInfo['os'], RegExp])[] = [
  ['android', /Android/u],
  ['ios', /iPhone|iPad|iPod/u],
  ['windows', /Windows/u],
  ['macos', /Mac OS X/u],
  ['linux', /Linux|CrOS/u],
];

/** Reads a user-agent string. */
export function describeClient(userAgent: string): ClientInfo {
  const found = BROWSERS.map(([browser, pattern]) => ({ browser, match: pattern.exec(userAgent) })).find(
    ({ match }) => match !== null,
  );
  const os = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'other';
  return {
    library: `earshot-js/${LIBRARY_VERSION}`,
    browser: found?.browser ?? 'other',
    browserVersion: Math.min(10_000, Number(found?.match?.[1] ?? 0)),
    os,
  };
}

/** Phone or not, as far as the browser says. iPads call themselves Macs; their touch points give them away. */
export function detectFormFactor(navigator: Navigator | undefined): 'desktop' | 'mobile' {
  if (navigator === undefined) return 'desktop';
  const { userAgentData } = navigator as Navigator & {
    readonly userAgentData?: { readonly mobile?: boolean };
  };
  if (userAgentData?.mobile !== undefined) return userAgentData.mobile ? 'mobile' : 'desktop';
  if (/Android|iPhone|iPad|iPod/u.test(navigator.userAgent)) return 'mobile';
  return /Macintosh/u.test(navigator.userAgent) && navigator.maxTouchPoints > 1 ? 'mobile' : 'desktop';
}
