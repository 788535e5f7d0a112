import { EarshotError, type DiagnosticOverrides } from '@earshot/shared';
import { z } from 'zod';
import { SETTING_NAMES, SETTINGS, type SettingName, type SettingValue } from './settings.ts';
import type { TrustProxy } from '../primitives/client-address.ts';
import type { ApiKey } from '../tokens/keys.ts';
import type { RtcAddress } from './values.ts';

/** What the server runs with, parsed and checked. */
export interface Config {
  readonly mode: Mode;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string | undefined;
    readonly allowedOrigins: readonly string[];
    /** PEM files. */
    readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
    readonly trustProxy: TrustProxy;
  };
  readonly apiKeys: readonly ApiKey[];
  readonly operatorKeys: readonly ApiKey[];
  readonly guestAccess: 'off' | 'link';
  readonly media: {
    /** 0 = one for each processor. */
    readonly workers: number;
    /** Scheduling priorities, -20 (first) .. 19; 0: as the server was started. */
    readonly nice: { readonly workers: number; readonly signalling: number };
    /** Packets/s of one worker, in rising order. */
    readonly workerPps: { readonly target: number; readonly full: number; readonly shed: number };
    readonly maxReceiveBitrate: number;
    /** Empty: choose by mode. */
    readonly addresses: readonly RtcAddress[];
    /** 0 = any. */
    readonly port: number;
    readonly udp: boolean;
    readonly tcp: boolean;
    readonly stunUrls: readonly string[];
    readonly turn:
      { readonly urls: readonly string[]; readonly secret: string; readonly ttlSeconds: number } | undefined;
    /** MIME types, in order of preference. */
    readonly videoCodecs: readonly string[];
    readonly cameraMode: string;
  };
  readonly rooms: {
    readonly maxParticipants: number;
    readonly emptyRoomMs: number;
    readonly resumeGraceMs: number;
    readonly duplicateIdentity: 'replace' | 'allow';
    readonly audioPacketBudget: number;
    readonly desktopVideos: number;
    readonly mobileVideos: number;
    readonly maxCallMs: number;
  };
  readonly telemetry: {
    /** `port` undefined: on the web port. */
    readonly metrics: {
      readonly host: string;
      readonly port: number | undefined;
      readonly token: string | undefined;
    };
    /** Bounds of diagnostics that clients are told to use instead of theirs. */
    readonly diagnostics: DiagnosticOverrides | undefined;
    readonly otlpEndpoint: string | undefined;
    readonly otlpHistograms: 'explicit' | 'exponential';
    /** Where people and operators open this server; dashboards link there. */
    readonly publicUrl: string;
  };
  /** `undefined`: nothing is kept. */
  readonly store:
    | {
        readonly url: string;
        readonly kept: { readonly identity: boolean; readonly browser: boolean; readonly tags: boolean };
        /** ms, and bytes. */
        readonly retention: {
          readonly detailMs: number;
          readonly summaryMs: number;
          readonly maxBytes: number;
        };
      }
    | undefined;
  readonly drainMs: number;
  readonly logLevel: SettingValue<'EARSHOT_LOG_LEVEL'>;
}

/** `production` refuses to start without real secrets and has no development endpoint. */
export type Mode = 'development' | 'production';

/** The environment as Node gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'EARSHOT_';

/** The one schema: every variable there is, and no other that begins with the prefix. */
const shape = Object.fromEntries(
  SETTING_NAMES.map((name) => [
    name,
    z
      .string()
      .default(SETTINGS[name].fallback)
      .pipe(SETTINGS[name].schema as z.ZodType<unknown, string>),
  ]),
);
const schema = z.strictObject(shape);
type Values = { [N in SettingName]: SettingValue<N> };

/** Parses the environment. Throws `config_invalid` with every problem in its message, one per line. */
export function loadConfig(environment: Environment): Config {
  const own = Object.fromEntries(Object.entries(environment).filter(([name]) => isOwn(name)));
  const parsed = schema.safeParse(own);
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap(describeIssue));
  // The schema is built from SETTINGS by name, so its output has exactly these types; zod cannot infer them from entries.
  const values = parsed.data as Values;
  const mode: Mode = environment['NODE_ENV'] === 'production' ? 'production' : 'development';
  const problems = [...crossChecks(values), ...(mode === 'production' ? productionChecks(values) : [])];
  if (problems.length > 0) throw invalid(problems);
  return assemble(mode, values);
}

