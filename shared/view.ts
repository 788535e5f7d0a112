import { z } from 'zod';
import { ParticipantId } from './ids.ts';
import { LIMITS } from './limits.ts';

/** One video that somebody looks at. */
export const ViewTile = z.strictObject({
  participantId: ParticipantId,
  source: z.enum(['camera', 'screen']),
  /** Height at which it is shown, in device pixels. */
  height: z.number().int().min(1).max(8_640),
});
/** @see ViewTile */
export type ViewTile = z.infer<typeof ViewTile>;

/**
 * Which videos a participant wants to see, and how large, in order of importance. The server gives at most as many as
 * the receiver's cap; pins come first, then dominant speakers, then the order of `tiles`.
 */
export const View = z.strictObject({
  tiles: z.array(ViewTile).max(LIMITS.maxViewTiles + LIMITS.maxPins),
  pins: z.array(ParticipantId).max(LIMITS.maxPins),
});
/** @see View */
export type View = z.infer<typeof View>;

/** Nothing is looked at. */
export const EMPTY_VIEW: View = { tiles: [], pins: [] };
