import { networkInterfaces } from 'node:os';
import type { Config, RtcAddress } from './config.ts';

/** IPv4 address of the machine on its local network, if it has one. */
export function findLanAddress(interfaces = networkInterfaces()): string | undefined {
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .find(
      ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
    )?.address;
}

/**
 * Where media listens. Not configured (development only): loopback, and the first LAN address, because some browsers use
 * no loopback candidates.
 */
export function chooseRtcAddresses(
  configured: Config['media']['addresses'],
  lan: string | undefined,
): [RtcAddress, ...RtcAddress[]] {
  const [first, ...rest] = configured;
  if (first !== undefined) return [first, ...rest];
  const loopback = { ip: '127.0.0.1', announced: undefined };
  return lan === undefined ? [loopback] : [{ ip: lan, announced: undefined }, loopback];
}

/** How a person or a browser names an address that the server listens on. */
export function displayHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
