import type { Call } from '@earshot/client';

type Capability = ReturnType<Call['can']>;

const REASONS: Readonly<Record<Capability['reason'], string>> = {
  allowed: '',
  role_restricted: 'Your role in this call does not allow it.',
  hidden: 'You take part unseen.',
  forbidden_by_admin: 'Someone who leads the call has forbidden it for now.',
  guest_access_off: 'This server does not let guests in by link.',
};

const FORBIDDEN_FOR_ALL = 'Someone who leads the call has forbidden it for everybody for now.';

/** Why something is not allowed; `undefined` when it is. `forAll`: what forbids it holds for everybody. */
export function whyNot(capability: Capability, forAll = false): string | undefined {
  if (capability.allowed) return undefined;
  return forAll && capability.reason === 'forbidden_by_admin'
    ? FORBIDDEN_FOR_ALL
    : REASONS[capability.reason];
}
