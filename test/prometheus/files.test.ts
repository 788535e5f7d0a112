import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { amtool, configFor, promtool } from '../support/prometheus.ts';

const repository = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'earshot-promtool-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('promtool', () => {
  it.each(['recording.yml', 'alerts.yml'])('accepts grafana/rules/%s', async (file) => {
    const { code, output } = await promtool(['check', 'rules', path.join(repository, 'grafana/rules', file)]);
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });

  it('accepts deploy/prometheus.yml, and what the tests make of it', async () => {
    const original = await promtool(['check', 'config', path.join(repository, 'deploy/prometheus.yml')]);
    expect(original, original.output).toMatchObject({ code: 0 });
    const file = path.join(folder, 'prometheus.yml');
    writeFileSync(file, configFor('127.0.0.1:9464'));
    const made = await promtool(['check', 'config', file]);
    expect(made, made.output).toMatchObject({ code: 0 });
  });

  it('complains about a metric that breaks the rules, so that its silence says something', async () => {
    const { code, output } = await promtool(['check', 'metrics'], '# TYPE latency_ms gauge\nlatency_ms 1\n');
    expect(code).not.toBe(0);
    expect(output).toContain('latency_ms');
  });
});

describe('amtool', () => {
  const config = path.join(repository, 'deploy/alertmanager.yml');

  it('accepts deploy/alertmanager.yml', async () => {
    const { code, output } = await amtool(['check-config', config]);
    expect(output).toContain('SUCCESS');
    expect(code).toBe(0);
  });

  it.each([
    ['page', 'pages'],
    ['ticket', 'tickets'],
  ])('sends a %s to %s', async (severity, receiver) => {
    const { output } = await amtool([
      'config',
      'routes',
      'test',
      `--config.file=${config}`,
      `severity=${severity}`,
      'alertname=EarshotDown',
    ]);
    expect(output.split('\n')[0]).toBe(receiver);
  });
});
