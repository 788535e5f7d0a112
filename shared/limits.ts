/**
 * Every size, count, rate and time limit of the protocol, each with its reason. Imports nothing, so that load
 * scripts can use it. Times in ms unless the name says otherwise, sizes in bytes unless it says characters.
 */
export const LIMITS = {
  /** One inbound signalling frame: a whole publish with three simulcast layers is < 10 KiB, so 64 KiB is generous. */
  maxFrameBytes: 64 * 1024,
  /** One chunk of a snapshot: as large as a frame may be in the other direction. */
  snapshotChunkBytes: 64 * 1024,
  /** HTTP request body, the beacon included: browsers cap `sendBeacon` at 64 KiB. */
  maxBodyBytes: 64 * 1024,
  /** A chat message, in UTF-16 code units: a long paragraph, still small beside a frame. */
  maxChatCharacters: 2_000,
  /** Chat messages kept per call for those who join later: enough to follow, bounded memory (< 1 MB). */
  chatHistory: 100,
  /** A display name, in UTF-16 code units. */
  maxNameCharacters: 128,
  /** A room name, in characters of `[A-Za-z0-9_.~-]`: fits a URL path without escapes. */
  maxRoomCharacters: 128,
  /** A participant's identity (`sub` of the token), in characters. */
  maxIdentityCharacters: 128,
  /** A token, in characters: a header may hold 16 KiB in all (Node's limit). */
  maxTokenCharacters: 8_192,
  /**
   * Tracks one participant may have. A source is published once at a time, so today's four sources make four tracks: this
   * is the bound that memory, rosters and parsers rely on, with room for sources to come.
   */
  maxPublishedTracks: 16,
  /** Requests one session may have unanswered: a client that has more is broken or hostile. */
  maxPendingRequests: 20,
  /** Answers kept per session so that a request sent again after a reconnect is not done twice. */
  answersKept: 64,
  /** Payload of one `data.send`, decoded. */
  maxDataBytes: 16 * 1024,
  /** Recipients one `data.send` may name; none named means everybody. */
  maxDataRecipients: 64,
  /** Characters of a data message's topic. */
  maxTopicCharacters: 64,
  /** Tags that one leg may carry: enough for tenant, meeting, version and an experiment or two. */
  maxTags: 10,
  /** Characters of one tag. */
  maxTagCharacters: 64,
  /** How long after its end a leg may still say how the call was, ms. */
  surveyMs: 600_000,
  /** Issues of one other participant that are told at one time: the worst. More than one is rare. */
  maxRemoteIssues: 4,
  /** Tiles one view may hold: 7 x 7, the largest configurable video cap. */
  maxViewTiles: 49,
  /** Pins in one view. */
  maxPins: 9,
  /** Consumer ids in one `resumeConsumers`: K audio + 49 videos + shares, with slack. */
  maxConsumerIds: 128,
  /** Encodings of one published track: three simulcast layers, and one spare. */
  maxEncodings: 4,
  /** Codecs, header extensions and feedback entries accepted in RTP parameters: browsers send < 40. */
  maxRtpListEntries: 64,
  /** Events kept for a session whose socket is away; beyond it the client gets a snapshot instead. */
  outboxEvents: 2_000,
  /** Bytes of those events. */
  outboxBytes: 1024 * 1024,
  /** A socket whose client is this many bytes of events behind is closed: it resumes with a snapshot. */
  maxUnacknowledgedBytes: 16 * 1024 * 1024,
  /** Participants of one call, all held places counted. */
  maxParticipants: 350,
  /** From this many visible participants on a receiver gets `largeCallVideos` videos at most. */
  largeCallParticipants: 100,
  /** Videos per receiver in a large call: the field's commercial reference promises four. */
  largeCallVideos: 4,
  /** How long a call must have been below `largeCallParticipants` before the limit is lifted. */
  largeCallReleaseMs: 5_000,
  /** Videos per receiver below that, on a desktop (5 x 5). */
  desktopVideos: 25,
  /** Videos per receiver below that, on a phone. */
  mobileVideos: 4,
  /** The most videos that a configuration may allow. */
  maxVideos: 49,
  /** Reports a client keeps while it cannot send, newest first after a reconnect. */
  maxUnsentReports: 6,
  /** Changes of issues in one report, and how old one may be, ms. */
  maxIssuesPerReport: 64,
  maxIssueAgeMs: 600_000,
  /** Tracks in one report. */
  maxReportTracks: 80,
  /** A socket that has neither joined nor resumed within this time is closed. */
  handshakeTimeoutMs: 10_000,
  /** Socket heartbeat: well inside ICE's 30 s consent, so that a dead client frees its media early. */
  heartbeatIntervalMs: 5_000,
  /** An unanswered heartbeat closes the socket after this time. */
  heartbeatTimeoutMs: 5_000,
  /** How long a client waits for an answer: longer than a worker request's limit. */
  requestTimeoutMs: 12_000,
  /** A mediasoup worker that does not answer within this time counts as lost. */
  workerRequestTimeoutMs: 10_000,
  /** A transport that carries something and is not connected by then is closed. */
  transportConnectTimeoutMs: 15_000,
  /** An announced consumer that is not resumed by then is made anew: paused ones cost the worker more and more. */
  consumerResumeTimeoutMs: 20_000,
  /** How long a participant whose socket is lost keeps its place. */
  resumeGraceMs: 30_000,
  /** How long a closed page keeps its place: long enough for a reload to resume it. */
  pageCloseGraceMs: 3_000,
  /** An empty room is closed after this time. */
  emptyRoomMs: 20_000,
  /** The longest call. */
  maxCallMs: 30 * 3_600_000,
  /** How long before its end a longest call is announced. */
  maxCallWarningMs: 5 * 60_000,
  /** Spotlighted participants of a call at one time: the commercial reference's number. */
  maxSpotlight: 7,
  /** Dominant speakers that are told, the most dominant ones: nobody shows more of them first. */
  dominantSpeakersTold: 8,
  /** Changes of the roster are gathered this long and told together, the latest state of each participant only. */
  rosterBatchMs: 300,
  /** How often the number of videos that a receiver can take is worked out anew; at once on a sharp fall. */
  optimalVideosIntervalMs: 10_000,
  /** Packets/s of audio that one call may cost: divided by participants and 50 packets/s it gives the audible set. */
  audioPacketBudget: 50_000,
  /** Reaction counts are gathered this long. */
  reactionsWindowMs: 300,
  /** Time between reports of one client. */
  reportIntervalMs: 10_000,
  /** Token lifetimes. */
  tokenDefaultSeconds: 3_600,
  tokenMinSeconds: 60,
  tokenMaxSeconds: 86_400,
  /** Invite links: longest life. */
  inviteMaxSeconds: 30 * 86_400,
  inviteDefaultSeconds: 7 * 86_400,
  /** Invites that may be revoked at one time, per server: bounded memory; the oldest expired go first. */
  maxRevokedInvites: 10_000,
} as const;

