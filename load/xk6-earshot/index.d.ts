/**
 * The k6 module `k6/x/earshot`: real participants of Earshot calls, with signalling, ICE, DTLS, SRTP and RTCP.
 *
 * Calls block in k6's manner and throw an `EarshotFailure`. A VU may hold several participants; what a participant does
 * between calls (events, media, reports, resuming) goes on by itself. When a VU ends, its participants end with it.
 *
 * Metrics, all with k6's own tags besides those named here:
 *
 * | name | type | meaning |
 * |---|---|---|
 * | `earshot_join_duration` | trend, ms | from `join` until the server's answer |
 * | `earshot_first_packet` | trend, ms | from `join` until the first sound; until the snapshot where nobody is unmuted |
 * | `earshot_speaker_audio` | trend, ms | from a speaker's first loud packet until a receiver has it; `was`: `inside` when the track came to this receiver before, `outside` when not |
 * | `earshot_speaker_detect` | trend, ms | from that packet until `event`: `consumersAdded` (track was outside) or `dominantSpeakers` (speaker is first) |
 * | `earshot_speaker_consumer` | trend, ms | from `consumersAdded` until the answer to `resumeConsumers` |
 * | `earshot_speaker_renegotiate` | trend, ms | from that answer until the first packet |
 * | `earshot_speaker_unheard` | counter | receivers that had nothing of a spurt 5 s after it began |
 * | `earshot_speaker_seen` | rate | receivers whose automatic view has places that had a key frame of the dominant speaker's camera 3 s after the change |
 * | `earshot_speaker_video` | trend, ms | from the change of the dominant speaker until the first key frame of a camera that did not come before |
 * | `earshot_latency` | trend, ms | through the server, of sampled packets with a time stamp; `kind` |
 * | `earshot_packets_sent`, `_received`, `_expected`, `_lost` | counters | RTP packets without retransmissions; expected and lost by their numbers; `kind` |
 * | `earshot_delivered` | rate | received of promised packets, one sample for 50 promised ones; `kind`. Promised is what the publishers of this process really sent on tracks that were started |
 * | `earshot_jitter` | trend, ms | RFC 3550; `kind` |
 * | `earshot_freeze_seconds` | counter | pictures standing still longer than max(3 x mean interval, mean + 150 ms) |
 * | `earshot_srtp_errors` | counter | packets that could not be authenticated, of those that are decrypted |
 * | `earshot_protocol_errors` | counter | unknown events, shapes that are not the table's, refusals of anything but `join` |
 * | `earshot_silent_tracks` | counter | tracks that were started, whose publisher sends, and of which nothing came for 5 s; `kind` |
 * | `earshot_signalling_bytes` | counter | received; `phase`: `steady` when nobody came or went for 3 s, else `joining` |
 * | `earshot_signalling_rate` | trend, byte/s | the same of one participant over 10 s; `phase` |
 * | `earshot_signalling_mean` | trend, byte/s | one sample for each participant, when it leaves: all it received in the steady phase over that phase's length, if 10 s at least |
 * | `earshot_resumes` | counter | sessions continued on a new connection; `mode`: `replay` or `snapshot` |
 * | `earshot_participants` | gauge | participants of this process that are in a call |
 * | `earshot_pacer_lateness` | trend, ms | worst lateness of the sending loop in each second: a client that is starved must not blame the server |
 * | `earshot_samples_dropped` | counter | samples that k6 could not take; anything above 0 makes the rest doubtful |
 */
declare module 'k6/x/earshot' {
  /** What is thrown. `code` is one of the server's, or `timeout`, `protocol`, `network`. */
  export interface EarshotFailure extends Error {
    readonly code: string;
  }

  /** What somebody looks at (the protocol's `View`). */
  export interface View {
    tiles?: readonly { participantId: string; source: 'camera' | 'screen'; height: number }[];
    pins?: readonly string[];
    /** The server fills so many places with whoever matters, at this height in pixels. */
    auto?: { places: number; height: number };
  }

  /** Names of media in the manifest. */
  export interface Publish {
    microphone?: string;
    camera?: string;
  }

