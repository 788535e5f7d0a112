import { z } from 'zod';
import { CallId, DisplayName, ParticipantId, RoomName, Secret, SessionId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { MediaParameters } from '../media.ts';
import { DiagnosticOverrides } from '../quality/diagnostics/overrides.ts';
import { Capabilities, Grants, Role } from '../grants.ts';
import { SnapshotPart } from '../roster.ts';
import { Survey, SurveyReceipt } from '../survey.ts';
import { request } from '../table.ts';
import { Tags, TelemetryMode } from '../telemetry-mode.ts';

/** An empty one is answered with `token_missing`. */
const token = z.string().max(LIMITS.maxTokenCharacters);
/** Number of the last event a client has handled; 0 before the first. */
const lastSeq = z.number().int().nonnegative();

/** What the client library says of its surroundings: families and versions only, nothing that identifies a person. */
const clientInfo = z.strictObject({
  library: z.string().max(32),
  browser: z.enum(['chromium', 'firefox', 'webkit', 'other']),
  browserVersion: z.number().int().min(0).max(10_000),
  os: z.enum(['windows', 'macos', 'linux', 'android', 'ios', 'other']),
});

/** Coming, staying and going. */
export const sessionRequests = {
  /** Takes a seat in the room and opens media. The rest of a long snapshot follows as `snapshot` events. */
  join: request(
    'session',
    z.strictObject({
      token,
      room: RoomName,
      /** Overrides the token's name, where the token has none. */
      name: DisplayName.exactOptional(),
      formFactor: z.enum(['desktop', 'mobile']),
      client: clientInfo,
      /** Session of the same page before a reload: its leg is replaced at once. */
      replaces: z.strictObject({ sessionId: SessionId, resumeToken: Secret }).exactOptional(),
      /** The client's server drains and it looks for another: one that drains itself answers `draining`. */
      moving: z.boolean().exactOptional(),
      /** W3C trace context of the client's join, when it traces. */
      traceparent: z.string().max(64).exactOptional(),
      /** The app's words for this leg; absent = none. */
      tags: Tags.exactOptional(),
      /** Absent = `full`. */
      telemetry: TelemetryMode.exactOptional(),
    }),
    z.object({
      sessionId: SessionId,
      resumeToken: Secret,
      beaconKey: Secret,
      participantId: ParticipantId,
      callId: CallId,
      room: RoomName,
      /** How long the session is kept without a socket, ms. */
      resumeGraceMs: z.number().int().positive(),
      /** How often to report, ms. */
      reportIntervalMs: z.number().int().positive(),
      /** Bounds of diagnostics that this deployment has changed. */
      diagnostics: DiagnosticOverrides.exactOptional(),
      /** `null` when the media worker is being replaced: `reconnectNeeded` follows. */
      media: MediaParameters.nullable(),
      snapshot: SnapshotPart,
    }),
  ),
  /** Continues a session on a new socket. Missed events follow in order, or a snapshot when there are too many. */
  resume: request(
    'session',
    z.strictObject({ sessionId: SessionId, resumeToken: Secret, lastSeq }),
    z.object({ mode: z.enum(['replay', 'snapshot']), missed: z.number().int().nonnegative() }),
  ),
  /** Opens media again after a worker was lost or ICE failed for good. Old transports, tracks and consumers are gone. */
  openMedia: request('session', z.strictObject({}), z.object({ media: MediaParameters })),
  /** Says how the call is: once for each leg, later ones are answered alike and change nothing. */
  survey: request('session', z.strictObject({ survey: Survey }), SurveyReceipt),
  /** Leaves the call. */
  leave: request('session', z.strictObject({}), z.object({})),
  /** Replaces the grants of the running leg. The identity and the room must be the same. */
  refreshToken: request(
    'session',
    z.strictObject({ token }),
    z.object({ role: Role, grants: Grants, capabilities: Capabilities }),
  ),
};
