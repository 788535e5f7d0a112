/**
 * The one table of quality thresholds, used by the client's diagnostics and by the server's scores. Raise `version` with
 * every change of a number: records say by which version they were judged. Ratios are 0..1, times ms.
 */
export const QUALITY_THRESHOLDS = {
  version: 1,

  /** When an interval of a track can be judged at all. */
  scoring: {
    /** Media must have been expected for this share of the interval: what was mostly muted says nothing. */
    minExpectedShare: 0.5,
    /** ... and for at least this long: two of the slowest packets (Opus DTX sends one in 400 ms) would have come. */
    minExpectedMs: 3_000,
    /** A loss ratio over fewer packets is noise (silence under DTX is 25 packets in 10 s). */
    minPacketsForLoss: 50,
  },

  /**
   * Bands of a track in an interval: at or above `fair` it is fair, at or above `poor` it is poor.
   * Harm is judged first; loss only where the harm it does cannot be measured.
   */
  bands: {
    /** Audible concealment / expected time. 3 % is where call-quality tools begin to warn, 7 % Teams' "poor". */
    concealment: { fair: 0.03, poor: 0.07 },
    /** Frozen / expected time of a camera. 10 % is Azure's 6 s a minute; 2 % is twice the service goal of 1 %. */
    freeze: { fair: 0.02, poor: 0.1 },
    /** The same for a share, where nothing moves most of the time: Azure's 25 s a minute. */
    screenFreeze: { fair: 0.15, poor: 0.41 },
    /** Round trip of one leg. Daily warns from 300 ms, Teams and Azure call 500 ms poor. */
    rttMs: { fair: 300, poor: 500 },
    /** This leg's share of mouth to ear (ITU-T G.114: 150 ms unnoticed, 400 ms the limit for planning). */
    oneWayMs: { fair: 250, poor: 400 },
    /** Sent audio. Opus repairs some: 4 % and 10 % sit where LiveKit's scale with FEC and Teams' limit do. */
    audioLoss: { fair: 0.04, poor: 0.1 },
    /** Video whose freezes are not known: retransmission repairs most; Teams' "poor" is 15 % after repair. */
    videoLoss: { fair: 0.05, poor: 0.15 },
    /** Frames per second of a camera, below: 7 is Teams' and Azure's "poor". A share has no least rate. */
    cameraFps: { fair: 12, poor: 7 },
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
