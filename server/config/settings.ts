import { LIMITS } from '@earshot/shared';
import { z } from 'zod';
import { diagnosticOverrides } from './diagnostics.ts';
import {
  flag,
  host,
  listOf,
  oneOf,
  optionalOrigin,
  optionalText,
  optionalUrl,
  optionalWhole,
  parseApiKey,
  parseOrigin,
  parseRtcAddress,
  storeUrl,
  trustProxy,
  whole,
} from './values.ts';

/** One environment variable. */
export interface Setting<T> {
  readonly schema: z.ZodType<T, string>;
  /** What holds when the variable is not set, written as one would set it. */
  readonly fallback: string;
  /** What it does, for the table in the docs and for the start-up print-out. */
  readonly about: string;
  readonly group: SettingGroup;
  /** Never printed. */
  readonly secret: boolean;
}

/** Headings of the table in the docs. */
export const SETTING_GROUPS = ['web', 'access', 'media', 'rooms', 'telemetry', 'store', 'process'] as const;
type SettingGroup = (typeof SETTING_GROUPS)[number];

const seconds = (ms: number) => String(ms / 1_000);

function inGroup(group: SettingGroup) {
  return <T>(
    schema: z.ZodType<T, string>,
    fallback: string,
    about: string | { secret: string },
  ): Setting<T> => ({
    schema,
    fallback,
    about: typeof about === 'string' ? about : about.secret,
    group,
    secret: typeof about !== 'string',
  });
}

const web = inGroup('web');
const access = inGroup('access');
const media = inGroup('media');
const rooms = inGroup('rooms');
const telemetry = inGroup('telemetry');
const store = inGroup('store');
const processGroup = inGroup('process');

/** What of people a store may keep. */
export const KEPT_DATA = ['identity', 'browser', 'tags'] as const;

const origin = listOf('origins (https://app.example.org) or *', (item) =>
  item === '*' ? '*' : parseOrigin(item),
);
const turnUrl = listOf('turn: or turns: URLs', (item) =>
  /^turns?:\S{1,200}$/u.test(item) ? item : undefined,
);
const stunUrl = listOf('stun: or stuns: URLs', (item) =>
  /^stuns?:\S{1,200}$/u.test(item) ? item : undefined,
);
const CODECS = { vp8: 'video/VP8', h264: 'video/H264', vp9: 'video/VP9', av1: 'video/AV1' } as const;
const codec = listOf('vp8, h264, vp9, av1', (item): string | undefined =>
  Object.hasOwn(CODECS, item) ? CODECS[item as keyof typeof CODECS] : undefined,
);
const cameraMode = z.string().regex(
  // A camera without spatial layers would be refused: it cannot be thinned out for small tiles.
  /^(?:simulcast|L[23]T[1-3](?:_KEY)?)$/u,
  'must be "simulcast" or an SVC mode with spatial layers, such as L3T3_KEY',
);

