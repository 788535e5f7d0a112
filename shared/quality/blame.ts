/** Who or what is at fault when a track is not good. `none`: good, and what nobody could judge. */
export const BLAMES = [
  'none',
  /** Camera, microphone, encoder or page of who sends. */
  'publisherDevice',
  /** The path from who sends to the server. */
  'publisherUplink',
  /** The server: overload, a fault, or a loss between its own workers. */
  'sfu',
  /** The path from the server to who receives. */
  'subscriberDownlink',
  /** Decoder, speaker or page of who receives. */
  'subscriberDevice',
  'unknown',
] as const;
/** @see BLAMES */
export type Blame = (typeof BLAMES)[number];

/** On which leg something was measured to be wrong, whether it did harm or not. `unknown`: not enough was measured. */
export const IMPAIRED_LEGS = ['none', 'uplink', 'sfu', 'downlink', 'both', 'unknown'] as const;
/** @see IMPAIRED_LEGS */
export type ImpairedLeg = (typeof IMPAIRED_LEGS)[number];

/** Who measured what a track is judged by. */
export const MEASURERS = ['client', 'server', 'mixed'] as const;
/** @see MEASURERS */
export type Measurer = (typeof MEASURERS)[number];

/** What a blame rests on. What was not measured is `undefined`; each is over the judged interval. */
export const EVIDENCE = [
  /** First transmissions lost between publisher and server, 0..1. */
  'uplinkLoss',
  /** Lost between two workers of the server, 0..1. */
  'pipeLoss',
  /** Lost between server and receiver, without the gaps that were there already, 0..1. */
  'downlinkLoss',
  /** Round trip between publisher and server, ms. */
  'uplinkRttMs',
  /** Round trip between server and receiver, ms. */
  'downlinkRttMs',
  /** Jitter of the publisher's sound on the way to the server, ms. */
  'uplinkJitterMs',
  /** Jitter at the receiver, ms: of both legs together; of a picture that of its publisher's sound. */
  'receivedJitterMs',
  /** Time in which the server got nothing of the track though it is not paused, ms. */
  'uplinkDryMs',
  /** Time in which the server heard nothing at all from the publisher, ms. */
  'uplinkSilentMs',
  /** Time in which the server heard nothing at all from the receiver, ms. */
  'downlinkSilentMs',
  /** Time in which the receiver got nothing of the track though the server got it and sent it on, ms. */
  'downlinkDryMs',
  /** 1: the way to the receiver is too narrow for the layer that it wants; else 0. */
  'downlinkNarrow',
  /** Time in which a worker of the server stood still, ms. */
  'stalledMs',
  /** Time in which the server did not send what it should have, ms. */
  'faultMs',
  /** Frames that the publisher's encoder gave over those that it should have given, 0..1. */
  'sentShare',
  /** Time in which the publisher's processor held its picture back, 0..1. */
  'cpuLimited',
  /** Time in which the publisher's path held its picture back, 0..1. */
  'bandwidthLimited',
  /** Time in which the publisher's page said that its device is too busy, 0..1. */
  'senderBusy',
  /** Frames that came and were not shown, 0..1. */
  'framesDropped',
  /** Time that the receiver spends with decoding the track, 0..1. */
  'decodeShare',
  /** Time in which the receiver's page said that its device is too busy, 0..1. */
  'receiverBusy',
  /** What the server believes that the way to the receiver carries, bit/s. */
  'downlinkBps',
] as const;
/** @see EVIDENCE */
export type Evidence = Readonly<Partial<Record<(typeof EVIDENCE)[number], number | undefined>>>;

/** Nothing was measured. */
export const NO_EVIDENCE: Evidence = {};
