import { addressOf, parseRoute } from '@earshot/pages/quality/model/route.ts';
import { describe, expect, it } from 'vitest';

const at = (address: string) => parseRoute(new URL(address, 'https://calls.example'));

describe('an address of the quality page', () => {
  it.each([
    ['/quality', { name: 'list', search: '' }],
    ['/quality/', { name: 'list', search: '' }],
    ['/quality?blame=sfu', { name: 'list', search: '?blame=sfu' }],
    ['/quality/calls/c1', { name: 'call', callId: 'c1' }],
    ['/quality/calls/c1/legs/p1', { name: 'leg', callId: 'c1', participantId: 'p1' }],
    ['/quality/calls', { name: 'nowhere' }],
    ['/quality/rooms/c1', { name: 'nowhere' }],
    ['/quality/calls/c1/tracks/p1', { name: 'nowhere' }],
    ['/quality/calls/c1/legs', { name: 'nowhere' }],
    ['/quality/calls/c1/legs/p1/more', { name: 'nowhere' }],
    ['/quality/calls/%E0%A4%A', { name: 'nowhere' }],
    [`/quality/calls/${'c'.repeat(65)}`, { name: 'nowhere' }],
    ['/elsewhere', { name: 'nowhere' }],
  ])('%s', (address, route) => {
    expect(at(address)).toEqual(route);
  });

  it('is what a route is written as', () => {
    for (const address of ['/quality?sort=newest', '/quality/calls/c1', '/quality/calls/c1/legs/p1']) {
      const route = at(address);
      expect(route.name).not.toBe('nowhere');
      if (route.name !== 'nowhere') expect(addressOf(route)).toBe(address);
    }
  });
});
