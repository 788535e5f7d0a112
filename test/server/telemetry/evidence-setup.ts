import { ParticipantId } from '@earshot/shared';
import type {
  DownlinkEvidence,
  EvidenceSource,
  LegTrack,
  UplinkEvidence,
} from '@earshot/server/media/ports.ts';

/** Who publishes every track. */
export const PUBLISHER_ID = ParticipantId.parse('44444444-4444-4444-8444-000000000009');
const uplink: UplinkEvidence = {
  publisherId: PUBLISHER_ID,
  packets: { expected: 750, lost: 0 },
  jitterMs: 2,
  dryMs: 0,
  silentMs: 0,
  faultMs: 0,
  stalledMs: 0,
};
const downlink: DownlinkEvidence = {
  pipe: undefined,
  packets: undefined,
  rttMs: 30,
  availableBps: 2_000_000,
  isNarrow: false,
  isShed: false,
  faultMs: 0,
  silentMs: 0,
  stalledMs: 0,
};

/** A server that measured this of every track. */
export function serverThat(found: {
  uplink?: Partial<UplinkEvidence>;
  downlink?: Partial<DownlinkEvidence>;
  tracks?: readonly LegTrack[];
  isImpaired?: boolean;
}): EvidenceSource & { watched: string[] } {
  const watched: string[] = [];
  return {
    watched,
    evidence: () => ({
      tracks: () => found.tracks ?? [],
      isImpaired: () => found.isImpaired,
      uplink: () => ({ ...uplink, ...found.uplink }),
      downlink: () => ({ ...downlink, ...found.downlink }),
    }),
    watchReceiver: (participantId) => watched.push(participantId),
  };
}
