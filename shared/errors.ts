/**
 * The one table of error codes. `http` is the status of an HTTP answer, `retry` what a caller may do:
 * `no`, `later` (the same, after a wait), `elsewhere` (a new connection), `rejoin` (a new session), `refresh` (a new token);
 * `fatal` ends the session; `category` decides what a person is told:
 * `denied` (you may not or it is full), `misuse` (a bug of the app), `network`, `device`, `server`.
 */
export interface ErrorInfo {
  /** Status of an HTTP answer. */
  readonly http: number;
  /** What a caller may do. */
  readonly retry: 'no' | 'later' | 'elsewhere' | 'rejoin' | 'refresh';
  /** Ends the session. */
  readonly fatal: boolean;
  /** What a person is told. */
  readonly category: ErrorCategory;
  /** What happened, for a developer. */
  readonly summary: string;
}

/** What kind of trouble an error is, for the person in the call. */
export type ErrorCategory = 'denied' | 'misuse' | 'network' | 'device' | 'server';

/* eslint-disable max-params -- a table row reads best on one line */
function entry(
  http: number,
  retry: ErrorInfo['retry'],
  fatal: boolean,
  category: ErrorCategory,
  summary: string,
): ErrorInfo {
  return { http, retry, fatal, category, summary };
}

/** Code -> properties. Codes are stable; messages are for people and may change. */
export const ERRORS = {
  // Protocol
  bad_frame: entry(400, 'no', true, 'misuse', 'A frame is not what the protocol says.'),
  unknown_request: entry(400, 'no', false, 'misuse', 'There is no request of this name.'),
  bad_params: entry(400, 'no', false, 'misuse', 'The parameters do not fit the schema.'),
  version_unsupported: entry(400, 'no', true, 'misuse', 'Client and server share no protocol version.'),
  message_too_large: entry(413, 'no', true, 'misuse', 'A frame, body or payload is larger than allowed.'),
  not_found: entry(404, 'no', false, 'misuse', 'There is no such resource.'),
  method_not_allowed: entry(405, 'no', false, 'misuse', 'The resource does not take this method.'),
  // Limits
  rate_limited: entry(429, 'later', false, 'denied', 'Too many requests of this family.'),
  too_many_requests_pending: entry(429, 'later', false, 'misuse', 'Too many requests are unanswered.'),
  track_limit: entry(
    409,
    'no',
    false,
    'denied',
    'The participant already publishes as many tracks as allowed.',
  ),
  recipient_limit: entry(400, 'no', false, 'misuse', 'A message names too many recipients.'),
  // Who may
  origin_not_allowed: entry(403, 'no', true, 'denied', 'The page’s origin is not on the server’s list.'),
  token_missing: entry(401, 'refresh', true, 'denied', 'No token was given.'),
  token_invalid: entry(401, 'no', true, 'denied', 'The token’s signature, shape or key is wrong.'),
  token_algorithm: entry(401, 'no', true, 'denied', 'The token is signed with another algorithm than HS256.'),
  token_expired: entry(401, 'refresh', true, 'denied', 'The token has expired.'),
  token_not_yet_valid: entry(401, 'later', true, 'denied', 'The token is not valid yet.'),
  token_wrong_room: entry(403, 'no', true, 'denied', 'The token is for another room.'),
  token_wrong_identity: entry(
    403,
    'no',
    false,
    'denied',
    'The token is for another identity than this leg’s.',
  ),
  api_key_invalid: entry(401, 'no', false, 'denied', 'The API key is missing or wrong.'),
  not_allowed: entry(403, 'no', false, 'denied', 'The participant’s grants do not allow this.'),
  guest_access_off: entry(403, 'no', false, 'denied', 'This server does not let guests in by link.'),
  invite_invalid: entry(401, 'no', false, 'denied', 'The invite link is not one of this server’s.'),
  invite_expired: entry(410, 'no', false, 'denied', 'The invite link has expired.'),
  invite_revoked: entry(410, 'no', false, 'denied', 'The invite link was revoked.'),
  beacon_key_invalid: entry(401, 'no', false, 'misuse', 'The beacon’s key fits no session.'),
  // State
  not_joined: entry(409, 'no', false, 'misuse', 'The connection has not joined a call.'),
  already_joined: entry(409, 'no', false, 'misuse', 'The connection has already joined a call.'),
  wrong_state: entry(409, 'no', false, 'misuse', 'This cannot be done in the present state.'),
  ended: entry(409, 'no', true, 'denied', 'The participant’s leg has ended; details hold the end reason.'),
  // Look-up
  room_not_found: entry(404, 'no', false, 'denied', 'There is no such room.'),
  participant_not_found: entry(404, 'no', false, 'misuse', 'There is no such participant in the call.'),
  call_not_found: entry(404, 'no', false, 'misuse', 'Nothing is kept of such a call.'),
  track_not_found: entry(404, 'no', false, 'misuse', 'There is no such track.'),
  transport_not_found: entry(404, 'no', false, 'misuse', 'There is no such transport.'),
  // Capacity
  room_full: entry(409, 'later', true, 'denied', 'The call has as many participants as it may have.'),
  node_full: entry(503, 'elsewhere', true, 'server', 'The server cannot take another room.'),
  draining: entry(
    503,
    'elsewhere',
    true,
    'server',
    'The server is about to shut down and takes no new calls.',
  ),
  worker_lost: entry(503, 'later', false, 'server', 'The media worker failed; media must be opened again.'),
  // Media
  codec_unsupported: entry(422, 'no', false, 'device', 'The receiver cannot decode this track’s codec.'),
  media_rejected: entry(422, 'no', false, 'misuse', 'The media parameters were refused.'),
  ice_failed: entry(422, 'later', false, 'network', 'No network path to the media server was found.'),
  // Time
  timeout: entry(504, 'later', false, 'network', 'No answer came in time.'),
  cancelled: entry(499, 'no', false, 'misuse', 'The caller cancelled.'),
  // Session
  session_unknown: entry(
    410,
    'rejoin',
    true,
    'network',
    'The session is gone; it was away too long or never existed.',
  ),
  connection_lost: entry(503, 'later', false, 'network', 'The signalling connection is lost.'),
  server_unreachable: entry(503, 'later', false, 'network', 'The server could not be reached.'),
  // Devices (raised by the client library only)
  permission_denied: entry(
    403,
    'no',
    false,
    'device',
    'The person or the system refused access to a device.',
  ),
  device_not_found: entry(404, 'no', false, 'device', 'There is no such device.'),
  device_in_use: entry(
    409,
    'later',
    false,
    'device',
    'The device is used by another program or cannot be started.',
  ),
  device_timeout: entry(
    504,
    'later',
    false,
    'device',
    'The device or the permission prompt did not answer in time.',
  ),
  device_constraints: entry(422, 'no', false, 'device', 'The device cannot do what was asked of it.'),
  insecure_context: entry(
    400,
    'no',
    false,
    'device',
    'Devices can be used only on https pages or localhost.',
  ),
  policy_blocked: entry(403, 'no', false, 'device', 'The embedding page’s permissions policy forbids it.'),
  not_supported: entry(422, 'no', false, 'device', 'This browser cannot do it.'),
  autoplay_blocked: entry(
    409,
    'later',
    false,
    'device',
    'The browser plays no sound before the person acts.',
  ),
  // Server
  config_invalid: entry(500, 'no', true, 'server', 'The server’s configuration is wrong.'),
  store_off: entry(404, 'no', false, 'server', 'This server keeps nothing of its calls.'),
  store_unavailable: entry(503, 'later', false, 'server', 'What is kept of calls cannot be reached now.'),
  internal: entry(500, 'later', false, 'server', 'The server failed.'),
} as const satisfies Record<string, ErrorInfo>;
/* eslint-enable max-params */

