import type { LimitingFactor } from '../roster.ts';
import type { Blame, Evidence, ImpairedLeg } from './blame.ts';
import type { Measured } from './derive.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/**
 * Which leg is impaired, and who is at fault: decided from what both ends and the server measured of one track over the
 * same time. Each measure counts in multiples of the least that impairs (`QUALITY_THRESHOLDS.impaired`); what was not
 * measured accuses nobody.
 */

const { impaired } = QUALITY_THRESHOLDS;

/** What is known of a received track that is not good. */
export interface ReceivedCase {
  readonly kind: 'audio' | 'video';
  readonly factor: LimitingFactor;
  readonly evidence: Evidence;
  /** Who disturbed the track lately, while nothing tells who does now. */
  readonly disturbedBy?: Blame | undefined;
}

/** How much each suspect is worth accusing: from 1 on it is impaired. `undefined`: not measured. */
interface Suspicion {
  readonly uplink: Measured;
  readonly sfu: Measured;
  readonly downlink: Measured;
  readonly publisherDevice: Measured;
  readonly subscriberDevice: Measured;
}

/** Which legs are impaired, whether that did harm or not. Pure. */
export function findImpairedLeg(evidence: Evidence): ImpairedLeg {
  const { uplink, sfu, downlink } = suspect(evidence);
  // What stands still in the middle looks like silence on both legs.
  if (isImpaired(sfu)) return 'sfu';
  if (isImpaired(uplink)) return isImpaired(downlink) ? 'both' : 'uplink';
  if (isImpaired(downlink)) return 'downlink';
  return uplink === undefined || downlink === undefined ? 'unknown' : 'none';
}

/** Which of its own two legs a sent track has: the way to the server, and the server. Pure. */
export function findImpairedUplink(evidence: Evidence): ImpairedLeg {
  const { uplink, sfu } = suspect(evidence);
  if (isImpaired(sfu)) return 'sfu';
  if (isImpaired(uplink)) return 'uplink';
  return uplink === undefined ? 'unknown' : 'none';
}

/** Who is at fault for how a track is received. Pure. */
export function blameReceived(received: ReceivedCase): Blame {
  const disturbedBy = received.factor === 'delay' ? received.disturbedBy : undefined;
  return findCulprit(received) ?? disturbedBy ?? blameByWhatIsLeft(received);
}

/** Whom the evidence names; `undefined`: nobody. Pure. */
export function findCulprit({ factor, evidence }: Omit<ReceivedCase, 'kind'>): Blame | undefined {
  const suspicion = suspect(evidence);
  const { uplink, sfu, downlink, publisherDevice, subscriberDevice } = suspicion;
  if (isImpaired(sfu)) return 'sfu';
  if (factor === 'layer') return blameLayer(evidence, suspicion);
  const legs = most([uplink, downlink]);
  if (isImpaired(subscriberDevice) && (subscriberDevice ?? 0) > Math.max(legs ?? 0, publisherDevice ?? 0))
    return 'subscriberDevice';
  if (isImpaired(legs)) return (uplink ?? 0) > (downlink ?? 0) ? 'publisherUplink' : 'subscriberDownlink';
  return isImpaired(publisherDevice) ? 'publisherDevice' : undefined;
}

/** Everything came, whole and in time, and was sent as it should be: what is left is the receiver's own. */
function blameByWhatIsLeft({ kind, factor, evidence }: ReceivedCase): Blame {
  const { uplink, downlink, publisherDevice } = suspect(evidence);
  const isElsewhere = factor === 'layer' || (kind === 'video' && publisherDevice === undefined);
  return uplink === undefined || downlink === undefined || isElsewhere ? 'unknown' : 'subscriberDevice';
}

/** Who is at fault for how a track is sent: nobody who receives. Pure. */
export function blameSent({ factor, evidence }: Omit<ReceivedCase, 'kind'>): Blame {
  const { uplink, sfu, publisherDevice } = suspect(evidence);
  if (isImpaired(sfu)) return 'sfu';
  if (factor === 'loss' || factor === 'bitrate') return 'publisherUplink';
  // Of what is dry nothing left the device, and frames that were never made no path has lost: it can only hold them back.
  const held = factor === 'lowFps' ? over(evidence.bandwidthLimited, impaired.limitedShare) : uplink;
  const isLate = factor !== 'dry' && isImpaired(held) && (held ?? 0) > (publisherDevice ?? 0);
  return isLate ? 'publisherUplink' : 'publisherDevice';
}

