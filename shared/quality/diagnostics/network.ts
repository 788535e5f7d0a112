import type { IssueCode } from '../../issues.ts';
import { QUALITY_THRESHOLDS } from '../thresholds.ts';
import { AZURE, CHROMIUM_ONLY, EVERYWHERE, FACT, ONCE_A_MINUTE } from './rows.ts';
import type { DiagnosticInfo } from './types.ts';

const { network, connection } = QUALITY_THRESHOLDS;

/** What both directions are judged by. The first bound is of loss, poor. */
const PATH_QUALITY = {
  severity: 'high',
  audience: 'everyone',
  unit: 'ratio',
  enter: network.poor.enter.lossRatio,
  leave: network.poor.leave.lossRatio,
  also: {
    poorRttMs: { unit: 'ms', enter: network.poor.enter.rttMs, leave: network.poor.leave.rttMs },
    poorJitterMs: { unit: 'ms', enter: network.poor.enter.jitterMs, leave: network.poor.leave.jitterMs },
    badLossRatio: { unit: 'ratio', enter: network.bad.enter.lossRatio, leave: network.bad.leave.lossRatio },
    badRttMs: { unit: 'ms', enter: network.bad.enter.rttMs, leave: network.bad.leave.rttMs },
    badJitterMs: { unit: 'ms', enter: network.bad.enter.jitterMs, leave: network.bad.leave.jitterMs },
  },
  windowMs: network.windowMs,
  enterMs: network.enterMs,
  leaveMs: network.leaveMs,
  ...ONCE_A_MINUTE,
  minVolume: { amount: network.minPackets, of: 'packets' },
  engines: EVERYWHERE,
  proof: 'synthetic',
  source:
    'poor: Unify Circuit (5 %, 300 ms, 50 ms, three breaches in a row); bad: Daily (10 %, 600 ms) and half of webrtc-issue-detector’s broken jitter',
} as const;

/** Diagnostics of connections and paths. */
export const NETWORK_DIAGNOSTICS = {
  noNetwork: {
    ...FACT,
    severity: 'high',
    audience: 'self',
    enterMs: connection.noNetworkMs,
    leaveMs: connection.mendedMs,
    guards: ['firstReport'],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint:
      'The device reached nothing. One leg: their network. Many at once: look at the server, its ports and its load balancer.',
    source: AZURE,
  },
  networkReconnect: {
    ...FACT,
    severity: 'high',
    audience: 'everyone',
    enterMs: connection.disconnectedMs,
    leaveMs: connection.mendedMs,
    guards: ['firstReport'],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint:
      'Signalling or ICE broke and is being renewed. Many legs at once: a worker, a proxy or a deployment; compare `earshot_media_workers_died_total`.',
    source: `${AZURE}; ICE often mends \`disconnected\` in less than 2 s`,
  },
  networkSendQuality: {
    ...PATH_QUALITY,
    proof: 'fixture',
    guards: ['disconnected', 'firstReport'],
    operatorHint:
      'The way from this device to the server loses packets or is slow. Everybody hears it. Compare the uplink loss of the leg with others of the same network.',
  },
  networkReceiveQuality: {
    ...PATH_QUALITY,
    proof: 'live',
    guards: ['disconnected', 'firstReport', 'onePublisher'],
    operatorHint:
      'The way from the server to this device loses packets or is slow. Only this person hears it. Many legs of one worker: look at the host’s network and `RcvbufErrors`.',
  },
  networkRelaysNotReachable: {
    ...FACT,
    severity: 'high',
    audience: 'self',
    enterMs: 5_000,
    leaveMs: 1_000,
    guards: ['firstReport'],
    engines: { chromium: 'measured', firefox: 'unavailable', webkit: 'approximated' },
    proof: 'synthetic',
    operatorHint:
      'No way to the server and the TURN servers did not answer. Check that TURN is up and that its ports (3478, 443) pass the firewall.',
    source: `${AZURE}; engines without \`icecandidateerror\` cannot tell`,
  },
  slowConnect: {
    ...FACT,
    severity: 'medium',
    audience: 'self',
    enterMs: 5_000,
    leaveMs: 0,
    guards: ['disconnected'],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint:
      'ICE or DTLS takes more than 5 s. Mostly UDP that a firewall drops before TCP or TURN is tried; also a busy server.',
    source: 'ObserveRTC long-pc-connection: connecting for more than 5 s',
  },
  unstablePath: {
    severity: 'medium',
    audience: 'self',
    unit: 'count',
    enter: 3,
    leave: 0,
    windowMs: 15_000,
    enterMs: 0,
    leaveMs: 2_000,
    ...ONCE_A_MINUTE,
    guards: ['firstReport'],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint:
      'The path changed again and again: Wi-Fi and mobile data in turns, a VPN that comes and goes, a NAT that forgets.',
    source:
      'ObserveRTC unstable-ice-path: 3 switches in 30 s; half the window, so that it clears within 20 s',
  },
  relayOrTcpInUse: {
    ...FACT,
    severity: 'low',
    audience: 'self',
    enterMs: 5_000,
    leaveMs: 3_000,
    ...ONCE_A_MINUTE,
    guards: ['disconnected'],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint:
      'Media goes over TURN or TCP: it works, but loss becomes delay. A large share of legs: UDP to the media port is blocked somewhere.',
    source: 'ours: telemetry guides name it as the explanation that operators lack most',
  },
  lossBurst: {
    severity: 'medium',
    audience: 'self',
    unit: 'index',
    enter: 3,
    leave: 1.5,
    also: { lossRatio: { unit: 'ratio', enter: 0.02, leave: 0.01 } },
    windowMs: 10_000,
    enterMs: 1_000,
    leaveMs: 4_000,
    ...ONCE_A_MINUTE,
    minVolume: { amount: 200, of: 'packets' },
    guards: ['disconnected', 'firstReport', 'onePublisher', 'dtx'],
    engines: EVERYWHERE,
    proof: 'synthetic',
    operatorHint:
      'Packets to this device are lost in bunches, which repair cannot mend: Wi-Fi with interference, a queue that overflows. Even loss has another cause.',
    source:
      'ours: index of dispersion of the losses per second (1 = evenly spread, 2 b - 1 for bursts of b packets), without the two largest steps',
  },
  congestion: {
    severity: 'medium',
    audience: 'self',
    unit: 'ratio',
    enter: 0.8,
    leave: 0.3,
    also: {
      settleMs: { unit: 'ms', enter: 15_000, leave: 15_000 },
      estimateGrowth: { unit: 'ratio', enter: 0.05, leave: 0.05 },
    },
    windowMs: 8_000,
    enterMs: 2_000,
    leaveMs: 5_000,
    ...ONCE_A_MINUTE,
    guards: ['firstReport', 'climbing', 'muted', 'unwatched', 'screenShare', 'disconnected'],
    engines: CHROMIUM_ONLY,
    proof: 'synthetic',
    operatorHint:
      'The way to the server carries less than the camera needs. If many legs have it at once, look at the server’s own uplink.',
    source:
      'ObserveRTC congestion, high sensitivity: the encoder is limited by bandwidth; for most of 8 s, because the reason flickers; not in the first 15 s of a camera, nor while the estimate only climbs, as after every beginning and every hiccup',
  },
} as const satisfies Partial<Record<IssueCode, DiagnosticInfo>>;
