import { EXPECTED_EMPTY, queriesOf } from '../support/dashboard-queries.ts';
import { alertGroups, recordingGroups } from '../../grafana/rules.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../support/browser/stage.ts';
import { freePortRun } from '../support/free-ports.ts';
import { parseMetrics, sumOf } from '../support/metrics.ts';
import { configFor, promtool, startPrometheus, type Prometheus } from '../support/prometheus.ts';
import { readRunbooks } from '../support/runbooks.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../support/telemetry.ts';
import { until, untilValue } from '../support/until.ts';

/** A live server with a call in it, scraped by Debian's Prometheus with the configuration that operators get. */
let stage: Stage;
let prometheus: Prometheus;
let receiver: OtlpReceiver;
let metricsUrl: string;
const queries = queriesOf();
const rules = [...recordingGroups(), ...alertGroups()].flatMap((group) => group.rules);

beforeAll(async () => {
  const port = await freePortRun(1);
  metricsUrl = `http://127.0.0.1:${String(port)}/metrics`;
  receiver = await startOtlpReceiver();
  stage = await openStage({
    env: { EARSHOT_METRICS_PORT: String(port), EARSHOT_OTLP_ENDPOINT: receiver.endpoint },
  });
  prometheus = await startPrometheus(configFor(`127.0.0.1:${String(port)}`));
  await until(
    async () =>
      (await prometheus.query('earshot_join_attempts_total')).length === 1 ? undefined : 'no scrape',
    { what: 'a scrape before the first join', timeoutMs: 60_000 },
  );
  const people = await Promise.all(['Ann', 'Ben', 'Cem'].map((name) => stage.join(name)));
  await Promise.all(people.map((person) => person.untilReceives({ videos: 2, voices: 1 })));
  // Somebody leaves, so that there are ended legs to count.
  await people[2]?.leave();
  await until(
    async () => {
      const samples = parseMetrics(await (await fetch(metricsUrl)).text());
      const reports = sumOf(samples, 'earshot_reports_total', { result: 'accepted' }) ?? 0;
      const ended = sumOf(samples, 'earshot_legs_ended_total') ?? 0;
      return reports >= 6 && ended >= 1
        ? undefined
        : `${String(reports)} reports, ${String(ended)} legs ended`;
    },
    { what: 'three reports of each', timeoutMs: 120_000, intervalMs: 500 },
  );
}, 400_000);

afterAll(async () => {
  await prometheus.close();
  await stage.close();
  await receiver.close();
});