/** A layer is lowered for the receiver's path; it is not there at all when the publisher is held back. */
function blameLayer(
  { cpuLimited, bandwidthLimited }: Evidence,
  { uplink, downlink }: Pick<Suspicion, 'uplink' | 'downlink'>,
): Blame | undefined {
  if (isImpaired(downlink)) return 'subscriberDownlink';
  const cpu = (cpuLimited ?? 0) / impaired.limitedShare;
  if (isImpaired(cpu) && cpu > (bandwidthLimited ?? 0) / impaired.limitedShare) return 'publisherDevice';
  return isImpaired(uplink) ? 'publisherUplink' : undefined;
}

function suspect(evidence: Evidence): Suspicion {
  return {
    uplink: suspectUplink(evidence),
    sfu: most([
      over(evidence.stalledMs, impaired.stalledMs),
      over(evidence.faultMs, impaired.stalledMs),
      over(evidence.pipeLoss, impaired.loss),
    ]),
    downlink: suspectDownlink(evidence),
    publisherDevice: suspectPublisher(evidence),
    subscriberDevice: most([
      over(evidence.framesDropped, impaired.droppedShare),
      over(evidence.decodeShare, impaired.decodeShare),
      over(evidence.receiverBusy, impaired.busyShare),
    ]),
  };
}

function suspectUplink(evidence: Evidence): Measured {
  const { uplinkLoss, uplinkRttMs, uplinkJitterMs, uplinkSilentMs, bandwidthLimited } = evidence;
  // The round trip of a publisher alone does not tell that its leg was looked at.
  if (uplinkLoss === undefined && (uplinkSilentMs ?? 0) === 0 && evidence.uplinkDryMs === undefined)
    return undefined;
  return most([
    over(uplinkLoss, impaired.loss),
    over(uplinkRttMs, impaired.rttMs),
    over(uplinkJitterMs, impaired.uplinkJitterMs),
    over(uplinkSilentMs, impaired.silentMs),
    over(bandwidthLimited, impaired.limitedShare),
  ]);
}

function suspectDownlink(evidence: Evidence): Measured {
  const { downlinkLoss, downlinkRttMs, downlinkSilentMs, downlinkDryMs, downlinkNarrow } = evidence;
  const wasDry = (downlinkDryMs ?? 0) >= impaired.downlinkDryMs;
  if (downlinkLoss === undefined && (downlinkSilentMs ?? 0) === 0 && downlinkNarrow === undefined && !wasDry)
    return undefined;
  return most([
    over(downlinkLoss, impaired.loss),
    over(downlinkRttMs, impaired.rttMs),
    over(downlinkJitterOf(evidence), impaired.downlinkJitterMs),
    over(downlinkSilentMs, impaired.receiverSilentMs),
    over(downlinkDryMs, impaired.downlinkDryMs),
    downlinkNarrow,
  ]);
}

/** What the receiver saw beyond what came to the server; of a device that cannot keep up it is the device's own. */
function downlinkJitterOf({
  receivedJitterMs,
  uplinkJitterMs,
  decodeShare,
  receiverBusy,
}: Evidence): Measured {
  const isBusy = (decodeShare ?? 0) >= impaired.decodeShare || (receiverBusy ?? 0) >= impaired.busyShare;
  if (receivedJitterMs === undefined || isBusy) return undefined;
  return Math.max(0, receivedJitterMs - (uplinkJitterMs ?? 0));
}

/** A track that dries up without a gap in its numbers was never sent; a way that is silent is no device's fault. */
function suspectPublisher(evidence: Evidence): Measured {
  const { uplinkDryMs, uplinkSilentMs, sentShare, cpuLimited, senderBusy } = evidence;
  const dryMs = uplinkDryMs === undefined ? undefined : Math.max(0, uplinkDryMs - (uplinkSilentMs ?? 0));
  return most([
    over(dryMs, impaired.silentMs),
    over(cpuLimited, impaired.limitedShare),
    over(senderBusy, impaired.busyShare),
    sentShare === undefined ? undefined : over(1 - sentShare, 1 - impaired.sentShare),
  ]);
}

function over(value: Measured, least: number): Measured {
  return value === undefined ? undefined : value / least;
}

function most(values: readonly Measured[]): Measured {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function isImpaired(suspicion: Measured): boolean {
  return suspicion !== undefined && suspicion >= 1;
}
