import { loadConfig, describeEnvironment, type Environment } from '@earshot/server/config.ts';
import { describe, expect, it } from 'vitest';

const SECRET = '0123456789abcdef0123456789abcdef';
const production = {
  NODE_ENV: 'production',
  EARSHOT_API_KEYS: `app:${SECRET}`,
  EARSHOT_RTC_IPS: '0.0.0.0@203.0.113.7',
};

function problemsOf(environment: Environment): string {
  try {
    loadConfig(environment);
  } catch (error) {
    expect(error).toMatchObject({ code: 'config_invalid' });
    return error instanceof Error ? error.message : '';
  }
  return '';
}

describe('loadConfig', () => {
  it('runs on defaults in development, bound to loopback', () => {
    expect(loadConfig({})).toMatchObject({
      mode: 'development',
      http: { host: '127.0.0.1', port: 8080, tls: undefined, trustProxy: false, allowedOrigins: [] },
      apiKeys: [],
      guestAccess: 'off',
      rooms: { maxParticipants: 350, emptyRoomMs: 20_000, resumeGraceMs: 30_000, maxCallMs: 108_000_000 },
      media: { workers: 0, addresses: [], udp: true, tcp: true, cameraMode: 'simulcast' },
      telemetry: {
        metrics: { port: undefined, token: undefined },
        otlpEndpoint: undefined,
        otlpHistograms: 'explicit',
      },
    });
  });

  it('ignores variables that are not its own', () => {
    expect(problemsOf({ PATH: '/bin', HOME: '/root', OTEL_SERVICE_NAME: 'x' })).toBe('');
  });

  it('knows the one variable of OpenTelemetry that says how histograms are exported', () => {
    const name = 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION';
    const config = loadConfig({ [name]: 'base2_exponential_bucket_histogram' });
    expect(config.telemetry.otlpHistograms).toBe('exponential');
    expect(problemsOf({ [name]: 'sketch' })).toContain(`${name} must be`);
  });

  it('refuses an unknown key and hints at the one that was meant', () => {
    const problems = problemsOf({ EARSHOT_PROT: '80', EARSHOT_COLOUR_OF_THE_SKY: 'blue' });
    expect(problems).toContain('EARSHOT_PROT is not a setting of this server; did you mean EARSHOT_PORT?');
    expect(problems).toContain('EARSHOT_COLOUR_OF_THE_SKY is not a setting of this server');
  });

  it.each(['10.0.0.0/', '10.0.0.0/33', '10.0.0.0/8/8', '2001:db8::/129', '10.0.0.0/x', 'constructor'])(
    'trusts no proxies of the network %j, which is none',
    (network) => {
      expect(problemsOf({ EARSHOT_TRUST_PROXY: network })).toContain('EARSHOT_TRUST_PROXY must be');
    },
  );

  it('takes bounds of diagnostics as JSON, and says where they are wrong', () => {
    expect(problemsOf({ EARSHOT_DIAGNOSTICS: '{' })).toContain('EARSHOT_DIAGNOSTICS must be JSON');
    expect(problemsOf({ EARSHOT_DIAGNOSTICS: '{"cameraFrees":{}}' })).toContain('EARSHOT_DIAGNOSTICS');
    expect(problemsOf({ EARSHOT_DIAGNOSTICS: '{"cameraFreeze":{"enter":3}}' })).toContain(
      'cameraFreeze is a fact: it has no bounds',
    );
  });

  it('knows no codec but those of its list', () => {
    expect(problemsOf({ EARSHOT_VIDEO_CODECS: 'constructor' })).toContain('EARSHOT_VIDEO_CODECS must be');
  });

  it('names every wrong value at once and says what was expected', () => {
    const problems = problemsOf({
      EARSHOT_PORT: '70000',
      EARSHOT_RTC_IPS: '0.0.0.0@,nonsense',
      EARSHOT_RTC_TCP: 'yes',
      EARSHOT_ALLOWED_ORIGINS: 'ftp://x',
      EARSHOT_VIDEO_CODECS: 'vp8,theora',
      EARSHOT_CAMERA_MODE: 'L9T9',
      EARSHOT_API_KEYS: 'no-colon',
      EARSHOT_TRUST_PROXY: 'everybody',
    });
    for (const name of [
      'EARSHOT_PORT must be a whole number from 0 to 65535',
      'EARSHOT_RTC_IPS must be',
      'EARSHOT_RTC_TCP must be "on" or "off"',
      'EARSHOT_ALLOWED_ORIGINS must be',
      'EARSHOT_VIDEO_CODECS must be',
      'EARSHOT_CAMERA_MODE must be',
      'EARSHOT_API_KEYS must be',
      'EARSHOT_TRUST_PROXY must be',
    ])
      expect(problems).toContain(name);
  });

  it('never repeats a secret in a message', () => {
    expect(problemsOf({ EARSHOT_API_KEYS: 'app:tell-nobody-of-this,broken' })).not.toContain('tell-nobody');
  });

  it('parses lists, addresses, codecs and proxies', () => {
    const config = loadConfig({
      EARSHOT_RTC_IPS: '0.0.0.0@203.0.113.7, ::@2001:db8::7, 10.0.0.1',
      EARSHOT_VIDEO_CODECS: 'vp9,vp8',
      EARSHOT_ALLOWED_ORIGINS: 'https://app.example.org/, http://localhost:3000',
      EARSHOT_TRUST_PROXY: 'loopback,10.0.0.0/8',
    });
    expect(config.media.addresses).toEqual([
      { ip: '0.0.0.0', announced: '203.0.113.7' },
      { ip: '::', announced: '2001:db8::7' },
      { ip: '10.0.0.1', announced: undefined },
    ]);
    expect(config.media.videoCodecs).toEqual(['video/VP9', 'video/VP8']);
    expect(config.http.allowedOrigins).toEqual(['https://app.example.org', 'http://localhost:3000']);
    expect(config.http.trustProxy).toEqual(['loopback', '10.0.0.0/8']);
  });

  it.each([
    [{ EARSHOT_TLS_CERT: 'a.pem' }, 'EARSHOT_TLS_CERT and EARSHOT_TLS_KEY go together'],
    [{ EARSHOT_TURN_URLS: 'turn:t.example.org' }, 'EARSHOT_TURN_URLS needs EARSHOT_TURN_SECRET'],
    [{ EARSHOT_RTC_UDP: 'off', EARSHOT_RTC_TCP: 'off' }, 'cannot both be off'],
    [{ EARSHOT_API_KEYS: 'a:12345678,a:87654321' }, 'has an id twice'],
    [{ EARSHOT_VIDEO_CODECS: '' }, 'must name a codec'],
  ])('refuses settings that contradict each other: %j', (environment, problem) => {
    expect(problemsOf(environment)).toContain(problem);
  });

  it('starts in production with real secrets and its metrics on loopback', () => {
    const config = loadConfig(production);
    expect(config.mode).toBe('production');
    expect(config.telemetry.metrics).toEqual({ host: '127.0.0.1', port: 9464, token: undefined });
  });

  it('leaves metrics on the web port in production when they ask for a token', () => {
    const { telemetry } = loadConfig({ ...production, EARSHOT_METRICS_TOKEN: SECRET });
    expect(telemetry.metrics.port).toBeUndefined();
  });

  it.each([
    [{ EARSHOT_API_KEYS: undefined }, 'EARSHOT_API_KEYS must be set in production'],
    [{ EARSHOT_API_KEYS: 'app:too-short' }, 'must be 32 random characters or more'],
    [{ EARSHOT_API_KEYS: `app:${'x'.repeat(40)}` }, 'must be 32 random characters or more'],
    [{ EARSHOT_TURN_SECRET: 'short', EARSHOT_TURN_URLS: 'turn:t' }, 'EARSHOT_TURN_SECRET must be 16'],
    [{ EARSHOT_METRICS_TOKEN: 'short' }, 'EARSHOT_METRICS_TOKEN must be 16'],
    [{ EARSHOT_RTC_IPS: undefined }, 'EARSHOT_RTC_IPS must be set in production'],
  ])('refuses to start in production with %j', (environment, problem) => {
    expect(problemsOf({ ...production, ...environment })).toContain(problem);
  });
});

describe('describeEnvironment', () => {
  it('shows what is in force and hides secrets', () => {
    const shown = describeEnvironment({ ...production, EARSHOT_PORT: '9000' });
    expect(shown).toMatchObject({
      EARSHOT_PORT: '9000',
      EARSHOT_API_KEYS: '[set]',
      EARSHOT_GUEST_ACCESS: 'off',
    });
    expect(JSON.stringify(shown)).not.toContain(SECRET);
  });
});