/** Every environment variable there is. The one schema of the configuration is made from it. */
export const SETTINGS = {
  EARSHOT_HOST: web(host, '127.0.0.1', 'Address the web server listens on; `0.0.0.0` or `::` for all.'),
  EARSHOT_PORT: web(whole(0, 65_535), '8080', 'Its port; 0 takes any free one.'),
  EARSHOT_PUBLIC_URL: web(
    optionalOrigin,
    '',
    'The origin people open, e.g. `https://calls.example.org`. Behind a proxy it says which origin is the server’s own; with https in it browsers are told to use nothing else. Dashboards link to it.',
  ),
  EARSHOT_ALLOWED_ORIGINS: web(
    origin,
    '',
    'Origins besides its own whose pages may use this server or show it in an iframe; `*` allows all.',
  ),
  EARSHOT_TLS_CERT: web(
    optionalText,
    '',
    'PEM file of the certificate chain; with `EARSHOT_TLS_KEY` the server speaks https itself.',
  ),
  EARSHOT_TLS_KEY: web(optionalText, '', 'PEM file of its key.'),
  EARSHOT_TRUST_PROXY: web(
    trustProxy,
    'off',
    'Which proxies are believed about the client’s address: `off`, a number of hops, or addresses (`loopback`, `uniquelocal`, CIDR).',
  ),

  EARSHOT_API_KEYS: access(listOf('id:secret pairs', parseApiKey), '', {
    secret:
      'API keys as `id:secret`, comma-separated; the first one signs what the server makes itself. In production at least one, each secret of 32 characters or more. In development a random one is made when none is given.',
  }),
  EARSHOT_OPERATOR_KEYS: access(listOf('id:secret pairs', parseApiKey), '', {
    secret:
      'Keys of operators as `id:secret`, comma-separated: for `/v1/calls`, the removal of a person’s data, and the quality page. They make no tokens, and API keys do not open these. In production each secret of 32 characters or more, and without any nobody is let in. In development a random one is made and shown when none is given.',
  }),
  EARSHOT_GUEST_ACCESS: access(
    oneOf(['off', 'link']),
    'off',
    '`link` lets people in who hold a signed invite link; `off` asks everybody for a token.',
  ),

  EARSHOT_WORKERS: media(whole(0, 256), '0', 'Media workers; 0 starts one for each processor.'),
  EARSHOT_WORKER_NICE: media(
    whole(-20, 19),
    '-10',
    'Scheduling priority of the media workers (nice: lower runs first; 0: as the server was started). Media that wait for the processor are late for everybody. Negative ones need CAP_SYS_NICE, which root has outside of containers; without it nothing changes.',
  ),
  EARSHOT_SIGNALLING_NICE: media(
    whole(-20, 19),
    '-5',
    'The same for the signalling process, behind the workers.',
  ),
  EARSHOT_WORKER_TARGET_PPS: media(
    whole(100, 10_000_000),
    '50000',
    'Packets/s (in and out) up to which one worker is filled; a call that needs more goes on on another one. Shedding is undone below it. `npm run bench -- workers` measures what this machine carries.',
  ),
  EARSHOT_WORKER_FULL_PPS: media(
    whole(100, 10_000_000),
    '60000',
    'Packets/s from which on a worker takes no new room (`node_full` when none does).',
  ),
  EARSHOT_WORKER_SHED_PPS: media(
    whole(100, 10_000_000),
    '70000',
    'Packets/s from which on a worker sheds load, one step every 5 seconds.',
  ),
  EARSHOT_MAX_RECEIVE_KBPS: media(
    whole(100, 1_000_000),
    '20000',
    'Video that one participant receives at most, by the bitrates of the layers chosen, kbit/s.',
  ),
  EARSHOT_RTC_IPS: media(
    listOf('addresses (listen or listen@announced)', parseRtcAddress),
    '',
    'Where media listens, and with `@` the address that clients are told, e.g. `0.0.0.0@203.0.113.7,::@2001:db8::7`. Not set: in development loopback and the machine’s first LAN address; in production it must be set.',
  ),
  EARSHOT_RTC_PORT: media(
    whole(0, 65_000),
    '40000',
    'First media port: worker *n* takes this port + *n*, UDP and TCP. 0 takes free ones.',
  ),
  EARSHOT_RTC_UDP: media(flag, 'on', 'Media over UDP.'),
  EARSHOT_RTC_TCP: media(flag, 'on', 'Media over TCP, for networks that block UDP.'),
  EARSHOT_STUN_URLS: media(
    stunUrl,
    '',
    'STUN servers for clients. Not needed for the server’s own public address.',
  ),
  EARSHOT_TURN_URLS: media(turnUrl, '', 'TURN servers for clients.'),
  EARSHOT_TURN_SECRET: media(optionalText, '', {
    secret:
      'Secret shared with the TURN server (`static-auth-secret` of coturn); credentials made from it expire.',
  }),
  EARSHOT_TURN_TTL_SECONDS: media(whole(60, 86_400), '3600', 'Life of those credentials.'),
  EARSHOT_VIDEO_CODECS: media(codec, 'vp8,h264,vp9,av1', 'Video codecs offered, in order of preference.'),
  EARSHOT_CAMERA_MODE: media(
    cameraMode,
    'simulcast',
    '`simulcast`, or an SVC mode such as `L3T3_KEY` (VP9 or AV1 first in the codec list).',
  ),

  EARSHOT_MAX_PARTICIPANTS: rooms(
    whole(1, LIMITS.maxParticipants),
    String(LIMITS.maxParticipants),
    'Places in one call: joining, connected, reconnecting and hidden participants all hold one.',
  ),
  EARSHOT_EMPTY_ROOM_SECONDS: rooms(
    whole(0, 86_400),
    seconds(LIMITS.emptyRoomMs),
    'How long a room is kept after the last one left.',
  ),
  EARSHOT_RESUME_SECONDS: rooms(
    whole(1, 600),
    seconds(LIMITS.resumeGraceMs),
    'How long a participant whose connection is lost keeps the place.',
  ),
  EARSHOT_DUPLICATE_IDENTITY: rooms(
    oneOf(['replace', 'allow']),
    'replace',
    'What happens when an identity joins a second time: the new leg replaces the old one, or both stay.',
  ),
  EARSHOT_DESKTOP_VIDEOS: rooms(
    whole(0, LIMITS.maxVideos),
    String(LIMITS.desktopVideos),
    'Videos one desktop receives in calls of fewer than 100.',
  ),
  EARSHOT_MOBILE_VIDEOS: rooms(
    whole(0, LIMITS.maxVideos),
    String(LIMITS.mobileVideos),
    'Videos one phone receives in calls of fewer than 100.',
  ),
  EARSHOT_AUDIO_PACKET_BUDGET: rooms(
    whole(1_000, 10_000_000),
    String(LIMITS.audioPacketBudget),
    'Audio packets per second that one call may cost: divided by its participants and 50 packets/s it gives how many microphones are forwarded, 8 at least and 32 at most.',
  ),
  EARSHOT_MAX_CALL_SECONDS: rooms(
    whole(60, 604_800),
    seconds(LIMITS.maxCallMs),
    'The longest call; its end is announced 5 minutes before.',
  ),

  EARSHOT_METRICS_HOST: telemetry(host, '127.0.0.1', 'Address of the metrics listener.'),
  EARSHOT_METRICS_PORT: telemetry(
    optionalWhole(0, 65_535),
    '',
    'Port of a listener that serves `/metrics` alone; 0 takes any free one. Not set: in development `/metrics` is on the web port; in production there too when `EARSHOT_METRICS_TOKEN` is set, else on port 9464.',
  ),
  EARSHOT_METRICS_TOKEN: telemetry(optionalText, '', {
    secret: 'Bearer token that `/metrics` asks for, wherever it listens.',
  }),
  EARSHOT_DIAGNOSTICS: telemetry(
    diagnosticOverrides,
    '',
    'Bounds of diagnostics that this deployment changes, as JSON by code, e.g. `{"audioConcealment":{"enter":0.05}}`; see docs/diagnostics.md.',
  ),
  EARSHOT_OTLP_ENDPOINT: telemetry(
    optionalUrl,
    '',
    'OpenTelemetry collector (OTLP over HTTP), e.g. `http://127.0.0.1:4318`. Not set: nothing is exported.',
  ),
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: telemetry(
    oneOf(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram']),
    'explicit_bucket_histogram',
    'Histograms in that export: with the buckets of `/metrics`, or exponential ones. OpenTelemetry’s own name.',
  ),

  EARSHOT_STORE_URL: store(storeUrl, 'sqlite:data/calls.db', {
    secret:
      'Where calls are kept: `sqlite:<file>`, `postgres://…`, or `off`. A file is made with its folder when it is not there.',
  }),
  EARSHOT_STORE_KEEP: store(
    listOf(KEPT_DATA.join(', '), (item) => KEPT_DATA.find((known) => known === item)),
    KEPT_DATA.join(','),
    'What of people is kept: `identity` (the token’s `sub`), `browser` (families and major versions), `tags` (the app’s own). Addresses, names and labels of devices never are.',
  ),
  EARSHOT_STORE_INTERVAL_DAYS: store(
    whole(1, 3_650),
    '7',
    'How long intervals of 10 seconds and events are kept.',
  ),
  EARSHOT_STORE_SUMMARY_DAYS: store(
    whole(1, 3_650),
    '90',
    'How long calls, legs, tracks, issues and surveys are kept.',
  ),
  EARSHOT_STORE_MAX_MB: store(
    whole(10, 10_000_000),
    '5000',
    'What the store may take on its disk; above it the oldest intervals are removed before their time.',
  ),
  EARSHOT_DRAIN_SECONDS: processGroup(
    whole(0, 86_400),
    '60',
    'How long the server waits for calls to end after SIGTERM.',
  ),
  EARSHOT_LOG_LEVEL: processGroup(
    oneOf(['error', 'warn', 'info', 'debug', 'silent']),
    'info',
    'Smallest level logged; the rubric is in server/README.md.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

/** Name of an environment variable. */
export type SettingName = keyof typeof SETTINGS;
/** Parsed value of a variable. */
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]['schema']>;

/** All names. */
export const SETTING_NAMES = Object.keys(SETTINGS) as [SettingName, ...SettingName[]];
