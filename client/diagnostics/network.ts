import { kindOf, QUALITY_THRESHOLDS, type IssueLevel } from '@earshot/shared';
import type { StatsSample, StreamSample } from '../stats/api.ts';
import { GOOD, recent, type Detector, type FactsWindow, type Judgement } from './detector.ts';
import type { DiagnosticsFacts } from './inputs.ts';

const { network, connection } = QUALITY_THRESHOLDS;

/** What the packets of one direction met; absent where it was not measured. */
interface PathMeasures {
  readonly lossRatio?: number;
  readonly rttMs?: number;
  readonly jitterMs?: number;
}

type Limits = Readonly<Required<PathMeasures>>;

function measurePath(samples: readonly StatsSample[], direction: 'send' | 'receive'): PathMeasures {
  const streams = samples.flatMap((sample) =>
    sample.streams.filter((stream) => stream.direction === direction),
  );
  const lossRatio = lossOf(samples, direction);
  const rttMs = mean(
    samples.flatMap((sample) =>
      sample.transports.filter((one) => one.direction === direction).map((one) => one.rttInMs),
    ),
  );
  const jitterMs = worstJitter(streams);
  return {
    ...(lossRatio === undefined ? {} : { lossRatio }),
    ...(rttMs === undefined ? {} : { rttMs }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
  };
}

function lossOf(samples: readonly StatsSample[], direction: 'send' | 'receive'): number | undefined {
  let packets = 0;
  let lost = 0;
  let measured = false;
  for (const { streams, intervalMs = 1_000 } of samples) {
    for (const stream of streams.filter((one) => one.direction === direction).flatMap(layersOf)) {
      packets += ((stream.packetsPerSecond ?? 0) * intervalMs) / 1_000;
      lost += ((stream.packetsLostPerSecond ?? 0) * intervalMs) / 1_000;
      measured ||= stream.packetsLostPerSecond !== undefined;
    }
  }
  const total = direction === 'receive' ? packets + lost : packets;
  return !measured || total < network.minPackets ? undefined : Math.min(1, lost / total);
}

function layersOf(stream: StreamSample): readonly StreamSample[] {
  return [stream, ...(stream.altLayouts ?? [])];
}

/** Only of sound: frames of a picture leave in bursts, which looks like jitter. */
function worstJitter(streams: readonly StreamSample[]): number | undefined {
  const byStream = new Map<string, number[]>();
  for (const { id, source, jitterInMs } of streams) {
    if (jitterInMs === undefined || kindOf(source) !== 'audio') continue;
    byStream.set(id, [...(byStream.get(id) ?? []), jitterInMs]);
  }
  const means = [...byStream.values()].map(mean).filter((value) => value !== undefined);
  return means.length === 0 ? undefined : Math.max(...means);
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function exceeds(measures: PathMeasures, limits: Limits): boolean {
  return (
    (measures.lossRatio ?? 0) >= limits.lossRatio ||
    (measures.rttMs ?? 0) >= limits.rttMs ||
    (measures.jitterMs ?? 0) >= limits.jitterMs
  );
}

/** Entering a level takes more than staying in it. */
function levelOf(measures: PathMeasures, current: IssueLevel): IssueLevel {
  if (exceeds(measures, current === 'bad' ? network.bad.leave : network.bad.enter)) return 'bad';
  return exceeds(measures, current === 'good' ? network.poor.enter : network.poor.leave) ? 'poor' : 'good';
}

function qualityDetector(
  code: 'networkSendQuality' | 'networkReceiveQuality',
  direction: 'send' | 'receive',
): Detector {
  return {
    code,
    enterMs: network.enterMs,
    leaveMs: network.leaveMs,
    judge(window, current) {
      const state = direction === 'send' ? window.facts.sendTransport : window.facts.receiveTransport;
      // A path that is not there is `networkReconnect`'s business.
      if (state !== 'connected') return 'unknown';
      const measures = measurePath(recent(window, network.windowMs), direction);
      if (Object.keys(measures).length === 0) return 'unknown';
      return { level: levelOf(measures, current), evidence: { ...measures } };
    },
  };
}

function carriedTransports(facts: DiagnosticsFacts): readonly RTCPeerConnectionState[] {
  return [facts.sendTransport, facts.receiveTransport].filter((state) => state !== undefined);
}

function isAway(state: RTCPeerConnectionState): boolean {
  return state === 'disconnected' || state === 'failed';
}

function connectionEvidence(facts: DiagnosticsFacts): Judgement['evidence'] {
  return {
    signalling: facts.signalling,
    sendTransport: facts.sendTransport ?? 'unused',
    receiveTransport: facts.receiveTransport ?? 'unused',
  };
}

/** Nothing gets through: neither signalling nor media. A browser that says "offline" while packets flow is wrong. */
const noNetwork: Detector = {
  code: 'noNetwork',
  enterMs: connection.noNetworkMs,
  leaveMs: connection.mendedMs,
  judge({ facts }) {
    const transports = carriedTransports(facts);
    if (facts.signalling === 'connected' || transports.includes('connected')) return GOOD;
    const evidence = { ...connectionEvidence(facts), online: String(facts.online) };
    if (!facts.online) return { level: 'bad', evidence, holdMs: 0 };
    if (transports.length > 0 && transports.every(isAway) && facts.signalling === 'disconnected') {
      return { level: 'bad', evidence };
    }
    return 'unknown';
  },
};

/** The connection is being renewed. Poor: signalling or media; bad: both, or media has failed. */
const networkReconnect: Detector = {
  code: 'networkReconnect',
  enterMs: connection.disconnectedMs,
  leaveMs: connection.mendedMs,
  judge({ facts }: FactsWindow) {
    const transports = carriedTransports(facts);
    const mediaAway = transports.some(isAway);
    const signallingAway = facts.signalling === 'disconnected';
    const evidence = connectionEvidence(facts);
    if (transports.includes('failed')) return { level: 'bad', evidence, holdMs: 0 };
    if (mediaAway && signallingAway) return { level: 'bad', evidence };
    if (mediaAway || signallingAway) return { level: 'poor', evidence };
    const settled = facts.signalling === 'connected' && transports.every((state) => state === 'connected');
    return settled ? GOOD : 'unknown';
  },
};

/** Detectors of connections. */
export const NETWORK_DETECTORS: readonly Detector[] = [
  noNetwork,
  networkReconnect,
  qualityDetector('networkSendQuality', 'send'),
  qualityDetector('networkReceiveQuality', 'receive'),
];