  export interface JoinOptions {
    /** The server's origin, e.g. `http://127.0.0.1:8080`. */
    url: string;
    token: string;
    room: string;
    /** Shown where the token has no name. */
    name?: string;
    /** Default `desktop`. */
    formFactor?: 'desktop' | 'mobile';
    /** Absolute path of the folder with the generated media. Needed to publish. */
    media?: string;
    /** Default true. False: sends only. */
    receive?: boolean;
    view?: View;
    /** Published before `join` returns. The microphone plays its recording, pauses and all, until `speak` is called. */
    publish?: Publish;
    /** Publish the microphone paused. */
    muted?: boolean;
    /** Time stamps in payloads, for `earshot_latency`. Default true; false where a browser receives. */
    stamp?: boolean;
    /** Shares of packets that get lost on this participant's own line, 0..1, each way. Default none. */
    loss?: { send?: number; receive?: number };
    /** Of the whole join. Default 15,000. */
    timeoutMs?: number;
  }

  /** Caps in force (the protocol's `LimitsInfo`). */
  export interface Limits {
    readonly videos: number;
    readonly audios: number;
    readonly participants: number;
    readonly reason: string;
    readonly shedLevel: number;
    readonly optimalVideoCount: number;
    readonly optimalVideoCountReason: string;
    readonly [more: string]: string | number | boolean | null;
  }

  export interface TrackStats {
    readonly direction: 'send' | 'receive';
    readonly participantId: string;
    readonly trackId: string;
    readonly source: string;
    readonly packets: number;
    readonly expected: number;
    readonly lost: number;
    /** Of the received ones, by retransmission. */
    readonly repaired: number;
    readonly bytes: number;
    readonly frames: number;
    readonly frozenMs: number;
    readonly jitterMs: number;
    /** Packets asked for again, by us (receive) or of us (send). */
    readonly nacks: number;
    /** Key frames asked for, likewise. */
    readonly plis: number;
    readonly height?: number;
  }

  /** Of the tracks that there are now. */
  export interface Stats {
    readonly packetsSent: number;
    readonly packetsReceived: number;
    readonly packetsExpected: number;
    readonly packetsLost: number;
    readonly tracks: readonly TrackStats[];
  }

  export interface Participant {
    readonly id: string;
    readonly callId: string;
    /** Why the leg is over; `null` while it goes on. */
    readonly ended: string | null;
    /** Stays for so long. Returns early when the leg has ended. */
    hold(seconds: number): void;
    setView(view: View): void;
    mute(): void;
    /** Resumes the microphone, which plays its recording with its own pauses. */
    unmute(): void;
    /**
     * Talks without a pause for so long, unmuting first if needed; then the microphone stays open and sends DTX silence.
     * Returns when the talking begins: `hold` for as long as it shall last.
     */
    speak(seconds: number): void;
    /** Switches the camera on (publishing it the first time) or off. */
    camera(on: boolean): void;
    /** Begins or ends a share: the camera's largest encoding as one stream. Needs `publish.camera`. */
    share(on: boolean): void;
    /** Closes the WebSocket under the session, which resumes by itself. */
    cutSocket(): void;
    /** Goes away without a word and joins again in the same place, as a reloaded page. Returns the new participant. */
    reload(changes?: Partial<JoinOptions>): Participant;
    raiseHand(raised: boolean): void;
    chat(text: string): void;
    /** Reports quality now; it does so by itself as often as the server asks. */
    report(): void;
    /** How many participants it knows, itself included. */
    roster(): number;
    /** Ids of the others, sorted. */
    others(): string[];
    /** As the server said last; `null` before. */
    limits(): Limits | null;
    /** Videos that come now. `height` is that of the last key frame. */
    videos(): { participantId: string; source: 'camera' | 'screen'; height?: number }[];
    stats(): Stats;
    /** Leaves and returns the reason that stands: `hangup`, or why the leg was over before. */
    leave(): string;
  }

  const earshot: {
    /** One call = one participant. Blocks until it has joined, is connected and has published. */
    join(options: JoinOptions): Participant;
    /** Monotonic ms, the clock of all time stamps. */
    now(): number;
  };
  export default earshot;
}
