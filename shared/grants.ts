import { z } from 'zod';
import { SOURCES } from './sources.ts';

/** @see SOURCES */
export const Source = z.enum(SOURCES);
/** @see SOURCES */
export type Source = z.infer<typeof Source>;

/** Roles: presets over grants. */
export const ROLES = ['presenter', 'collaborator', 'attendee', 'consumer'] as const;
/** @see ROLES */
export const Role = z.enum(ROLES);
/** @see ROLES */
export type Role = z.infer<typeof Role>;

/** What a token allows. */
export const Grants = z.strictObject({
  /** Sources that may be published. */
  publish: z.array(Source).max(SOURCES.length),
  /** May receive audio and video. */
  subscribe: z.boolean(),
  /** May chat and send data messages. */
  data: z.boolean(),
  /** May mute, remove and invite others, and end the call. */
  admin: z.boolean(),
  /** Takes part unseen: not in others’ roster, publishes nothing. */
  hidden: z.boolean(),
});
/** @see Grants */
export type Grants = z.infer<typeof Grants>;

/** The permission table of the roles. */
export const ROLE_GRANTS: Readonly<Record<Role, Grants>> = {
  presenter: { publish: [...SOURCES], subscribe: true, data: true, admin: true, hidden: false },
  collaborator: { publish: [...SOURCES], subscribe: true, data: true, admin: false, hidden: false },
  attendee: { publish: ['microphone', 'camera'], subscribe: true, data: true, admin: false, hidden: false },
  consumer: { publish: [], subscribe: true, data: false, admin: false, hidden: false },
};

/** Grants of a role, with single ones replaced. A hidden participant can publish nothing, whatever else is said. */
export function resolveGrants(role: Role, overrides: Partial<Grants> = {}): Grants {
  const grants = { ...ROLE_GRANTS[role], ...overrides };
  return grants.hidden ? { ...grants, publish: [] } : grants;
}

/** Things a participant may be able to do; the client library can ask for each. */
export const CAPABILITIES = [
  'microphone',
  'camera',
  'screen',
  'screenAudio',
  'receive',
  'chat',
  'data',
  'raiseHand',
  'react',
  'muteOthers',
  'forbidOthers',
  'spotlight',
  'lowerHands',
  'removeParticipant',
  'createInvite',
  'endCall',
] as const;
/** @see CAPABILITIES */
export type CapabilityName = (typeof CAPABILITIES)[number];

/** Why something is or is not allowed. */
export const CAPABILITY_REASONS = [
  'allowed',
  'role_restricted',
  'hidden',
  'guest_access_off',
  'forbidden_by_admin',
] as const;
/** @see CAPABILITY_REASONS */
export type CapabilityReason = (typeof CAPABILITY_REASONS)[number];

/** One answer to "may I?". */
export const Capability = z.strictObject({ allowed: z.boolean(), reason: z.enum(CAPABILITY_REASONS) });
/** @see Capability */
export type Capability = z.infer<typeof Capability>;

/** All answers. */
export const Capabilities = z.record(z.enum(CAPABILITIES), Capability);
/** @see Capabilities */
export type Capabilities = Record<CapabilityName, Capability>;

/** What the server’s configuration adds to a participant’s grants. */
export interface CapabilityContext {
  readonly guestAccess: boolean;
  /** Sources that an admin of the call has forbidden this participant; `screen` covers its sound. */
  readonly forbidden?: readonly Source[];
}

const ADMIN_ONLY: readonly CapabilityName[] = [
  'muteOthers',
  'forbidOthers',
  'spotlight',
  'lowerHands',
  'removeParticipant',
  'createInvite',
  'endCall',
];

/** What these grants allow, each with its reason. Pure; the server checks requests with the same function. */
export function computeCapabilities(grants: Grants, context: CapabilityContext): Capabilities {
  const decide = (name: CapabilityName): Capability => {
    if (name === 'createInvite' && !context.guestAccess)
      return { allowed: false, reason: 'guest_access_off' };
    if (ADMIN_ONLY.includes(name)) return verdict(grants.admin);
    if (name === 'receive') return verdict(grants.subscribe);
    if (name === 'chat' || name === 'data') return verdict(grants.data);
    if (grants.hidden) return { allowed: false, reason: 'hidden' };
    if (name === 'raiseHand' || name === 'react') return verdict(true);
    const granted = grants.publish.some((source) => source === name);
    if (granted && isForbidden(name, context.forbidden ?? []))
      return { allowed: false, reason: 'forbidden_by_admin' };
    return verdict(granted);
  };
  return Object.fromEntries(CAPABILITIES.map((name) => [name, decide(name)])) as Capabilities;
}

/** The sound of a share goes with its picture: on its own it would be another microphone. */
function isForbidden(name: CapabilityName, forbidden: readonly Source[]): boolean {
  return forbidden.some((source) => source === name || (source === 'screen' && name === 'screenAudio'));
}

function verdict(allowed: boolean): Capability {
  return { allowed, reason: allowed ? 'allowed' : 'role_restricted' };
}
