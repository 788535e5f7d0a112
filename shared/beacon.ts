import { z } from 'zod';
import { Secret, SessionId } from './ids.ts';
import { Report } from './report.ts';

/**
 * Body of `POST /v1/beacon`, sent as `text/plain` by `navigator.sendBeacon` when a page goes away. The key stands in
 * the body because a beacon can set no header.
 */
export const Beacon = z.strictObject({
  sessionId: SessionId,
  beaconKey: Secret,
  /** `true`: the page is gone, and the place is freed after a short grace. `false`: only the report. */
  leaving: z.boolean(),
  report: Report.nullable(),
});
/** @see Beacon */
export type Beacon = z.infer<typeof Beacon>;
