import { PinoPretty } from 'pino-pretty';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { Config } from './config.ts';

/** The server's log. One line for each lifecycle change at info; the level rubric is in README.md. */
export type Logger = PinoLogger;

/** Fields whose values never reach a log, at any level. */
const SECRET_FIELDS = [
  'token',
  'resumeToken',
  'beaconKey',
  'invite',
  'secret',
  'guestKey',
  'credential',
  'authorization',
  'cookie',
];

/** Fields that say who or where somebody is; shown from debug on only, by the code that logs at that level. */
const redactPaths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** A JWT, wherever in a line it stands: also inside messages, URLs and error texts. */
const JWT = /eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]{5,}/gu;
/** A bearer credential of the HTTP API. */
const BEARER = /(Bearer )[\w.:~+/-]+/gu;

/** Replaces what must not be logged in one finished line. Pure. */
export function scrub(line: string): string {
  return line.replace(JWT, '[token]').replace(BEARER, '$1[redacted]');
}

/** Makes the log: pretty in development, JSON in production, redacted in both. */
export function createLogger(
  config: Pick<Config, 'logLevel' | 'mode'>,
  destination?: DestinationStream,
): Logger {
  const options = {
    level: config.logLevel,
    base: null,
    redact: { paths: redactPaths, censor: '[redacted]' },
    hooks: { streamWrite: scrub },
  };
  if (destination !== undefined) return pino(options, destination);
  if (config.mode === 'production') return pino(options);
  return pino(options, PinoPretty({ translateTime: 'HH:MM:ss.l', singleLine: true, sync: true }));
}