/** Everything with our prefix, which must be in the table, and what others have named that is in the table. */
function isOwn(name: string): boolean {
  return name.startsWith(PREFIX) || Object.hasOwn(SETTINGS, name);
}

function invalid(problems: readonly string[]): EarshotError {
  return new EarshotError('config_invalid', `The configuration is wrong:\n  ${problems.join('\n  ')}`);
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(describeUnknown);
  return [`${issue.path.join('.')} ${issue.message}`];
}

function describeUnknown(name: string): string {
  const nearest = SETTING_NAMES.map((known) => ({ known, distance: editDistance(name, known) })).sort(
    (a, b) => a.distance - b.distance,
  )[0];
  const hint = nearest !== undefined && nearest.distance <= 4 ? `; did you mean ${nearest.known}?` : '';
  return `${name} is not a setting of this server${hint}`;
}

/** Levenshtein distance, for hints only. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function crossChecks(values: Values): string[] {
  const problems: string[] = [];
  if ((values.EARSHOT_TLS_CERT === undefined) !== (values.EARSHOT_TLS_KEY === undefined))
    problems.push('EARSHOT_TLS_CERT and EARSHOT_TLS_KEY go together');
  if (values.EARSHOT_TURN_URLS.length > 0 && values.EARSHOT_TURN_SECRET === undefined)
    problems.push('EARSHOT_TURN_URLS needs EARSHOT_TURN_SECRET');
  if (!values.EARSHOT_RTC_UDP && !values.EARSHOT_RTC_TCP)
    problems.push('EARSHOT_RTC_UDP and EARSHOT_RTC_TCP cannot both be off');
  if (values.EARSHOT_VIDEO_CODECS.length === 0) problems.push('EARSHOT_VIDEO_CODECS must name a codec');
  const { EARSHOT_WORKER_TARGET_PPS: target, EARSHOT_WORKER_FULL_PPS: full } = values;
  if (target > full || full > values.EARSHOT_WORKER_SHED_PPS || target === values.EARSHOT_WORKER_SHED_PPS)
    problems.push(
      'EARSHOT_WORKER_TARGET_PPS, EARSHOT_WORKER_FULL_PPS and EARSHOT_WORKER_SHED_PPS must rise in this order',
    );
  for (const name of ['EARSHOT_API_KEYS', 'EARSHOT_OPERATOR_KEYS'] as const) {
    const ids = values[name].map((key) => key.id);
    if (new Set(ids).size !== ids.length) problems.push(`${name} has an id twice`);
  }
  if (values.EARSHOT_STORE_INTERVAL_DAYS > values.EARSHOT_STORE_SUMMARY_DAYS)
    problems.push('EARSHOT_STORE_INTERVAL_DAYS cannot be more than EARSHOT_STORE_SUMMARY_DAYS');
  return problems;
}

function productionChecks(values: Values): string[] {
  const problems: string[] = [];
  if (values.EARSHOT_API_KEYS.length === 0)
    problems.push('EARSHOT_API_KEYS must be set in production, e.g. app:$(openssl rand -hex 32)');
  for (const name of ['EARSHOT_API_KEYS', 'EARSHOT_OPERATOR_KEYS'] as const)
    for (const key of values[name])
      if (key.secret.length < 32 || new Set(key.secret).size < 8)
        problems.push(`${name}: the secret of "${key.id}" must be 32 random characters or more`);
  if (values.EARSHOT_TURN_SECRET !== undefined && values.EARSHOT_TURN_SECRET.length < 16)
    problems.push('EARSHOT_TURN_SECRET must be 16 characters or more in production');
  if (values.EARSHOT_METRICS_TOKEN !== undefined && values.EARSHOT_METRICS_TOKEN.length < 16)
    problems.push('EARSHOT_METRICS_TOKEN must be 16 characters or more in production');
  if (values.EARSHOT_RTC_IPS.length === 0)
    problems.push('EARSHOT_RTC_IPS must be set in production, e.g. 0.0.0.0@<public address>');
  return problems;
}

/** Without a public address the one that works on the machine itself. */
function localUrl({ EARSHOT_PORT: port, EARSHOT_TLS_CERT: certFile }: Values): string {
  const scheme = certFile === undefined ? 'http' : 'https';
  return port === 0 ? `${scheme}://localhost` : `${scheme}://localhost:${String(port)}`;
}

