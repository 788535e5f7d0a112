import type { IssueCode } from '@earshot/shared';
import { CAPTURE_FAULTS } from './capture-faults.ts';
import type { Fault } from './fault.ts';
import { NETWORK_FAULTS } from './network-faults.ts';
import { RECEPTION_FAULTS } from './reception-faults.ts';

/** One for each diagnostic. */
export const FAULTS: Readonly<Record<IssueCode, Fault>> = {
  ...NETWORK_FAULTS,
  ...CAPTURE_FAULTS,
  ...RECEPTION_FAULTS,
};
