import { through } from './curves.ts';

/**
 * The one table of quality thresholds, used by the client's diagnostics and by the server's scores. Raise `version` with
 * every change of a number: records say by which version they were judged. Ratios are 0..1, times ms.
 */
export const QUALITY_THRESHOLDS = {
  version: 4,

  /** When an interval of a track can be judged at all. */
  scoring: {
    /** Media must have been expected for this share of the interval: what was mostly muted says nothing. */
    minExpectedShare: 0.5,
    /** ... and for at least this long: two of the slowest packets (Opus DTX sends one in 400 ms) would have come. */
    minExpectedMs: 3_000,
    /** A loss ratio over fewer packets is noise (silence under DTX is 25 packets in 10 s). */
    minPacketsForLoss: 50,
    /** Held back by bandwidth for less of the time than this, a sender's bitrate is what its picture takes. */
    minLimitedShare: 0.5,
    /** A voice with so many packets a second spoke: twice as many as Opus sends in silence, 50 in speech. */
    speechPacketRate: 5,
    /**
     * Frames per second that a camera is believed to send when its publisher does not say: its curve is fair below 14 and poor below 7,
     * which is Teams' and Azure's "poor".
     */
    usualFrameRate: 20,
  },

  /** Scores from here on are good or fair; what is lower is poor. */
  bands: { good: 80, fair: 40 },

  /** What each factor is worth. Harm is judged first; loss only where the harm it does cannot be measured. */
  curves: {
    /** Audible concealment / expected time. 3 % is where call-quality tools begin to warn, 7 % Teams' "poor". */
    concealment: through([0, 0.03, 0.07, 0.2]),
    /** Frozen / expected time of a camera. 1 % is the service goal, 10 % is Azure's 6 s a minute. */
    freeze: through([0, 0.01, 0.1, 0.5]),
    /** The same for a share, where nothing moves most of the time and browsers call that frozen: Azure's 25 s a minute. */
    shareFreeze: through([0, 0.15, 0.41, 1]),
    /** Layers that the picture is lower than its tile asks for: each is worth 35 points (LiveKit). */
    layerDistance: [
      [0, 100],
      [1, 65],
      [2, 30],
      [20 / 7, 0],
    ],
    /** ln(bitrate that the picture is worth / its bitrate): each is worth 20 points (LiveKit). */
    missingBitrate: through([0, 1, 3, 5]),
    /** Frames there were / frames there should have been, of a camera. */
    frameRate: through([1, 0.7, 0.35, 0]),
    /** ITU-T G.114: 150 ms go unnoticed; Teams and Azure call 500 ms poor. */
    mouthToEarMs: through([150, 300, 500, 1_000]),
    /**
     * Loss of a voice whose concealment is measured: in-band FEC mends most of it, by a copy of far fewer bits that is heard.
     * By the E-model with FEC (Bpl 20): 6 % is a MOS of 3.5, 20 % one of 2.2.
     */
    mendedLoss: through([0, 0.06, 0.2, 0.5]),
    /** Time without a packet / expected time. */
    dryness: through([0, 0.02, 0.1, 0.5]),
  },

  /**
   * A delay in a buffer is blamed on whoever disturbed it last, for so long, ms: browsers let it empty by a few per cent of the
   * time, half a second takes half a minute.
   */
  disturbedMs: 60_000,

  /** How far a shown score goes towards a lower or a higher one in an interval, 0..1 (LiveKit). */
  smoothing: { down: 0.8, up: 0.4 },

  /**
   * Points off for each percent lost (LiveKit): Opus 8, by 1.5 less with in-band FEC, for which the server asks; video 10,
   * most of which is sent again.
   */
  lossWeights: { audio: 8 / 1.5, video: 10 },
  /** Packets per second at which loss counts in full, where the rate follows what there is to send. Opus: a packet in 20 ms. */
  fullPacketRates: { microphone: 50, screenAudio: 50, screen: 100, camera: undefined },

  /**
   * From here on a leg or a device counts as impaired, whether that does harm or not; who is further beyond its own is
   * accused first.
   */
  impaired: {
    /** 1 % of the packets: error correction and repair hide less. */
    loss: 0.01,
    /** Round trip of one leg, ms: with the other leg and the buffers it spends what G.114 allows. */
    rttMs: 150,
    /** Jitter at the server, whose clock is steady: a quiet path has 1 to 5 ms. */
    uplinkJitterMs: 15,
    /** Jitter that the receiver's page sees beyond that, in the worst second: 2 to 8 ms on quiet paths, 15 where 80 ms are added at random. */
    downlinkJitterMs: 12,
    /** Nothing came for so long, ms: two packets of silence under DTX. */
    silentMs: 800,
    /** A track did not come for so long though the server sent it: two of the page's samples, one in a second. */
    downlinkDryMs: 1_500,
    /** Nothing came from a receiver: one whose pictures stand still says something in 5 s. */
    receiverSilentMs: 7_500,
    /** A worker answered nothing, or the server did not send, for so long. */
    stalledMs: 500,
    /** The publisher's encoder says for this share of the time that it is held back. */
    limitedShare: 0.5,
    /** Of the frames that should have been sent: below it the camera or the encoder is too slow. */
    sentShare: 0.7,
    /** Of the frames that came, not shown. */
    droppedShare: 0.05,
    /** Of the time, spent with decoding one track: a device that keeps up takes less than a tenth. */
    decodeShare: 0.25,
    /** Of the time, in which the receiver's page said that its device is too busy. */
    busyShare: 0.2,
  },

  /** Time from the microphone to the first packet that the formulas cannot see: one 20 ms frame. */
  packetizationMs: 20,

  /**
   * The network as the person's diagnostics judge it, by what its packets met over `windowMs`. `enter` raises, `leave`
   * lowers; between them nothing changes. Poor from Unify Circuit (jitter 50 ms, RTT 300 ms, loss 5 %, three breaches
   * in a row), bad from Daily (loss 10 %, RTT 600 ms) and half of what webrtc-issue-detector calls broken jitter.
   */
  network: {
    windowMs: 5_000,
    minPackets: 50,
    /** From here on the server tells a participant what its ways lose: well below what is poor, so that the end of it is told, too. */
    toldLossRatio: 0.01,
    /** What it told counts for so long, ms: three of its readings. */
    toldForMs: 15_000,
    poor: {
      enter: { lossRatio: 0.05, rttMs: 300, jitterMs: 50 },
      leave: { lossRatio: 0.03, rttMs: 250, jitterMs: 30 },
    },
    bad: {
      enter: { lossRatio: 0.1, rttMs: 600, jitterMs: 100 },
      leave: { lossRatio: 0.08, rttMs: 500, jitterMs: 80 },
    },
    enterMs: 3_000,
    leaveMs: 8_000,
  },

  /** Diagnostics of devices and connections. */
  devices: {
    /** A camera without frames for this long is frozen (Azure). */
    cameraFreezeMs: 5_000,
    /** A prompt or a device that has not answered for this long has timed out. */
    startTimeoutMs: 10_000,
    /** The browser's `mute` must last this long: devices blink when they are switched. */
    unexpectedMuteMs: 1_500,
    /** A track that ended is given this time to be opened again. */
    trackEndedMs: 2_000,
    /** An open microphone of which no packet leaves (DTX still sends two a second). */
    microphoneDryMs: 10_000,
    /** A list that is empty while devices are plugged over is no news. */
    noDevicesMs: 1_500,
    /** Speech against room noise, RMS 0..1: about -30 dBFS to begin, -36 dBFS to end. */
    speechLevel: { enter: 0.03, leave: 0.015 },
    /** Loud seconds out of `speechWindow` that make it speech: a door slams for one. */
    speechSeconds: 3,
    speechWindow: 5,
    /** Silence after which the hint goes away. */
    speechLeaveMs: 3_000,
  },

  /** Connection diagnostics. */
  connection: {
    /** `disconnected` of ICE often mends itself sooner. */
    disconnectedMs: 2_000,
    /** Neither signalling nor media for this long: there is no network. */
    noNetworkMs: 8_000,
    /** It must hold this long before it counts as mended. */
    mendedMs: 1_000,
  },
} as const;
