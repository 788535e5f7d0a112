import { kindOf, type DiagnosticInfo, type IssueLevel } from '@earshot/shared';
import type { StatsSample, StreamSample } from '../stats/api.ts';
import { boundOf, isPast, volumeOf, windowOf } from './bounds.ts';
import { GOOD, recent, type Detector, type FactsWindow, type Judgement } from './detector.ts';
import type { DiagnosticsFacts } from './inputs.ts';
import { toldLoss } from './told-loss.ts';

/** What the packets of one direction met; absent where it was not measured. */
interface PathMeasures {
  readonly lossRatio?: number;
  readonly rttMs?: number;
  readonly jitterMs?: number;
}

type Direction = 'send' | 'receive';

/** Streams of one direction, with the time that each sample is of. */
interface Flow {
  readonly stream: StreamSample;
  readonly seconds: number;
}

function measurePath(window: FactsWindow, direction: Direction, info: DiagnosticInfo): PathMeasures {
  const minPackets = volumeOf(info);
  const samples = recent(window, windowOf(info));
  const publishers = [...flowsByPublisher(samples, direction).values()];
  const losses = publishers.map((flows) => lossOf(flows, direction));
  const told = losses.filter(({ lossRatio, total }) => lossRatio !== undefined && total >= minPackets);
  // Nobody alone sends enough: all together may.
  const all = lossOf(publishers.flat(), direction);
  const measured = told.length > 0 ? leastOf(told.map((one) => one.lossRatio)) : ratioFrom(all, minPackets);
  const isAlone = direction === 'receive' && (told.length > 0 ? told.length : publishers.length) === 1;
  const lossRatio = isAlone ? atMost(measured, toldLoss(window)?.received ?? 0) : measured;
  const rttMs = mean(
    samples.flatMap((sample) =>
      sample.transports.filter((one) => one.direction === direction).map((one) => one.rttInMs),
    ),
  );
  const jitters = publishers.map(worstJitter).filter((value) => value !== undefined);
  // Of the jitter of the only voice nobody says where it came to be.
  const jitterMs = direction === 'receive' && jitters.length === 1 ? undefined : leastOf(jitters);
  return {
    ...(lossRatio === undefined ? {} : { lossRatio }),
    ...(rttMs === undefined ? {} : { rttMs }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
  };
}

function atMost(value: number | undefined, most: number): number | undefined {
  return value === undefined ? undefined : Math.min(value, most);
}

/**
 * What the server forwards has the holes and the jitter of its publisher's own way. The way from the server does the same
 * to all of them, so that it is as good as the publisher who comes best. With only one it is the server's word that counts.
 */
function flowsByPublisher(
  samples: readonly StatsSample[],
  direction: Direction,
): ReadonlyMap<string, readonly Flow[]> {
  const flows = new Map<string, Flow[]>();
  for (const { streams, intervalMs = 1_000 } of samples)
    for (const stream of streams.filter((one) => one.direction === direction).flatMap(layersOf)) {
      const known = flows.get(stream.participantId) ?? [];
      flows.set(stream.participantId, known);
      known.push({ stream, seconds: intervalMs / 1_000 });
    }
  return flows;
}

interface Loss {
  readonly lossRatio: number | undefined;
  readonly total: number;
}

function lossOf(flows: readonly Flow[], direction: Direction): Loss {
  let packets = 0;
  let lost = 0;
  let measured = false;
  for (const { stream, seconds } of flows) {
    // Of sent sound the server tells the loss of its worst subscriber: in-band FEC asks for that.
    if (direction === 'send' && kindOf(stream.source) === 'audio') continue;
    packets += (stream.packetsPerSecond ?? 0) * seconds;
    lost += (stream.packetsLostPerSecond ?? 0) * seconds;
    measured ||= stream.packetsLostPerSecond !== undefined;
  }
  const total = direction === 'receive' ? packets + lost : packets;
  return { total, lossRatio: measured && total > 0 ? Math.min(1, lost / total) : undefined };
}

function ratioFrom({ lossRatio, total }: Loss, minPackets: number): number | undefined {
  return total < minPackets ? undefined : lossRatio;
}

function layersOf(stream: StreamSample): readonly StreamSample[] {
  // Layers carry their own ids, and are of the same participant.
  return [
    stream,
    ...(stream.altLayouts ?? []).map((layer) => ({ ...layer, participantId: stream.participantId })),
  ];
}

/** Only of sound: frames of a picture leave in bursts, which looks like jitter. */
function worstJitter(flows: readonly Flow[]): number | undefined {
  const byStream = new Map<string, number[]>();
  for (const { stream } of flows) {
    const { id, source, jitterInMs } = stream;
    if (jitterInMs === undefined || kindOf(source) !== 'audio') continue;
    byStream.set(id, [...(byStream.get(id) ?? []), jitterInMs]);
  }
  const means = [...byStream.values()].map(mean).filter((value) => value !== undefined);
  return means.length === 0 ? undefined : Math.max(...means);
}

function leastOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Names of the bounds of each level in the table: the first bound is that of poor loss. */
const BOUNDS = {
  poor: { lossRatio: undefined, rttMs: 'poorRttMs', jitterMs: 'poorJitterMs' },
  bad: { lossRatio: 'badLossRatio', rttMs: 'badRttMs', jitterMs: 'badJitterMs' },
} as const;

function exceeds(
  measures: PathMeasures,
  info: DiagnosticInfo,
  { level, isRaised }: { readonly level: 'poor' | 'bad'; readonly isRaised: boolean },
): boolean {
  return (['lossRatio', 'rttMs', 'jitterMs'] as const).some((name) => {
    const value = measures[name];
    return (
      value !== undefined && isPast(value, boundOf(info, BOUNDS[level][name]), isRaised ? 'bad' : 'good')
    );
  });
}

/** Entering a level takes more than staying in it. */
function levelOf(measures: PathMeasures, info: DiagnosticInfo, current: IssueLevel): IssueLevel {
  if (exceeds(measures, info, { level: 'bad', isRaised: current === 'bad' })) return 'bad';
  return exceeds(measures, info, { level: 'poor', isRaised: current !== 'good' }) ? 'poor' : 'good';
}

/** The worse of what the receiver reports tell of pictures and of what the server says of all tracks. */
function withSentLoss(measures: PathMeasures, window: FactsWindow): PathMeasures {
  const sent = toldLoss(window)?.sent;
  return sent === undefined ? measures : { ...measures, lossRatio: Math.max(sent, measures.lossRatio ?? 0) };
}

function qualityDetector(
  code: 'networkSendQuality' | 'networkReceiveQuality',
  direction: Direction,
): Detector {
  return {
    code,
    judge(window, current) {
      const state = direction === 'send' ? window.facts.sendTransport : window.facts.receiveTransport;
      // A path that is not there is `networkReconnect`'s business.
      if (state !== 'connected') return 'unknown';
      const info = window.table[code];
      const measured = measurePath(window, direction, info);
      const measures = direction === 'send' ? withSentLoss(measured, window) : measured;
      if (Object.keys(measures).length === 0) return 'unknown';
      const level = levelOf(measures, info, current);
      const hold = direction === 'send' ? holdOf(window, measures, level) : {};
      return { level, evidence: { ...measures }, ...hold };
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

/** Of what the server says, ms: it has looked for five seconds itself. */
const TOLD_HOLD_MS = { worse: 1_000, better: 5_000 };

/** What the server's word decides waits less. */
function holdOf(window: FactsWindow, { lossRatio }: PathMeasures, level: IssueLevel): { holdMs?: number } {
  const sent = toldLoss(window)?.sent;
  if (sent === undefined) return {};
  if (level === 'good') return { holdMs: TOLD_HOLD_MS.better };
  return sent === lossRatio ? { holdMs: TOLD_HOLD_MS.worse } : {};
}

/** Detectors of connections. */
export const NETWORK_DETECTORS: readonly Detector[] = [
  noNetwork,
  networkReconnect,
  qualityDetector('networkSendQuality', 'send'),
  qualityDetector('networkReceiveQuality', 'receive'),
];
