import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alertGroups } from '../../grafana/rules.ts';
import { DASHBOARDS } from '../../grafana/dashboards.ts';
import {
  interpolate,
  readCompose,
  readRepositoryFile,
  SOME_ENV,
  type ComposeService,
} from '../support/compose.ts';
import { readDashboard } from '../support/dashboard-json.ts';
import { expandLink } from '../support/grafana-links.ts';

const { services } = readCompose();
const FOLDER = 'grafana/provisioning';
const CALL = '3f0c1a52-6a0e-4d6f-9a44-0c1f8f3c9b11';

interface DataSource {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly editable: boolean;
  readonly isDefault?: boolean;
  readonly jsonData: {
    readonly exemplarTraceIdDestinations?: readonly { readonly name: string; readonly url: string }[];
  };
}
const sources = filesIn(`${FOLDER}/datasources`).flatMap(
  (file) => (parse(readRepositoryFile(file)) as { datasources: readonly DataSource[] }).datasources,
);

function filesIn(folder: string): string[] {
  return readdirSync(new URL(`../../${folder}`, import.meta.url)).map((name) => `${folder}/${name}`);
}

function service(name: string): ComposeService {
  const found = services[name];
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

/** Ports inside the network of the compose file on which a service can be reached. */
function portsOf(name: string): string[] {
  const { ports = [], expose = [] } = service(name);
  return [...expose, ...ports.map((port) => port.split(':').at(-1) ?? '')];
}

/** Text of a provisioning file after Grafana has put its environment in and made `$$` a dollar. */
function asGrafanaReads(text: string): string {
  const environment = service('grafana').environment ?? {};
  return text
    .split('$$')
    .map((part) =>
      part.replaceAll(/\$\{(\w+)\}/gu, (...[, name = '']: string[]) => {
        const value = environment[name];
        if (value === undefined) throw new Error(`grafana has no ${name}`);
        return interpolate(value, SOME_ENV);
      }),
    )
    .join('$');
}

describe('what Grafana is given', () => {
  it('has one default data source, and each is a service that listens there', () => {
    expect(sources.filter(({ isDefault }) => isDefault === true)).toHaveLength(1);
    expect(new Set(sources.map(({ uid }) => uid)).size).toBe(sources.length);
    expect(sources.map(({ type }) => type).toSorted()).toEqual(['alertmanager', 'prometheus', 'tempo']);
    for (const { url, editable } of sources) {
      expect(portsOf(new URL(url).hostname)).toContain(new URL(url).port);
      expect(editable).toBe(false);
    }
  });

  it('leads from an exemplar to its call', () => {
    const destinations = sources.flatMap(({ jsonData }) => jsonData.exemplarTraceIdDestinations ?? []);
    expect(destinations.map(({ name }) => name)).toEqual(['call_id']);
    const url = asGrafanaReads(destinations[0]?.url ?? '');
    const click = { variables: { '__value.raw': CALL }, labels: {}, from: 0, to: 0 };
    expect(expandLink(url, click)).toBe(`https://calls.example.org/quality/calls/${CALL}`);
  });

  it('finds the dashboards where they are mounted, and their data source', () => {
    const [file = ''] = filesIn(`${FOLDER}/dashboards`);
    const { providers } = parse(readRepositoryFile(file)) as {
      providers: readonly { options: { path: string }; allowUiUpdates: boolean }[];
    };
    const mounts = (service('grafana').volumes ?? []).map((volume) => volume.split(':'));
    const folder = providers[0]?.options.path ?? '';
    expect(mounts).toContainEqual(['./grafana/dashboards', folder, 'ro']);
    expect(mounts).toContainEqual(['./grafana/provisioning', '/etc/grafana/provisioning', 'ro']);
    expect(service('grafana').environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(
      `${folder}/overview.json`,
    );
    for (const { id } of DASHBOARDS) {
      const [datasource] = readDashboard(id).templating.list;
      expect(sources.map(({ uid }) => uid)).toContain(datasource?.current?.value);
    }
  });
});

describe('what Prometheus, Alertmanager, the collector and Tempo are given', () => {
  interface PrometheusFile {
    readonly global: { readonly external_labels: { readonly runbooks: string } };
    readonly alerting: { readonly alertmanagers: readonly Targets[] };
    readonly scrape_configs: readonly (Targets & { readonly job_name: string })[];
    readonly rule_files: readonly string[];
  }
  interface Targets {
    readonly static_configs: readonly { readonly targets: readonly string[] }[];
  }
  const prometheus = parse(readRepositoryFile('deploy/prometheus.yml')) as PrometheusFile;
  const targetsOf = (all: readonly Targets[]) =>
    all.flatMap((one) => one.static_configs.flatMap(({ targets }) => targets));

  it('scrapes and alerts services that are there', () => {
    for (const target of targetsOf([...prometheus.scrape_configs, ...prometheus.alerting.alertmanagers])) {
      const [host = '', port = ''] = target.split(':');
      if (host === '127.0.0.1') continue;
      expect(portsOf(host), target).toContain(port);
    }
    expect(targetsOf(prometheus.alerting.alertmanagers)).toEqual(['alertmanager:9093']);
    expect(service('prometheus').volumes).toContain('./grafana/rules:/etc/prometheus/rules:ro');
  });

  it('serves the runbooks where alerts say that they are', () => {
    const environment = service('prometheus').environment ?? {};
    const domain = interpolate(environment['EARSHOT_DOMAIN'] ?? '', SOME_ENV);
    const base = prometheus.global.external_labels.runbooks.replace('${EARSHOT_DOMAIN}', domain);
    expect(base).toBe('https://calls.example.org/runbooks');
    const mount = (service('caddy').volumes ?? []).find((volume) => volume.includes('runbooks')) ?? '';
    const [from = '', to = ''] = mount.split(':');
    const caddyfile = readRepositoryFile('deploy/Caddyfile');
    expect(caddyfile).toContain('handle_path /runbooks/*');
    expect(caddyfile).toContain(`root * ${to}`);
    for (const rule of alertGroups().flatMap(({ rules }) => rules)) {
      if (!('alert' in rule)) continue;
      const url = rule.annotations.runbook_url.replace('{{ $externalLabels.runbooks }}', base);
      const file = new URL(url).pathname.replace('/runbooks/', `${from}/`);
      expect(existsSync(new URL(`../../${file}`, import.meta.url)), url).toBe(true);
    }
  });

  it('routes every severity of the rules, and lets pages silence tickets', () => {
    const {
      route,
      receivers,
      inhibit_rules: inhibits,
    } = parse(readRepositoryFile('deploy/alertmanager.yml')) as {
      route: { receiver: string; routes: readonly { receiver: string; matchers: readonly string[] }[] };
      receivers: readonly { name: string }[];
      inhibit_rules: readonly Record<string, readonly string[]>[];
    };
    const names = receivers.map(({ name }) => name);
    expect([route.receiver, ...route.routes.map(({ receiver }) => receiver)].toSorted()).toEqual(
      names.toSorted(),
    );
    expect(inhibits).toContainEqual({
      source_matchers: ['severity="page"'],
      target_matchers: ['severity="ticket"'],
      equal: ['job'],
    });
  });

  it('sends traces from the collector to where Tempo takes them, and keeps them in its volume', () => {
    const collector = parse(readRepositoryFile('deploy/otel-collector.yml')) as {
      exporters: Record<string, { endpoint?: string } | null>;
      service: { pipelines: { traces: { exporters: readonly string[] } } };
    };
    const [exporter = ''] = collector.service.pipelines.traces.exporters;
    const [host = '', port = ''] = (collector.exporters[exporter]?.endpoint ?? '').split(':');
    expect(portsOf(host)).toContain(port);
    const tempo = readRepositoryFile('deploy/tempo.yml');
    expect(tempo).toContain(`endpoint: 0.0.0.0:${port}`);
    const { server, storage } = parse(tempo) as {
      server: { http_listen_port: number };
      storage: { trace: { wal: { path: string }; local: { path: string } } };
    };
    expect(portsOf('tempo')).toContain(String(server.http_listen_port));
    const volume = (service('tempo').volumes ?? []).find((one) => one.startsWith('tempo-data:')) ?? '';
    for (const { path } of [storage.trace.wal, storage.trace.local])
      expect(path.startsWith(`${volume.split(':')[1] ?? ''}/`)).toBe(true);
  });
});