describe('Prometheus on a live call', () => {
  it('promtool finds nothing to complain about in the text answer', async () => {
    const text = await (await fetch(metricsUrl)).text();
    expect(await promtool(['check', 'metrics'], text)).toEqual({ code: 0, output: '' });
  });

  it('scrapes the server as OpenMetrics, without losing a sample', async () => {
    // Series come while the call goes on: the two looks must have met the same state once.
    await until(async () => {
      const shown = parseMetrics(await (await fetch(metricsUrl)).text()).length;
      const [up] = await prometheus.query('up{job="earshot"}');
      const [scraped] = await prometheus.query('scrape_samples_scraped{job="earshot"}');
      return up?.value[1] === '1' && Number(scraped?.value[1]) === shown
        ? undefined
        : `up ${String(up?.value[1])}, ${String(scraped?.value[1])} of ${String(shown)} samples`;
    });
  });

  it('shows the bitrate, loss, round trip and frames of the call', async () => {
    const positive = [
      'sum(rate(earshot_sfu_bytes_total{direction="in"}[1m]))',
      'sum(rate(earshot_sfu_bytes_total{direction="out"}[1m]))',
      'sum(rate(earshot_client_video_frames_total{direction="receive"}[1m]))',
      'sum(earshot_client_rtt_seconds_count)',
      'sum(earshot_client_loss_ratio_count{direction="receive"})',
      'sum(earshot_client_quality_seconds_total{band=~"good|fair|poor"})',
    ];
    for (const expr of positive) {
      await until(
        async () =>
          Number((await prometheus.query(expr))[0]?.value[1] ?? 0) > 0 ? undefined : 'nothing yet',
        { what: expr, timeoutMs: 60_000 },
      );
    }
    await expect.poll(async () => (await prometheus.query('earshot_participants'))[0]?.value[1]).toBe('2');
  });

  it('keeps exemplars that lead to the call', async () => {
    interface Exemplars {
      readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>> }[];
    }
    const range = () => `start=${String(Date.now() / 1_000 - 600)}&end=${String(Date.now() / 1_000 + 5)}`;
    for (const name of ['earshot_client_rtt_seconds_bucket', 'earshot_client_quality_seconds_total']) {
      const labels = await untilValue(
        async () => {
          const found = await prometheus.api<Exemplars[]>(`/api/v1/query_exemplars?query=${name}&${range()}`);
          const all = found.flatMap(({ exemplars }) => exemplars.map((exemplar) => exemplar.labels));
          return all.length > 0 ? all : undefined;
        },
        { what: `exemplars of ${name}` },
      );
      for (const { call_id: call, participant_id: participant } of labels) {
        expect(call).toMatch(/^[0-9a-f-]{36}$/u);
        expect(participant).toMatch(/^[0-9a-f-]{36}$/u);
      }
    }
  });

  it('traces each join from its token to the first packets', async () => {
    const expected = [
      'join',
      'token',
      'seat',
      'media',
      'ice: send transport connected',
      'ice: receive transport connected',
      'dtls: send transport connected',
      'dtls: receive transport connected',
      'client: joined',
      'client: send transport connected',
      'client: receive transport connected',
      'client: first audio',
      'client: first video',
    ];
    const traces = () => [...new Set(receiver.spans.map(({ traceId }) => traceId))];
    await until(
      () => {
        const missing = traces().map((id) => {
          const names = receiver.spans.filter(({ traceId }) => traceId === id).map(({ name }) => name);
          return expected.filter((name) => !names.includes(name));
        });
        return missing.filter((names) => names.length === 0).length >= 2
          ? undefined
          : JSON.stringify(missing);
      },
      { what: 'two whole traces', timeoutMs: 60_000 },
    );
    expect(traces()).toHaveLength(3);
  });

  it('answers every query of every dashboard', async () => {
    const empty: string[] = [];
    await until(
      async () => {
        empty.length = 0;
        for (const { panel, expr } of queries) {
          if ((await prometheus.query(expr)).length === 0) empty.push(`${panel}: ${expr}`);
        }
        return empty.every(isExpectedEmpty)
          ? undefined
          : empty.filter((query) => !isExpectedEmpty(query)).join('\n');
      },
      { what: 'data for every panel', timeoutMs: 90_000, intervalMs: 1_000 },
    );
  });

  it('answers every query of the runbooks', async () => {
    for (const { file, queries: asked } of readRunbooks())
      for (const query of asked)
        await expect(prometheus.query(query), `${file}: ${query}`).resolves.toBeInstanceOf(Array);
  });

  it('loads every rule, and each finds data', async () => {
    interface Groups {
      readonly groups: readonly {
        readonly rules: readonly { name: string; health: string; lastError?: string }[];
      }[];
    }
    await until(
      async () => {
        const { groups } = await prometheus.api<Groups>('/api/v1/rules');
        const loaded = groups.flatMap((group) => group.rules);
        const bad = loaded.filter(({ health }) => health !== 'ok');
        if (loaded.length !== rules.length) return `${String(loaded.length)} rules`;
        return bad.length === 0
          ? undefined
          : bad.map(({ name, lastError }) => `${name} ${lastError ?? ''}`).join();
      },
      { what: 'healthy rules', timeoutMs: 60_000 },
    );
    await until(
      async () => {
        const empty: string[] = [];
        for (const rule of rules) {
          for (const expr of 'record' in rule ? [rule.expr] : comparedIn(rule.expr)) {
            if ((await prometheus.query(expr)).length === 0 && !isExpectedEmpty(expr)) empty.push(expr);
          }
        }
        return empty.length === 0 ? undefined : empty.join('\n');
      },
      { what: 'data for every rule', intervalMs: 500 },
    );
  });

  it('fires no alert on a call that is well', async () => {
    const alerts = await prometheus.query('ALERTS{alertstate="firing"}');
    expect(alerts.map(({ metric }) => metric['alertname'])).toEqual([]);
  });

  it('stays readable while others scrape in both formats', async () => {
    const before = await prometheus.query('sum_over_time(up{job="earshot"}[1h])');
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const accept = index % 2 === 0 ? 'text/plain' : 'application/openmetrics-text; version=1.0.0';
        const text = await (await fetch(metricsUrl, { headers: { accept } })).text();
        expect(text.endsWith('# EOF\n')).toBe(index % 2 === 1);
        expect(text).toContain('earshot_client_rtt_seconds_bucket');
      }),
    );
    await until(
      async () => {
        const now = await prometheus.query('sum_over_time(up{job="earshot"}[1h])');
        return Number(now[0]?.value[1]) > Number(before[0]?.value[1]) ? undefined : 'no scrape since';
      },
      { what: 'a good scrape after them' },
    );
  });
});

/** What an alert compares: the left sides of its conditions. */
function comparedIn(expr: string): string[] {
  return expr.split('\nand on (job) ').map((part) => part.replace(/ (?:>|<|==) [\d.]+$/u, ''));
}

function isExpectedEmpty(query: string): boolean {
  return EXPECTED_EMPTY.some(({ part }) => query.includes(part));
}