/** A token bucket: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Rate families, one bucket per session each; those of `ROOM_RATES` also have a bucket that the whole room shares. */
export const RATES = {
  /** join, resume, openMedia, leave: a reconnect storm of one client is a handful. */
  session: { burst: 10, perSecond: 1 },
  /** connectTransport, restartIce, publish, unpublish, setPublished: people press buttons. */
  media: { burst: 40, perSecond: 5 },
  /** setView, receiveReady, resumeConsumers: scrolling and speaker changes cause these. */
  view: { burst: 60, perSecond: 10 },
  /** report: every 10 s, at once on an issue. */
  report: { burst: 12, perSecond: 1 },
  /** chat: a few short lines in a row; nobody types a message each second for long. */
  chat: { burst: 10, perSecond: 1 },
  /** raiseHand: up and down, and again; each is told to the whole call. */
  hand: { burst: 6, perSecond: 0.5 },
  /** react: people applaud by pressing again and again; counted and told together. */
  reaction: { burst: 10, perSecond: 2 },
  /** data.send: apps send cursors and states at up to 20 a second. */
  data: { burst: 40, perSecond: 20 },
  /** admin.*: a host who mutes or removes a row of people one by one. */
  admin: { burst: 30, perSecond: 5 },
} as const satisfies Record<string, Rate>;

/** Buckets shared by all of a room: what 350 people may send is bounded by what each of them must receive. */
export const ROOM_RATES = {
  /** More than ten lines a second nobody can read; the burst is the room that answers one question at once. */
  chat: { burst: 40, perSecond: 10 },
  /** A vote by hands in a large call; each is told to all, so 20 a second are 7,000 events a second of 350 people. */
  hand: { burst: 100, perSecond: 20 },
  /** Applause of most of a large call; told once in `reactionsWindowMs`, whatever their number. */
  reaction: { burst: 200, perSecond: 50 },
  /** Five senders at their own full rate; to all of a full call these are 35,000 frames a second. */
  data: { burst: 200, perSecond: 100 },
} as const satisfies Record<string, Rate>;

/**
 * News of the roster that are a participant's quality and nothing else, per room: in a large call with bad paths everybody's
 * moves with every report, and each change is told to everybody. The rest waits, the latest state only.
 */
export const ROSTER_QUALITY_RATE: Rate = { burst: 40, perSecond: 4 };

/**
 * What is told of others' trouble, per room: each entry is about 120 bytes and goes to everybody, so a receiver gets about
 * 500 bytes a second at most. The rest waits, the latest state only.
 */
export const REMOTE_ISSUE_RATE: Rate = { burst: 20, perSecond: 4 };

/** All frames of one connection, whatever they are: beyond it the socket is closed. Above the sum of all families. */
export const CONNECTION_RATE: Rate = { burst: 300, perSecond: 60 };

/** Name of a rate family. */
export type RateFamily = keyof typeof RATES;
/** Name of a rate family that a room shares. */
export type RoomRateFamily = keyof typeof ROOM_RATES;

/**
 * Rates per client address of what is open to everybody. An address may be a whole office behind one NAT: the bursts let a
 * full call (`maxParticipants`) come, come back and leave at once; the refills bound what a single machine can cost.
 */
export const HTTP_RATES = {
  /** Last words: when a call ends all pages may close together. The key in the body is what protects a session. */
  beacon: { burst: 400, perSecond: 10 },
  /** Guests come in the minutes around a meeting's start. Invites are signed: guessing is hopeless at any rate. */
  invite: { burst: 400, perSecond: 5 },
  /** Development only: a load run on one machine fills a whole call. */
  devToken: { burst: 400, perSecond: 10 },
  /** Sockets: after a restart of the server everybody connects anew, some a second time. */
  connect: { burst: 400, perSecond: 20 },
} as const satisfies Record<string, Rate>;
