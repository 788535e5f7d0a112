import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAlertmanager, type Alertmanager } from '../support/alertmanager.ts';
import { freePortRun } from '../support/free-ports.ts';
import { configFor, RUNBOOKS, startPrometheus, type Prometheus } from '../support/prometheus.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';

/** A server that goes away and comes back, watched by Prometheus with the repository's rules, `for` made short. */
let app: TestApp;
let alertmanager: Alertmanager;
let prometheus: Prometheus;
let port: number;

async function startServer(): Promise<TestApp> {
  return startApp({ env: { EARSHOT_METRICS_PORT: String(port) } });
}

async function untilTold(status: 'firing' | 'resolved'): Promise<void> {
  await until(
    () =>
      alertmanager.told.some((one) => one.status === status && one.labels['alertname'] === 'EarshotDown')
        ? undefined
        : JSON.stringify(alertmanager.told),
    { what: `the webhook is told that EarshotDown is ${status}`, timeoutMs: 60_000, intervalMs: 200 },
  );
}

beforeAll(async () => {
  port = await freePortRun(1);
  app = await startServer();
  alertmanager = await startAlertmanager();
  prometheus = await startPrometheus(configFor(`127.0.0.1:${String(port)}`, alertmanager.address), '1s');
});

afterAll(async () => {
  await prometheus.close();
  await alertmanager.close();
  await app.close();
});

describe('a server that goes away and comes back', () => {
  it('is told of as a page with its runbook, and again when it is over', async () => {
    await until(async () => ((await prometheus.query('up == 1')).length === 1 ? undefined : 'not up'), {
      what: 'a first scrape',
      timeoutMs: 60_000,
    });
    expect(alertmanager.told).toEqual([]);
    await app.close();
    await untilTold('firing');
    expect(alertmanager.told.find(({ labels }) => labels['alertname'] === 'EarshotDown')).toMatchObject({
      receiver: 'pages',
      labels: { severity: 'page', job: 'earshot', instance: `127.0.0.1:${String(port)}` },
      annotations: { runbook_url: `${RUNBOOKS}/down.md` },
    });
    expect(alertmanager.told.every(({ labels }) => !('runbooks' in labels))).toBe(true);
    app = await startServer();
    await untilTold('resolved');
  });
});
