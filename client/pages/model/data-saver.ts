import type { Call } from '@earshot/client';

/** What of others' pictures the person wants. */
export type DataSaver = 'auto' | '360' | 'audio';

type ReceiveConstraints = Parameters<Call['setReceiveConstraints']>[0];

/** What the server is told. Without cameras it is not asked for any, so that there is nothing to limit. Pure. */
export function constraintsFor(saver: DataSaver): ReceiveConstraints {
  return saver === '360' ? { maxFrameHeight: 360 } : {};
}
