import { boundDetector, boundOf, isPast, volumeOf, type Measured } from './bounds.ts';
import { dispersion, type LossSecond } from './dispersion.ts';
import { GOOD, type Detector, type FactsWindow } from './detector.ts';
import { toldLoss } from './told-loss.ts';
import { select, within } from './tracks.ts';

/** Detectors of the way to the server: how it is found, which one it is, and how it loses. */

const ALL_RECEIVED = {
  direction: 'receive',
  sources: ['microphone', 'camera', 'screen', 'screenAudio'],
} as const;

/**
 * Loss to this device in bunches. What only one of several publishers' packets meet happened before the server; of the only one's it is
 * the server that knows.
 */
const lossBurst = boundDetector('lossBurst', (window, info, current): Measured => {
  if (window.facts.receiveTransport !== 'connected' || window.samples.length === 0) return 'unknown';
  const publishers = [...byPublisher(window, info).values()].filter(
    (seconds) => seconds.reduce((sum, one) => sum + one.packets, 0) >= volumeOf(info),
  );
  if (publishers.length === 0) return 'unknown';
  const [least] = publishers
    .map((seconds) => dispersion(seconds))
    .toSorted((left, right) => left.index - right.index);
  if (least === undefined) return 'unknown';
  const own = publishers.length > 1 ? least.lossRatio : (toldLoss(window)?.received ?? 0);
  const counts = isPast(Math.min(own, least.lossRatio), boundOf(info, 'lossRatio'), current);
  return { value: least.index, counts, evidence: { burstiness: least.index, lossRatio: least.lossRatio } };
});

function byPublisher(
  window: FactsWindow,
  info: Parameters<typeof within>[2],
): ReadonlyMap<string, readonly LossSecond[]> {
  const all = new Map<string, Map<number, LossSecond>>();
  for (const track of select(window, ALL_RECEIVED)) {
    const { participantId } = track.track;
    const seconds = all.get(participantId) ?? new Map<number, LossSecond>();
    all.set(participantId, seconds);
    for (const { at, seconds: lasted, stream } of within(track, window, info)) {
      const lost = (stream.packetsLostPerSecond ?? 0) * lasted;
      const before = seconds.get(at) ?? { packets: 0, lost: 0 };
      seconds.set(at, {
        packets: before.packets + (stream.packetsPerSecond ?? 0) * lasted + lost,
        lost: before.lost + lost,
      });
    }
  }
  return new Map([...all].map(([id, seconds]) => [id, [...seconds.values()]]));
}

/** Media goes over TURN or TCP. */
const relayOrTcpInUse: Detector = {
  code: 'relayOrTcpInUse',
  judge({ samples }) {
    const paths = samples.at(-1)?.sample.transports.map(({ path }) => path) ?? [];
    const detour = paths.find((path) => path === 'relay' || path === 'tcp');
    if (detour !== undefined) return { level: 'bad', evidence: { path: detour } };
    return paths.includes('udp') ? GOOD : 'unknown';
  },
};

/** The browser changes its way to the server again and again. */
const unstablePath = boundDetector('unstablePath', ({ samples, now }, info) => {
  const past = samples.filter(({ at }) => now - at < (info.windowMs ?? 0));
  const counts = new Map<string, number[]>();
  for (const { id, pathChanges } of past.flatMap(({ sample }) => sample.transports))
    if (pathChanges !== undefined) counts.set(id, [...(counts.get(id) ?? []), pathChanges]);
  if (counts.size === 0) return 'unknown';
  const pathChanges = Math.max(...[...counts.values()].map((all) => (all.at(-1) ?? 0) - (all[0] ?? 0)));
  return { value: pathChanges, evidence: { pathChanges } };
});

/** A transport has something to carry and is still looking for its way. */
const slowConnect: Detector = {
  code: 'slowConnect',
  judge({ facts }) {
    const states = [facts.sendTransport, facts.receiveTransport].filter((state) => state !== undefined);
    // A lost connection has issues of its own.
    if (
      facts.signalling !== 'connected' ||
      states.some((state) => state === 'failed' || state === 'disconnected')
    )
      return 'unknown';
    return states.includes('connecting') ? { level: 'bad', evidence: { state: 'connecting' } } : GOOD;
  },
};

/** No way to the server, and no answer from the relays that could help. */
const networkRelaysNotReachable: Detector = {
  code: 'networkRelaysNotReachable',
  judge({ facts }) {
    const states = [facts.sendTransport, facts.receiveTransport].filter((state) => state !== undefined);
    if (states.includes('connected')) return GOOD;
    if (facts.unreachableRelays === 0) return GOOD;
    const isStuck = states.some((state) => state !== 'new' && state !== 'closed');
    return isStuck ? { level: 'bad', evidence: { relays: facts.unreachableRelays } } : 'unknown';
  },
};

/** Detectors of paths. */
export const PATH_DETECTORS: readonly Detector[] = [
  lossBurst,
  relayOrTcpInUse,
  unstablePath,
  slowConnect,
  networkRelaysNotReachable,
];
