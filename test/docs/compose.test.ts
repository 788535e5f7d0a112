import { existsSync } from 'node:fs';
import { loadConfig } from '@earshot/server/config.ts';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  composeEnvironment,
  interpolate,
  readCompose,
  readRepositoryFile,
  SOME_ENV,
  type ComposeService,
} from '../support/compose.ts';

const compose = readCompose();
const services = Object.entries(compose.services);
const earshot = service('earshot');
const text = readRepositoryFile('docker-compose.yml');
const envExample = readRepositoryFile('deploy/.env.example');

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

describe('docker-compose.yml', () => {
  it('fits the schema of the compose specification', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    // `duration` in that schema is Go's (`75s`), not the format of the same name in JSON Schema.
    ajv.addFormat('duration', /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/u);
    const schema = JSON.parse(readRepositoryFile('test/fixtures/compose-spec/compose-spec.json')) as Record<
      string,
      unknown
    >;
    const validate = ajv.compile(schema);
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ services: { earshot: { imagee: 'x' } } })).toBe(false);
  });

  it('holds everything that a first installation needs', () => {
    expect(services.map(([name]) => name).toSorted()).toEqual(
      [
        'alertmanager',
        'caddy',
        'coturn',
        'earshot',
        'grafana',
        'otel-collector',
        'prometheus',
        'tempo',
      ].toSorted(),
    );
  });

  it.each(services)('%s runs a pinned version as somebody who is not root', (_name, { image, user }) => {
    expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+$/u);
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/u);
  });

  it.each(services)('%s has a health check, or is watched by Prometheus', (name, { healthcheck }) => {
    const { scrape_configs: jobs } = parse(readRepositoryFile('deploy/prometheus.yml')) as {
      scrape_configs: readonly { job_name: string }[];
    };
    if (healthcheck?.disable === true) expect(jobs.map((job) => job.job_name)).toContain(name);
    else expect(healthcheck?.test?.length).toBeGreaterThan(1);
  });

  it.each(services)('%s mounts files that exist and volumes that are declared', (_name, { volumes = [] }) => {
    for (const volume of volumes) {
      const [from = ''] = volume.split(':');
      if (from.startsWith('.'))
        expect(existsSync(new URL(`../../${from}`, import.meta.url)), from).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(from);
    }
  });

  it('asks for every secret and has a default for none', () => {
    const asked = [...text.matchAll(/\$\{(\w+):\?/gu)].map(([, name = '']) => name);
    const offered = [...envExample.matchAll(/^(\w+)=(.*)$/gmu)].map(([, name = '', value = '']) => ({
      name,
      value,
    }));
    expect(new Set(asked)).toEqual(new Set(Object.keys(SOME_ENV)));
    expect(offered.map(({ name }) => name)).toEqual(expect.arrayContaining(asked));
    for (const { name, value } of offered) if (asked.includes(name)) expect(value, name).toBe('');
    for (const missing of asked) {
      const values = Object.fromEntries(Object.entries(SOME_ENV).filter(([name]) => name !== missing));
      expect(() => interpolate(text, values)).toThrow(missing);
    }
  });

  it('gives the server an environment that it accepts in production, with guests by link', () => {
    const config = loadConfig(composeEnvironment());
    expect(config.mode).toBe('production');
    expect(config.guestAccess).toBe('link');
    expect(config.http.publicUrl).toBe('https://calls.example.org');
    expect(config.media.turn?.urls).toHaveLength(2);
    expect(loadConfig(composeEnvironment({ ...SOME_ENV, EARSHOT_GUEST_ACCESS: 'off' })).guestAccess).toBe(
      'off',
    );
  });

  it('publishes a media port for each worker, and never the metrics', () => {
    const { media, telemetry, http, drainMs } = loadConfig(composeEnvironment());
    const last = media.port + media.workers - 1;
    const range = `${String(media.port)}-${String(last)}`;
    expect(earshot.ports).toEqual([`${range}:${range}/udp`, `${range}:${range}/tcp`]);
    expect(earshot.expose).toEqual([String(http.port), String(telemetry.metrics.port)]);
    expect(readRepositoryFile('Dockerfile')).toContain(
      `EXPOSE ${String(http.port)} ${String(telemetry.metrics.port)} ${range}/udp ${range}/tcp`,
    );
    expect(drainMs).toBeLessThan(75_000);
  });

  it('lets Prometheus, Caddy and the collector meet the server where it listens', () => {
    const { telemetry, http } = loadConfig(composeEnvironment());
    expect(readRepositoryFile('deploy/prometheus.yml')).toContain(
      `earshot:${String(telemetry.metrics.port)}`,
    );
    expect(readRepositoryFile('deploy/Caddyfile')).toContain(`reverse_proxy earshot:${String(http.port)}`);
    expect(telemetry.otlpEndpoint).toBe('http://otel-collector:4318');
    expect(readRepositoryFile('deploy/otel-collector.yml')).toContain('endpoint: 0.0.0.0:4318');
  });

  it('shares one TURN secret, and lets the relay reach the media address alone', () => {
    const { command = [] } = service('coturn');
    const filled = command.map((word) => interpolate(word, SOME_ENV));
    expect(filled).toContain(
      `--static-auth-secret=${loadConfig(composeEnvironment()).media.turn?.secret ?? ''}`,
    );
    expect(filled).toContain('--allowed-peer-ip=203.0.113.7');
    expect(readRepositoryFile('deploy/turnserver.conf')).toContain('denied-peer-ip=0.0.0.0-255.255.255.255');
  });

  it('shows operators’ pages to this machine only', () => {
    for (const name of ['grafana', 'prometheus', 'alertmanager'])
      for (const port of service(name).ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/u);
  });
});

describe('the Dockerfile', () => {
  const dockerfile = readRepositoryFile('Dockerfile');

  it('builds on pinned images and ends as somebody who is not root', () => {
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gmu)].map(([, image]) => image);
    expect(images).toHaveLength(3);
    for (const image of images) expect(image).toMatch(/:\d+\.\d+\.\d+-/u);
    const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(lastStage).toMatch(/^USER node$/mu);
    expect(lastStage).not.toContain('npm ');
  });

  it('copies the manifest of every workspace, so that the lock file fits', () => {
    const { workspaces } = JSON.parse(readRepositoryFile('package.json')) as { workspaces: string[] };
    for (const workspace of workspaces)
      expect(dockerfile).toContain(`COPY ${workspace}/package.json ${workspace}/`);
  });
});
