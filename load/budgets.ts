/**
 * The budgets that a load run must keep. Imports nothing: scenarios (which k6 runs) and the runner (which Node runs) both
 * read it. Times in ms unless the name says otherwise.
 */
export const BUDGETS = {
  /** From `join` until the first audio packet, or until the snapshot when nobody is unmuted; p95. */
  firstPacketMs: 2_000,
  /** From a change of the dominant speaker until the first key frame at each receiver; p95. */
  speakerVideoMs: 1_000,
  /** From the first loud packet of somebody outside the audible set until a receiver has it; p95. */
  outsideSpeakerMs: 700,
  /** Through the server, sampled; p95. "Nothing lost" is no pass: under contention packets come whole, and seconds late. */
  latencyMs: 150,
  /** Of the packets that publishers sent on forwarded tracks, those that arrived. */
  delivered: 0.99,
  /** Of all beginnings to talk, by receiver, those that were not heard within 5 s. */
  unheardShare: 0.01,
  /** Of all who look at speakers, by change of the dominant one, those who have a key frame of their camera 3 s later. */
  speakerSeen: 0.99,
  /** How late the load's own sending may be, p95 of the worst of each second; beyond it a run says nothing. */
  pacerLatenessMs: 100,
  /** Signalling to one participant while nobody comes or goes, bytes/s; mean of all stretches of 10 s, and of each one's whole time. */
  signallingBytesPerSecond: 2_000,
  /** Delay of Node's event loop, s; p99 of the worst 10 s. */
  eventLoopSeconds: 0.05,
  /** Share of a core that other processes may take; beyond it a run says nothing. */
  othersShare: 0.2,
  /** Reports of one client, bytes/s. */
  reportBytesPerSecond: 300,
  /** Node's share of a core for the reports of 350 clients, nothing else counted. */
  reportingNodeShare: 0.05,
  /** CPU of the workers for one packet, last quarter of a soak against its second: paused consumers would show here. */
  cpuPerPacketGrowth: 1.3,
  /** What a real browser must decode of the frames that cameras send. */
  probeFrameShare: 0.8,
  /** Of the time it watched videos, the share it may have seen them stand still. */
  probeFrozenShare: 0.05,
  /** Of the samples it played, the share that may be made up (silence not counted). */
  probeConcealedShare: 0.05,
} as const;
