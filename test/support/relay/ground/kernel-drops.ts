import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

/**
 * Datagrams that the kernel threw away because nobody read a socket in time: losses that no program sees. Linux only
 * (proc_net_udp); `undefined` where it cannot be known.
 */
export function readKernelDrops(sockets: readonly AddressInfo[]): number | undefined {
  try {
    return sumKernelDrops(readFileSync('/proc/net/udp', 'utf8'), sockets);
  } catch {
    return undefined; // not Linux
  }
}

/** Sums the last column of the rows of these sockets. */
export function sumKernelDrops(table: string, sockets: readonly AddressInfo[]): number {
  const wanted = new Set(sockets.map(hexOf));
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter(([, local]) => wanted.has(local ?? ''))
    .reduce((sum, columns) => sum + Number(columns.at(-1)), 0);
}

/** 127.0.0.2:80 is 0200007F:0050 there: the address as a little-endian word. */
function hexOf({ address, port }: AddressInfo): string {
  const bytes = address.split('.').map(Number).reverse();
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
  return `${bytes.map((byte) => hex(byte, 2)).join('')}:${hex(port, 4)}`;
}
