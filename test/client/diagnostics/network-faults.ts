import { estimating, facts, limitedBy, lossy, type Fault } from './fault.ts';
import { speech, voice, well, wellBut } from './scenes.ts';

/** Of connections, and of what device and uplink can carry. */
export const NETWORK_FAULTS = {
  noNetwork: facts(
    { online: false, signalling: 'disconnected', sendTransport: 'failed', receiveTransport: 'failed' },
    { online: true, signalling: 'connected', sendTransport: 'connected', receiveTransport: 'connected' },
    { 'an offline word while packets flow': { online: false } },
  ),
  networkReconnect: facts(
    { signalling: 'disconnected' },
    { signalling: 'connected' },
    {
      'a transport that carries nothing': { sendTransport: undefined },
    },
  ),
  networkSendQuality: {
    faulty: { second: (t) => well(t, { transports: [{ id: 's', direction: 'send', rttInMs: 700 }] }) },
    lookAlikes: { 'loss on the way here': lossy((_, rate) => rate * 0.12) },
  },
  networkReceiveQuality: {
    faulty: lossy((_, rate) => rate * 0.12),
    lookAlikes: {
      'one publisher whose own way is bad': lossy((_, rate) => rate * 0.2, ['ann']),
      'one publisher with jitter': { second: (t) => wellBut(t, { 'ann-voice': { jitterInMs: 120 } }) },
      'a burst now and then': lossy((t, rate) => (t % 20 === 0 ? rate * 0.12 : 0)),
    },
  },
  networkRelaysNotReachable: facts(
    { sendTransport: 'connecting', receiveTransport: 'connecting', unreachableRelays: 1 },
    { sendTransport: 'connected', receiveTransport: 'connected', unreachableRelays: 0 },
    { 'a relay that nobody needs': { unreachableRelays: 2 } },
  ),
  slowConnect: facts(
    { sendTransport: 'connecting' },
    { sendTransport: 'connected' },
    {
      'a transport that carries nothing': { sendTransport: undefined },
      'a connection that broke': { sendTransport: 'connecting', receiveTransport: 'disconnected' },
    },
  ),
  unstablePath: {
    faulty: {
      second: (t) =>
        well(t, { transports: [{ id: 's', direction: 'send', pathChanges: Math.floor(t / 3) }] }),
    },
    healed: {
      second: (t) => well(t, { transports: [{ id: 's', direction: 'send', pathChanges: 1_000 }] }),
    },
    lookAlikes: {
      'a change now and then': {
        second: (t) =>
          well(t, {
            transports: [{ id: 's', direction: 'send', pathChanges: Math.max(0, Math.floor((t - 30) / 12)) }],
          }),
      },
    },
  },
  relayOrTcpInUse: {
    faulty: { second: (t) => well(t, { transports: [{ path: 'tcp' }] }) },
    lookAlikes: {
      'a path that nobody knows': { second: (t) => well(t, { transports: [{ path: 'unknown' }] }) },
    },
  },
  lossBurst: {
    faulty: lossy((t, rate) => (t % 3 === 0 ? rate * 0.4 : 0)),
    lookAlikes: {
      'loss that is spread': lossy((t, rate) => rate * (0.09 + 0.02 * speech(t, 3))),
      'one blackout': lossy((t, rate) => (t >= 40 && t < 43 ? rate : 0)),
      'one publisher whose own way is bad': lossy((t, rate) => (t % 3 === 0 ? rate * 0.4 : 0), ['ann']),
      'silence under DTX': {
        second: (t) => ({
          ...well(t),
          streams: [voice(t, 'ann', { packetsPerSecond: t % 2 === 0 ? 3 : 1, packetsLostPerSecond: t % 2 })],
        }),
      },
    },
  },
  congestion: {
    // It saws at what the way carries, as estimates do.
    faulty: estimating((t) => 250_000 + 9_000 * (t % 9)),
    lookAlikes: {
      'a busy processor': limitedBy('qualityLimitationCpuInMs', 1),
      'a moment of it': limitedBy('qualityLimitationBandwidthInMs', 0.2),
      'an estimate that still climbs': estimating((t) => Math.min(2.5e6, 3e5 * 1.07 ** (t - 30)), 27),
      'an estimate that recovers from a hiccup': estimating(
        (t) => (t < 30 ? 4.4e6 : 1.36e6 * 1.027 ** (t - 30)),
        12,
      ),
    },
  },
  cpuLimited: {
    faulty: limitedBy('qualityLimitationCpuInMs', 0.8),
    lookAlikes: {
      'too little bandwidth': limitedBy('qualityLimitationBandwidthInMs', 1),
      'a hiccup': { second: (t) => well(t, { lateMs: t % 10 === 0 ? 400 : 0 }) },
      'a hidden page, held back': { feed: { visible: false }, second: (t) => well(t, { lateMs: 900 }) },
    },
  },
  decoderOverloaded: {
    faulty: {
      second: (t) =>
        wellBut(t, { 'ann-camera': { frameRateDecoded: 10 }, 'ben-camera': { frameRateDecoded: 10 } }),
    },
    lookAlikes: {
      'pictures that are lost on the way': {
        second: (t) =>
          wellBut(t, {
            'ann-camera': { frameRateDecoded: 10, packetsLostPerSecond: 12 },
            'ben-camera': { frameRateDecoded: 10, packetsLostPerSecond: 12 },
          }),
      },
      'pictures that are lost on the way and sent again': {
        second: (t) =>
          wellBut(t, {
            'ann-camera': { frameRateDecoded: 10, nackCount: 12 * t },
            'ben-camera': { frameRateDecoded: 10, nackCount: 12 * t },
          }),
      },
      'a hidden page': {
        feed: { visible: false },
        second: (t) => wellBut(t, { 'ann-camera': { frameRateDecoded: 1 } }),
      },
      'shares that come in bursts': {
        second: (t) =>
          wellBut(t, {
            'ann-camera': { source: 'screen', frameRateDecoded: 2 },
            'ben-camera': { source: 'screen', frameRateDecoded: 2 },
          }),
      },
    },
  },
  encoderStarved: {
    faulty: { second: (t) => wellBut(t, { 'own-camera': { frameRateEncoded: 10, encodeTimeInMs: 95 } }) },
    lookAlikes: {
      'an app that wants fewer frames': {
        second: (t) => wellBut(t, { 'own-camera': { frameRateEncoded: 10 } }),
      },
      'too little bandwidth': {
        second: (t) =>
          wellBut(t, {
            'own-camera': {
              frameRateEncoded: 10,
              encodeTimeInMs: 95,
              qualityLimitationBandwidthInMs: t * 1_000,
            },
          }),
      },
      'a camera in the dark': {
        second: (t) => wellBut(t, { 'own-camera': { frameRateInput: 5, frameRateEncoded: 5 } }),
      },
    },
  },
  tabHidden: facts({ visible: false }, { visible: true }, { 'nothing of it': {} }),
} satisfies Readonly<Record<string, Fault>>;
