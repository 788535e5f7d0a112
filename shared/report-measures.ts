/**
 * What some browsers measure and others do not. A report says which of these its browser was seen to give and which it was
 * seen to lack, so that what is absent is told apart from what did not happen. Places of bits: only ever added at the end.
 */
export const MEASURES = [
  /** Frozen time of received pictures. */
  'freezes',
  /** Concealed samples of received sound, silent ones apart. */
  'concealment',
  /** Wait in the jitter buffer. */
  'jitterBuffer',
  /** Time to decode a frame. */
  'decodeTime',
  /** Quantizer of received pictures. */
  'quantizer',
  /** When what is received is played, for lip-sync. */
  'playoutTime',
  /** What the loudspeaker is given. */
  'playout',
  /** Packets lost of what is sent, by the server's reports. */
  'sentLoss',
  /** Why and for how long sent pictures are held back. */
  'limitation',
  /** Time to encode a frame. */
  'encodeTime',
  /** Frames that the camera gives. */
  'sourceFrames',
  /** Level of the own microphone. */
  'sourceLevel',
  /** Estimate of what the path can carry. */
  'availableBitrate',
] as const;
/** @see MEASURES */
export type Measure = (typeof MEASURES)[number];

/** What a browser was seen to give and to lack; what is in neither was not to be seen yet. */
export interface SeenMeasures {
  readonly given: readonly Measure[];
  readonly lacking: readonly Measure[];
}

/** As a number with one bit for each. */
export function encodeMeasures(measures: readonly Measure[]): number {
  return measures.reduce((bits, measure) => bits | (1 << MEASURES.indexOf(measure)), 0);
}

/** Those whose bit is set; bits beyond the list are not looked at. */
export function decodeMeasures(bits: number): readonly Measure[] {
  return MEASURES.filter((_, place) => (bits & (1 << place)) !== 0);
}