function assemble(mode: Mode, values: Values): Config {
  const { EARSHOT_TLS_CERT: certFile, EARSHOT_TLS_KEY: keyFile } = values;
  return {
    mode,
    http: {
      host: values.EARSHOT_HOST,
      port: values.EARSHOT_PORT,
      publicUrl: values.EARSHOT_PUBLIC_URL,
      allowedOrigins: values.EARSHOT_ALLOWED_ORIGINS,
      tls: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
      trustProxy: values.EARSHOT_TRUST_PROXY,
    },
    apiKeys: values.EARSHOT_API_KEYS,
    operatorKeys: values.EARSHOT_OPERATOR_KEYS,
    guestAccess: values.EARSHOT_GUEST_ACCESS,
    media: assembleMedia(values),
    rooms: {
      maxParticipants: values.EARSHOT_MAX_PARTICIPANTS,
      emptyRoomMs: values.EARSHOT_EMPTY_ROOM_SECONDS * 1_000,
      resumeGraceMs: values.EARSHOT_RESUME_SECONDS * 1_000,
      duplicateIdentity: values.EARSHOT_DUPLICATE_IDENTITY,
      audioPacketBudget: values.EARSHOT_AUDIO_PACKET_BUDGET,
      desktopVideos: values.EARSHOT_DESKTOP_VIDEOS,
      mobileVideos: values.EARSHOT_MOBILE_VIDEOS,
      maxCallMs: values.EARSHOT_MAX_CALL_SECONDS * 1_000,
    },
    telemetry: {
      metrics: {
        host: values.EARSHOT_METRICS_HOST,
        port: values.EARSHOT_METRICS_PORT ?? defaultMetricsPort(mode, values),
        token: values.EARSHOT_METRICS_TOKEN,
      },
      diagnostics: values.EARSHOT_DIAGNOSTICS,
      otlpEndpoint: values.EARSHOT_OTLP_ENDPOINT,
      otlpHistograms:
        values.OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION ===
        'base2_exponential_bucket_histogram'
          ? 'exponential'
          : 'explicit',
      publicUrl: values.EARSHOT_PUBLIC_URL ?? localUrl(values),
    },
    store: assembleStore(values),
    drainMs: values.EARSHOT_DRAIN_SECONDS * 1_000,
    logLevel: values.EARSHOT_LOG_LEVEL,
  };
}

const DAY_MS = 86_400_000;

function assembleStore(values: Values): Config['store'] {
  const { EARSHOT_STORE_URL: url, EARSHOT_STORE_KEEP: kept } = values;
  if (url === undefined) return undefined;
  return {
    url,
    kept: {
      identity: kept.includes('identity'),
      browser: kept.includes('browser'),
      tags: kept.includes('tags'),
    },
    retention: {
      detailMs: values.EARSHOT_STORE_INTERVAL_DAYS * DAY_MS,
      summaryMs: values.EARSHOT_STORE_SUMMARY_DAYS * DAY_MS,
      maxBytes: values.EARSHOT_STORE_MAX_MB * 1_000_000,
    },
  };
}

/** In production nobody reads metrics from the web port without a token. */
function defaultMetricsPort(mode: Mode, values: Values): number | undefined {
  return mode === 'production' && values.EARSHOT_METRICS_TOKEN === undefined ? 9_464 : undefined;
}

function assembleMedia(values: Values): Config['media'] {
  const secret = values.EARSHOT_TURN_SECRET;
  return {
    workers: values.EARSHOT_WORKERS,
    nice: { workers: values.EARSHOT_WORKER_NICE, signalling: values.EARSHOT_SIGNALLING_NICE },
    workerPps: {
      target: values.EARSHOT_WORKER_TARGET_PPS,
      full: values.EARSHOT_WORKER_FULL_PPS,
      shed: values.EARSHOT_WORKER_SHED_PPS,
    },
    maxReceiveBitrate: values.EARSHOT_MAX_RECEIVE_KBPS * 1_000,
    addresses: values.EARSHOT_RTC_IPS,
    port: values.EARSHOT_RTC_PORT,
    udp: values.EARSHOT_RTC_UDP,
    tcp: values.EARSHOT_RTC_TCP,
    stunUrls: values.EARSHOT_STUN_URLS,
    turn:
      secret === undefined || values.EARSHOT_TURN_URLS.length === 0
        ? undefined
        : { urls: values.EARSHOT_TURN_URLS, secret, ttlSeconds: values.EARSHOT_TURN_TTL_SECONDS },
    videoCodecs: values.EARSHOT_VIDEO_CODECS,
    cameraMode: values.EARSHOT_CAMERA_MODE,
  };
}
