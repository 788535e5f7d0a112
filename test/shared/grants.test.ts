import {
  CAPABILITIES,
  computeCapabilities,
  kindOf,
  resolveGrants,
  ROLE_GRANTS,
  ROLES,
  type CapabilityName,
  type Role,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';

function allowedOf(role: Role, guestAccess = true): CapabilityName[] {
  const capabilities = computeCapabilities(ROLE_GRANTS[role], { guestAccess });
  return CAPABILITIES.filter((name) => capabilities[name].allowed);
}

describe('roles', () => {
  it('let a presenter do everything', () => {
    expect(allowedOf('presenter')).toEqual([...CAPABILITIES]);
  });

  it('let a collaborator do all but run the call', () => {
    expect(allowedOf('collaborator')).toEqual([
      'microphone',
      'camera',
      'screen',
      'screenAudio',
      'receive',
      'chat',
      'data',
      'raiseHand',
      'react',
    ]);
  });

  it('let an attendee speak and show, but not share', () => {
    expect(allowedOf('attendee')).toEqual([
      'microphone',
      'camera',
      'receive',
      'chat',
      'data',
      'raiseHand',
      'react',
    ]);
  });

  it('let a consumer look and listen', () => {
    expect(allowedOf('consumer')).toEqual(['receive', 'raiseHand', 'react']);
  });

  it.each(ROLES)('answer every capability of a %s with a reason that fits', (role) => {
    const capabilities = computeCapabilities(ROLE_GRANTS[role], { guestAccess: false });
    for (const name of CAPABILITIES) {
      const { allowed, reason } = capabilities[name];
      expect(reason === 'allowed', name).toBe(allowed);
    }
    expect(capabilities.createInvite).toEqual({ allowed: false, reason: 'guest_access_off' });
  });
});

describe('what an admin forbids', () => {
  it('is refused with its own reason, the sound of a share with its picture', () => {
    const forbidden = ['camera', 'screen'] as const;
    const capabilities = computeCapabilities(ROLE_GRANTS.presenter, { guestAccess: true, forbidden });
    for (const name of [...forbidden, 'screenAudio'] as const) {
      expect(capabilities[name], name).toEqual({ allowed: false, reason: 'forbidden_by_admin' });
    }
    expect(capabilities.microphone.allowed).toBe(true);
  });
});

describe('grants', () => {
  it('of a hidden participant publish nothing, whatever else is said', () => {
    const grants = resolveGrants('presenter', { hidden: true, publish: ['camera'] });
    expect(grants.publish).toEqual([]);
    const capabilities = computeCapabilities(grants, { guestAccess: true });
    expect(capabilities.camera).toEqual({ allowed: false, reason: 'hidden' });
    expect(capabilities.react).toEqual({ allowed: false, reason: 'hidden' });
    expect(capabilities.receive.allowed).toBe(true);
  });

  it('replace single ones of a role', () => {
    expect(resolveGrants('attendee', { data: false })).toEqual({ ...ROLE_GRANTS.attendee, data: false });
  });

  it('know sound from picture', () => {
    expect(
      ['microphone', 'screenAudio', 'camera', 'screen'].map((source) => kindOf(source as 'camera')),
    ).toEqual(['audio', 'audio', 'video', 'video']);
  });
});
