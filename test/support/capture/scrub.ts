import type { Capture, FakeStat } from '../stats.ts';

/** Fields that say where somebody is, or that belong to one connection alone. */
const TELLING: ReadonlySet<string> = new Set([
  ...['address', 'ip', 'ipAddress', 'relatedAddress', 'port', 'portNumber', 'relatedPort', 'url'],
  ...['foundation', 'usernameFragment', 'iceLocalUsernameFragment'],
  ...['fingerprint', 'base64Certificate'],
]);
/** Four numbers: Chromium's versions look like addresses. */
const VERSION = /(\d+)(?:\.\d+){3}/gu;

/** A browser's answers without addresses and secrets of connections. Pure. */
export function scrubCapture<C extends Capture & { readonly userAgent?: string }>(capture: C): C {
  const samples = capture.samples.map((sample) => ({
    ...sample,
    send: sample.send.map(scrub),
    receive: sample.receive.map(scrub),
  }));
  const { userAgent } = capture;
  return {
    ...capture,
    ...(userAgent === undefined ? {} : { userAgent: userAgent.replace(VERSION, '$1') }),
    samples,
  };
}

function scrub(stat: FakeStat): FakeStat {
  const { id, type, timestamp } = stat;
  const kept = Object.entries(stat).filter(([name]) => !TELLING.has(name));
  return { ...Object.fromEntries(kept), id, type, timestamp };
}
