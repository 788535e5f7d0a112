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
 * Places that the server fills by itself, so that a change of speaker costs no request: spotlighted participants first,
 * then dominant speakers, then others, cameras that run only, nobody of `tiles` twice and never oneself.
 */
export const AutoView = z.strictObject({
  places: z.number().int().min(0).max(LIMITS.maxVideos),
  /** Height at which each is shown, in device pixels. */
  height: z.number().int().min(1).max(8_640),
});
/** @see AutoView */
export type AutoView = z.infer<typeof AutoView>;

/**
 * Which videos a participant wants to see, and how large, in order of importance. The server gives at most as many as
 * the receiver's cap, in this order: shares, pins, spotlighted participants, dominant speakers, then the order of `tiles`,
 * then whoever fills the places of `auto`.
 */
export const View = z.strictObject({
  tiles: z.array(ViewTile).max(LIMITS.maxViewTiles + LIMITS.maxPins),
  pins: z.array(ParticipantId).max(LIMITS.maxPins),
  auto: AutoView.exactOptional(),
});
/** @see View */
export type View = z.infer<typeof View>;

/** Nothing is looked at. */
export const EMPTY_VIEW: View = { tiles: [], pins: [] };

/** What an app allows a receiver to take. Absent = no limit of the app's. */
export const ReceiveConstraints = z.strictObject({
  /** Largest picture of any one video, px. */
  maxFrameHeight: z.number().int().min(90).max(8_640).exactOptional(),
  /** Frames per second of any one video; the nearest temporal layer at or below is sent, the lowest at least. */
  maxFrameRate: z.number().min(1).max(120).exactOptional(),
  /** All videos together, bit/s. Shares come first; videos that do not fit in their lowest layer are left out. */
  maxBitrate: z.number().int().min(50_000).max(1_000_000_000).exactOptional(),
});
/** @see ReceiveConstraints */
export type ReceiveConstraints = z.infer<typeof ReceiveConstraints>;
