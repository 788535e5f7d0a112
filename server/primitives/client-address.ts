import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Which proxies are believed: none, this many hops, or these addresses and networks. */
export type TrustProxy = false | number | readonly string[];

/** Finds who sent a request: the address of its socket, or what trusted proxies say. */
export type ClientAddress = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Walks `X-Forwarded-For` from its end as far as the proxies are trusted. */
export function createClientAddress(trust: TrustProxy): ClientAddress {
  const isTrusted = createTrust(trust);
  return ({ headers, socket }) => {
    const forwarded = headers['x-forwarded-for'];
    const listed = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',');
    const hops = [plain(socket.remoteAddress ?? ''), ...readFromEnd(listed)];
    const client = hops.find((address, hop) => !isTrusted(address, hop));
    return client ?? hops.at(-1) ?? '';
  };
}

/** The addresses from the last on, up to what cannot be read: who wrote what stands before it is not known. */
function readFromEnd(items: readonly string[]): string[] {
  const addresses: string[] = [];
  for (const item of [...items].reverse()) {
    const address = parseAddress(item.trim());
    if (address === undefined) break;
    addresses.push(address);
  }
  return addresses;
}

/** An address; some proxies write its port too. */
function parseAddress(item: string): string | undefined {
  const bare = /^\[(?<v6>[^\]]+)\](?::\d+)?$|^(?<v4>[\d.]+):\d+$/u.exec(item)?.groups;
  const address = plain(bare?.['v6'] ?? bare?.['v4'] ?? item);
  return isIPv4(address) || isIPv6(address) ? address : undefined;
}

/** The /64 network of an IPv6 address, because one client may use all of it; any other address as it is. */
export function siteOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const behind = tail === '' ? [] : tail.split(':');
    // An IPv4 address at the end stands for two groups.
    const missing = 8 - groups.length - behind.length - (tail.includes('.') ? 1 : 0);
    groups.push(...Array.from({ length: missing }, () => '0'), ...behind);
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

/** Whether the proxy at `address`, `hop` hops away, is believed about the one before it. */
export function createTrust(trust: TrustProxy): (address: string, hop: number) => boolean {
  if (trust === false) return () => false;
  if (typeof trust === 'number') return (_address, hop) => hop < trust;
  const list = new BlockList();
  for (const item of trust.flatMap((name) => NETWORKS[name] ?? [name])) {
    const [network = '', prefix] = item.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  return (address) => {
    const bare = plain(address);
    return list.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
  };
}

/** An IPv4 address that came through an IPv6 socket, as IPv4. */
function plain(address: string): string {
  return address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
}
