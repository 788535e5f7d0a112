/**
 * What a client reports about quality: one column per measure, one row per track, so that the keys are written once.
 * Counters are differences over the report's interval; a value that the browser does not give is `null`, never a guess.
 */
export const TRACK_COLUMNS = {
  /** Time in which media was expected (published, not paused, wanted), ms. */
  expectedMs: 'counter',
  packets: 'counter',
  /** May be negative over a short time: late packets are taken back. Reported as max(0, difference). */
  packetsLost: 'counter',
  /** Media payload without retransmissions, bytes. */
  bytes: 'counter',
  /** Video: frames decoded (received track) or encoded (sent track). */
  frames: 'counter',
  /** Video: frames that a camera or a receiver dropped. */
  framesDropped: 'counter',
  /** Video received: time frozen, ms. */
  freezeMs: 'counter',
  /** Audio received: audible concealment, ms (silent concealment is no harm). */
  concealedMs: 'counter',
  /** Video sent: time limited, by cause, ms. */
  limitedBandwidthMs: 'counter',
  limitedCpuMs: 'counter',
  limitedOtherMs: 'counter',
  nack: 'counter',
  pli: 'counter',
  /** Worst one-second value in the interval, ms. */
  jitterMaxMs: 'worst',
  /** Mean over the interval, ms. */
  jitterBufferMs: 'mean',
  /** Worst one-second value, ms: from RTCP for sent tracks. */
  rttMaxMs: 'worst',
  /** Mean decode or encode time per frame, ms. */
  codecMsPerFrame: 'mean',
  /** Height of the last frame, pixels. */
  frameHeight: 'last',
} as const;

/** Name of a measure. */
export type TrackColumn = keyof typeof TRACK_COLUMNS;

/** Times from the start of `join()`, ms, sent once each. */
export const MILESTONES = [
  'joined',
  'sendConnected',
  'receiveConnected',
  'firstAudio',
  'firstVideo',
] as const;
/** @see MILESTONES */
export type Milestone = (typeof MILESTONES)[number];
