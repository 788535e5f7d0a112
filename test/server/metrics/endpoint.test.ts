import { createMetricsHandler, isScrapeAllowed, listenForMetrics } from '@earshot/server/metrics/endpoint.ts';
import { createMetrics } from '@earshot/server/metrics/registry.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { parseMetrics } from '../../support/metrics.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function listen(token?: string) {
  const metrics = createMetrics();
  metrics.counter('earshot_chat_messages_total').add({}, 7);
  metrics
    .histogram('earshot_join_seconds')
    .observe({}, 0.2, { callId: 'call', participantId: 'participant' });
  const handler = createMetricsHandler(metrics);
  const listener = await listenForMetrics({ host: '127.0.0.1', port: 0, token, handler });
  closers.push(() => listener.close());
  return { metrics, url: `http://127.0.0.1:${String(listener.port)}`, port: listener.port };
}

describe('the metrics listener', () => {
  it('answers text to those who do not ask for OpenMetrics', async () => {
    const { url } = await listen();
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('# TYPE earshot_chat_messages_total counter\nearshot_chat_messages_total 7\n');
    expect(text).not.toContain('# EOF');
  });

  it('answers OpenMetrics with exemplars to those who do', async () => {
    const { url } = await listen();
    const response = await fetch(`${url}/metrics`, { headers: { accept: 'application/openmetrics-text' } });
    expect(response.headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/u);
    const text = await response.text();
    expect(text).toContain('# TYPE earshot_chat_messages counter\nearshot_chat_messages_total 7\n');
    expect(text).toContain('# {call_id="call"');
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  it('answers concurrent scrapes of both formats with the same series', async () => {
    const { url } = await listen();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const accept = index % 2 === 0 ? 'application/openmetrics-text;version=1.0.0' : 'text/plain';
        const response = await fetch(`${url}/metrics`, { headers: { accept } });
        return parseMetrics((await response.text()).replaceAll(/ # \{.*$/gmu, '')).map(({ name, labels }) =>
          JSON.stringify([name, labels]),
        );
      }),
    );
    for (const series of answers) expect(series).toEqual(answers[0]);
    expect(answers[0]?.length).toBeGreaterThan(10);
  });

  it('wants its bearer token when it has one', async () => {
    const { url } = await listen('correct-horse-battery');
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    const withToken = (token: string) =>
      fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect((await withToken('wrong')).status).toBe(401);
    expect((await withToken('correct-horse-battery')).status).toBe(200);
  });

  it('serves nothing else', async () => {
    const { url } = await listen();
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('rejects when its port is taken', async () => {
    const { port } = await listen();
    const handler = () => Promise.reject(new Error('never asked'));
    await expect(listenForMetrics({ host: '127.0.0.1', port, token: undefined, handler })).rejects.toThrow(
      'EADDRINUSE',
    );
  });

  it('answers 500 when the metrics cannot be read', async () => {
    const handler = () => Promise.reject(new Error('broken'));
    const listener = await listenForMetrics({ host: '127.0.0.1', port: 0, token: undefined, handler });
    closers.push(() => listener.close());
    const response = await fetch(`http://127.0.0.1:${String(listener.port)}/metrics`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('broken');
  });
});

describe('isScrapeAllowed', () => {
  it('lets everybody in when there is no token, and nobody with half of one', () => {
    expect(isScrapeAllowed(undefined, undefined)).toBe(true);
    expect(isScrapeAllowed(undefined, 'secret')).toBe(false);
    expect(isScrapeAllowed('Bearer secre', 'secret')).toBe(false);
    expect(isScrapeAllowed('Basic secret', 'secret')).toBe(false);
    expect(isScrapeAllowed('bearer secret', 'secret')).toBe(true);
  });
});
