import { createClientAddress } from '@earshot/server/primitives/client-address.ts';
import { createOriginPolicy } from '@earshot/server/primitives/origins.ts';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';

describe('createOriginPolicy', () => {
  const policy = createOriginPolicy({
    publicUrl: undefined,
    allowedOrigins: ['https://app.example.org'],
    ownNames: 'any',
  });

  it('allows the same origin, those listed, and callers that are no browser', () => {
    expect(policy.isAllowed({ host: 'calls.example.org' })).toBe(true);
    expect(policy.isAllowed({ host: 'localhost:8080', origin: 'http://localhost:8080' })).toBe(true);
    expect(policy.isAllowed({ host: 'calls.example.org', origin: 'https://app.example.org' })).toBe(true);
  });

  it.each([
    'https://evil.example.org',
    'http://localhost:8081',
    'null',
    'https://app.example.org.evil.org',
    '',
  ])('refuses %j', (origin) => {
    expect(policy.isAllowed({ host: 'localhost:8080', origin })).toBe(false);
  });

  it('takes the public URL for its own origin, not the host that was asked for', () => {
    const behindProxy = createOriginPolicy({
      publicUrl: 'https://calls.example.org',
      allowedOrigins: [],
      ownNames: 'any',
    });
    expect(behindProxy.isAllowed({ host: '10.0.0.1:8080', origin: 'https://calls.example.org' })).toBe(true);
    expect(behindProxy.isAllowed({ host: 'evil.org', origin: 'https://evil.org' })).toBe(false);
  });

  it('takes only local names for its own where no token is needed, so that a rebound name gets nothing', () => {
    const local = createOriginPolicy({ publicUrl: undefined, allowedOrigins: [], ownNames: 'local' });
    for (const host of [
      'localhost:8080',
      '127.0.0.1:8080',
      '[::1]:8080',
      'my-machine:8080',
      'my-machine.local',
    ]) {
      expect(local.isAllowed({ host, origin: `http://${host}` }), host).toBe(true);
    }
    expect(local.isAllowed({ host: 'evil.org:8080', origin: 'http://evil.org:8080' })).toBe(false);
  });

  it('allows all with *', () => {
    const open = createOriginPolicy({ publicUrl: undefined, allowedOrigins: ['*'], ownNames: 'any' });
    expect(open.isAllowed({ host: 'a', origin: 'https://b' })).toBe(true);
  });
});

describe('createClientAddress', () => {
  function from(remoteAddress: string, forwarded?: string) {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    return { socket, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } };
  }

  it('believes nobody by default', () => {
    expect(createClientAddress(false)(from('198.51.100.1', '203.0.113.9'))).toBe('198.51.100.1');
  });

  it('believes a number of hops', () => {
    expect(createClientAddress(1)(from('10.0.0.1', '192.0.2.66, 203.0.113.9'))).toBe('203.0.113.9');
  });

  it('reads addresses that a proxy writes with their ports', () => {
    const addressOf = createClientAddress(1);
    expect(addressOf(from('10.0.0.1', '192.0.2.66, 203.0.113.9:4711'))).toBe('203.0.113.9');
    expect(addressOf(from('10.0.0.1', '192.0.2.66, [2001:db8::7]:4711'))).toBe('2001:db8::7');
  });

  it('believes nothing that stands before what it cannot read: the client may have written it', () => {
    expect(createClientAddress(1)(from('10.0.0.1', '192.0.2.66, unknown'))).toBe('10.0.0.1');
    expect(createClientAddress(['10.0.0.0/8'])(from('10.0.0.1', '192.0.2.66, _hidden, 10.1.2.3'))).toBe(
      '10.1.2.3',
    );
  });

  it('names a client by one address, however it is written', () => {
    expect(createClientAddress(1)(from('10.0.0.1', '::ffff:203.0.113.9'))).toBe('203.0.113.9');
  });

  it('believes proxies on its list only, also as IPv4 in IPv6', () => {
    const addressOf = createClientAddress(['loopback', '10.0.0.0/8']);
    expect(addressOf(from('::ffff:127.0.0.1', '192.0.2.66, 203.0.113.9, 10.1.2.3'))).toBe('203.0.113.9');
    expect(addressOf(from('198.51.100.1', '203.0.113.9'))).toBe('198.51.100.1');
    expect(addressOf(from('127.0.0.1'))).toBe('127.0.0.1');
  });
});
