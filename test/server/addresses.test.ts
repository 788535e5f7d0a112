import { chooseRtcAddresses, displayHost, findLanAddress } from '@earshot/server/addresses.ts';
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';

function address(ip: string, change: Partial<NetworkInterfaceInfo> = {}): NetworkInterfaceInfo {
  const base = {
    address: ip,
    netmask: '255.255.255.0',
    mac: '00:00:00:00:00:00',
    internal: false,
    cidr: null,
  };
  return { ...base, family: 'IPv4', ...change } as NetworkInterfaceInfo;
}

describe('findLanAddress', () => {
  it('takes the first address that others on the network can use', () => {
    const interfaces = {
      lo: [address('127.0.0.1', { internal: true })],
      eth0: [address('fe80::1', { family: 'IPv6' as const, scopeid: 1 }), address('169.254.1.1')],
      eth1: [address('192.168.1.7')],
      eth2: [address('10.0.0.3')],
    };
    expect(findLanAddress(interfaces)).toBe('192.168.1.7');
  });

  it('finds none on a machine without a network', () => {
    expect(findLanAddress({ lo: [address('127.0.0.1', { internal: true })] })).toBeUndefined();
  });
});

describe('chooseRtcAddresses', () => {
  it('takes what is configured, and nothing else', () => {
    const configured = [{ ip: '0.0.0.0', announced: '203.0.113.7' }];
    expect(chooseRtcAddresses(configured, '192.168.1.7')).toEqual(configured);
  });

  it('adds the LAN address to loopback where nothing is configured', () => {
    expect(chooseRtcAddresses([], '192.168.1.7').map(({ ip }) => ip)).toEqual(['192.168.1.7', '127.0.0.1']);
    expect(chooseRtcAddresses([], undefined).map(({ ip }) => ip)).toEqual(['127.0.0.1']);
  });
});

describe('displayHost', () => {
  it('names addresses as a browser wants them', () => {
    expect(
      ['0.0.0.0', '127.0.0.1', '::', '::1', '192.168.1.7', 'calls.example.org'].map(displayHost),
    ).toEqual(['localhost', 'localhost', 'localhost', '[::1]', '192.168.1.7', 'calls.example.org']);
  });
});
