import { z } from 'zod';
import { Capabilities, Grants, Role, Source } from './grants.ts';
import { CallId, DisplayName, Identity, ParticipantId, RoomName, Timestamp, TrackId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { BLAMES } from './quality/blame.ts';

/** Why a published track sends nothing: the person, a hidden page, an interruption (phone call), or an admin. */
export const PAUSE_REASONS = ['user', 'hidden', 'interrupted', 'admin'] as const;
/** @see PAUSE_REASONS */
export const PauseReason = z.enum(PAUSE_REASONS);
/** @see PAUSE_REASONS */
export type PauseReason = z.infer<typeof PauseReason>;

/** A track as the roster shows it. */
export const TrackInfo = z.object({
  trackId: TrackId,
  source: Source,
  paused: z.boolean(),
  /** Present while `paused`. */
  pauseReason: PauseReason.exactOptional(),
});
/** @see TrackInfo */
export type TrackInfo = z.infer<typeof TrackInfo>;

/** Whether a participant's signalling is there. */
export const CONNECTION_STATES = ['joining', 'connected', 'reconnecting'] as const;
/** @see CONNECTION_STATES */
export const ConnectionState = z.enum(CONNECTION_STATES);
/** @see CONNECTION_STATES */
export type ConnectionState = z.infer<typeof ConnectionState>;

/** How good a participant's call is, as the server last judged it. */
export const QUALITY_BANDS = ['good', 'fair', 'poor', 'unknown'] as const;
/** @see QUALITY_BANDS */
export const QualityBand = z.enum(QUALITY_BANDS);
/** @see QUALITY_BANDS */
export type QualityBand = z.infer<typeof QualityBand>;

/** What limits it. `none` when good, and when there is not enough to say. */
export const LIMITING_FACTORS = [
  'none',
  /** Packets that did not arrive, where the harm they did is not measured. */
  'loss',
  /** From mouth to ear. */
  'delay',
  /** Sound that was audibly made up. */
  'concealment',
  /** A picture that stood still. */
  'freeze',
  /** Fewer frames than were sent, or than a camera should give. */
  'lowFps',
  /** A picture held back by bandwidth far below what it is worth. */
  'bitrate',
  /** Nothing came at all. */
  'dry',
  /** A smaller picture than was asked for and is sent. */
  'layer',
] as const;
/** @see LIMITING_FACTORS */
export const LimitingFactor = z.enum(LIMITING_FACTORS);
/** @see LIMITING_FACTORS */
export type LimitingFactor = z.infer<typeof LimitingFactor>;

/** A participant's quality in one word, its cause and who is at fault in others, and as a number. */
export const Quality = z.object({
  band: QualityBand,
  factor: LimitingFactor,
  /** `none` unless fair or poor. */
  blame: z.enum(BLAMES),
  /** 0..100, as it was when band, factor or blame last became others (PROTOCOL.md R6); `null` when unknown. */
  score: z.number().int().min(0).max(100).nullable(),
  /** When the band became what it is; absent while it is unknown. */
  since: Timestamp.exactOptional(),
});
/** @see Quality */
export type Quality = z.infer<typeof Quality>;

/** A member of the call as everybody sees it. */
export const ParticipantInfo = z.object({
  participantId: ParticipantId,
  identity: Identity,
  name: DisplayName,
  role: Role,
  connection: ConnectionState,
  joinedAt: Timestamp,
  tracks: z.array(TrackInfo).max(LIMITS.maxPublishedTracks),
  /** When the hand was raised; `null` when it is down. Sort by it for the order of hands. */
  handRaisedAt: Timestamp.nullable(),
  quality: Quality,
  /** Sources that an admin has forbidden this participant (`admin.forbid`), whatever the grants say. */
  forbidden: z.array(Source).max(4),
});
/** @see ParticipantInfo */
export type ParticipantInfo = z.infer<typeof ParticipantInfo>;

/** What may change of a participant without a track event. Absent fields stay as they are. */
export const ParticipantUpdate = z.object({
  participantId: ParticipantId,
  name: DisplayName.exactOptional(),
  role: Role.exactOptional(),
  connection: ConnectionState.exactOptional(),
  handRaisedAt: Timestamp.nullable().exactOptional(),
  quality: Quality.exactOptional(),
  forbidden: z.array(Source).max(4).exactOptional(),
});
/** @see ParticipantUpdate */
export type ParticipantUpdate = z.infer<typeof ParticipantUpdate>;

/** One chat message. */
export const ChatMessage = z.object({
  messageId: z.uuid(),
  participantId: ParticipantId,
  /** The sender's name at that time: the sender may have left. */
  name: DisplayName,
  text: z.string().min(1).max(LIMITS.maxChatCharacters),
  at: Timestamp,
});
/** @see ChatMessage */
export type ChatMessage = z.infer<typeof ChatMessage>;

/** The call as such. */
export const CallInfo = z.object({
  callId: CallId,
  room: RoomName,
  startedAt: Timestamp,
  /** When the call will be ended because it is too long. */
  endsAt: Timestamp,
});
/** @see CallInfo */
export type CallInfo = z.infer<typeof CallInfo>;

/** Why a receiver gets as many videos as it does: names of the field's commercial reference. */
export const OPTIMAL_VIDEO_REASONS = ['bandwidth', 'performance', 'externalLimit', 'unknown'] as const;
/** @see OPTIMAL_VIDEO_REASONS */
export type OptimalVideoReason = (typeof OPTIMAL_VIDEO_REASONS)[number];

/**
 * Why a receiver may have as many videos as it may: nothing in particular, a call of 100 or more, a phone, or a server
 * that gives up some of its load.
 */
export const VIDEO_CAP_REASONS = ['normal', 'largeCall', 'formFactor', 'serverLoad'] as const;

/** Caps in force for this receiver, and why. */
export const LimitsInfo = z.object({
  /** Videos at most, shares apart. */
  videos: z.number().int().min(0).max(LIMITS.maxVideos),
  /** Microphones that are forwarded at one time, at most. */
  audios: z.number().int().min(1).max(64),
  /** Places in the call. */
  participants: z.number().int().min(1).max(LIMITS.maxParticipants),
  reason: z.enum(VIDEO_CAP_REASONS),
  /** How much this receiver's server gives up while it has too much to do: 0 = nothing, one more with each step. */
  shedLevel: z.number().int().min(0).max(6),
  /** Videos that this receiver can take now, shares apart: what the server forwards at most. Never above `videos`. */
  optimalVideoCount: z.number().int().min(0).max(LIMITS.maxVideos),
  /**
   * What keeps it there: the path (`bandwidth`), the device (`performance`), the cap of the call, the app or the server
   * (`externalLimit`), or nothing was measured yet (`unknown`).
   */
  optimalVideoCountReason: z.enum(OPTIMAL_VIDEO_REASONS),
});
/** @see LimitsInfo */
export type LimitsInfo = z.infer<typeof LimitsInfo>;

/**
 * One part of the whole picture. Part 0 carries all that is not a list; lists are spread over as many parts as the
 * frame limit asks for. A client replaces what it knows only when the last part is there (PROTOCOL.md S-rules).
 */
export const SnapshotPart = z.object({
  snapshotId: z.number().int().nonnegative(),
  index: z.number().int().nonnegative().max(10_000),
  last: z.boolean(),
  head: z
    .object({
      call: CallInfo,
      self: z.object({
        participantId: ParticipantId,
        role: Role,
        grants: Grants,
        capabilities: Capabilities,
      }),
      dominantSpeakers: z.array(ParticipantId).max(LIMITS.dominantSpeakersTold),
      limits: LimitsInfo,
      /** Shown to everybody first, in this order. */
      spotlight: z.array(ParticipantId).max(LIMITS.maxSpotlight),
      /** Sources that nobody without the `admin` grant may send. */
      forbiddenForAll: z.array(Source).max(4),
    })
    .exactOptional(),
  participants: z.array(ParticipantInfo).max(LIMITS.maxParticipants),
  chat: z.array(ChatMessage).max(LIMITS.chatHistory),
});
/** @see SnapshotPart */
export type SnapshotPart = z.infer<typeof SnapshotPart>;
