import { bitrate, inboundLossRatio, shareOf, type Measured } from './derive.ts';
import { estimateAudioMos } from './e-model.ts';
import { packetRateOf, type Surroundings } from './harm.ts';
import type { TrackInterval } from './interval.ts';
import { hadSpeech } from './participant.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/** Below this share of its full packet rate a voice was sent discontinuously: its bit rate says nothing of how it is coded. */
const CONTINUOUS_SHARE = 0.8;

/**
 * Estimated MOS (1..4.5) of a voice that was received, by the E-model: an estimate to compare calls by, never a measured
 * opinion. `undefined` of what is no voice, did not speak, or was not measured. Where a part of the way is not known its delay is left out. Pure.
 */
export function estimateTrackMos(track: TrackInterval, { rttMs, facts }: Surroundings): Measured {
  const { values, source, direction } = track;
  const jitterBufferMs = values.jitterBufferMs;
  if (direction !== 'receive' || source !== 'microphone' || jitterBufferMs === undefined) return undefined;
  if (!hadSpeech(track)) return undefined;
  const { microphone } = QUALITY_THRESHOLDS.fullPacketRates;
  const discontinuous = (packetRateOf(track) ?? 0) < CONTINUOUS_SHARE * microphone;
  const mos = estimateAudioMos({
    rttMs: rttMs.receive ?? 0,
    jitterBufferMs,
    restMs: (facts.sent?.rttMs ?? 0) / 2,
    concealmentRatio: shareOf(values.concealedMs, values.expectedMs),
    lossRatio: inboundLossRatio({ packets: values.packets, lost: values.packetsLost }),
    fec: true,
    bitsPerSecond: bitrate({ bytes: values.bytes, retransmittedBytes: 0 }, values.expectedMs),
    discontinuous,
  });
  return mos === undefined ? undefined : Math.round(mos * 100) / 100;
}
