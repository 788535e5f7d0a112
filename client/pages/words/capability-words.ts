import type { Call } from '@earshot/client';

type Capability = ReturnType<Call['can']>;

const REASONS: Readonly<Record<Capability['reason'], string>> = {
  allowed: '',
  role_restricted: 'Your role in this call does not allow it.',
  hidden: 'You take part unseen.',
  guest_access_off: 'This server does not let guests in by link.',
};

/** Why something is not allowed; `undefined` when it is. */
export function whyNot(capability: Capability): string | undefined {
  return capability.allowed ? undefined : REASONS[capability.reason];
}