/** One code of the table. */
export type ErrorCode = keyof typeof ERRORS;

/** All codes, for schemas and metric labels. */
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** Facts that go with an error: small, flat, safe to show. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What travels to the other side. */
export interface ErrorBody {
  /** One of the table. */
  readonly code: ErrorCode;
  /** For people; may change. */
  readonly message: string;
  /** Facts that go with it. */
  readonly details?: ErrorDetails;
}

/** The one error class of Earshot. `code` decides; `message` is for people; `details` are safe to show. */
export class EarshotError extends Error {
  /** One of the table: what programs decide by. */
  readonly code: ErrorCode;
  /** Facts that go with it. */
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message?: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(
      message ?? ERRORS[code].summary,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'EarshotError';
    this.code = code;
    this.details = options.details;
  }

  /** For the UI: which kind of trouble this is. */
  get category(): ErrorCategory {
    return ERRORS[this.code].category;
  }

  /** What may be done about it. */
  get retry(): ErrorInfo['retry'] {
    return ERRORS[this.code].retry;
  }

  /** Whether it ends the session. */
  get fatal(): boolean {
    return ERRORS[this.code].fatal;
  }

  /** The part that may be sent to the other side: no stack, no cause. */
  toBody(): ErrorBody {
    return this.details === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, details: this.details };
  }

  /** Anything thrown, as an error of ours: ours as it is, all else `internal` with the cause kept (never sent). */
  static from(thrown: unknown): EarshotError {
    return thrown instanceof EarshotError
      ? thrown
      : new EarshotError('internal', undefined, { cause: thrown });
  }

  /** An error that came from the other side. */
  static fromBody(body: ErrorBody): EarshotError {
    return new EarshotError(
      body.code,
      body.message,
      body.details === undefined ? {} : { details: body.details },
    );
  }
}
