import type { Beacon } from '@earshot/shared';
import type { OperationHandlers } from '../operations.ts';

/** What a page needs beside signalling: facts before it joins, and its last words. */
export function createPageHandlers(options: {
  development: boolean;
  guestAccess: 'off' | 'link';
  version: string;
  takeBeacon: (beacon: Beacon) => void;
}): OperationHandlers<'clientConfig' | 'beacon'> {
  const { development, guestAccess, version, takeBeacon } = options;
  return {
    clientConfig: () => ({ development, guestAccess, version }),
    beacon({ body }) {
      takeBeacon(body);
      return {};
    },
  };
}
