import { toPrometheusText } from '@earshot/server/metrics/exposition.ts';
import { createMetrics } from '@earshot/server/metrics/registry.ts';
import { describe, expect, it } from 'vitest';
import { parseMetrics, sumOf } from '../../support/metrics.ts';

const source = {
  callId: '00000000-0000-4000-8000-000000000001',
  participantId: '00000000-0000-4000-8000-000000000002',
};

async function textOf(metrics: ReturnType<typeof createMetrics>): Promise<string> {
  return toPrometheusText(await metrics.openMetrics());
}

const harmed = {
  band: 'poor',
  factor: 'loss',
  blame: 'publisherUplink',
  direction: 'receive',
  kind: 'audio',
} as const;

describe('the registry', () => {
  it('holds nothing before somebody registers it', async () => {
    expect(await createMetrics().openMetrics()).not.toContain('earshot_');
  });

  it('starts counters at 0 for every combination of labels that can occur', async () => {
    const metrics = createMetrics();
    metrics.counter('earshot_seats_refused_total');
    metrics.counter('earshot_client_media_seconds_total');
    const samples = parseMetrics(await textOf(metrics));
    expect(samples.filter(({ name }) => name === 'earshot_seats_refused_total')).toHaveLength(5);
    expect(sumOf(samples, 'earshot_client_media_seconds_total', { source: 'camera', kind: 'video' })).toBe(0);
    expect(
      sumOf(samples, 'earshot_client_media_seconds_total', { source: 'camera', kind: 'audio' }),
    ).toBeUndefined();
  });

  it('refuses a label that the table does not have', () => {
    const chats = createMetrics().counter('earshot_chat_messages_total');
    // @ts-expect-error -- the types refuse it, too
    expect(() => chats.add({ room: 'kitchen' })).toThrow('has no label room');
  });

  it('refuses a value of a label that is not in its list, and a missing label', () => {
    const refused = createMetrics().counter('earshot_seats_refused_total');
    // @ts-expect-error -- the types refuse it, too
    expect(() => refused.add({ reason: 'because' })).toThrow('has no reason="because"');
    // @ts-expect-error -- the types refuse it, too
    expect(() => refused.add({})).toThrow('has no reason=""');
  });

  it('refuses the wrong kind of instrument and a second reader', () => {
    const metrics = createMetrics();
    // @ts-expect-error -- a gauge is no counter
    expect(() => metrics.counter('earshot_rooms')).toThrow('is no counter');
    metrics.read('earshot_rooms', () => []);
    expect(() => {
      metrics.read('earshot_rooms', () => []);
    }).toThrow('registered twice');
  });

  it('counts with an exemplar that names call and participant, in OpenMetrics only', async () => {
    const metrics = createMetrics();
    metrics.counter('earshot_client_quality_seconds_total').add(harmed, 2.5, source);
    metrics.histogram('earshot_join_seconds').observe({}, 0.3, source);
    const open = await metrics.openMetrics();
    const labels = `call_id="${source.callId}",participant_id="${source.participantId}"`;
    expect(open).toContain(
      `earshot_client_quality_seconds_total{band="poor",factor="loss",blame="publisherUplink",direction="receive",kind="audio"} 2.5 # {${labels}} 2.5 `,
    );
    expect(open).toContain(`earshot_join_seconds_bucket{le="0.5"} 1 # {${labels}} 0.3 `);
    expect(toPrometheusText(open)).not.toContain('call_id');
  });

  it('drops an exemplar that is too long, counts that, and still counts the value', async () => {
    const metrics = createMetrics();
    const long = { ...source, callId: 'x'.repeat(200) };
    metrics.counter('earshot_client_quality_seconds_total').add(harmed, 1, long);
    metrics.histogram('earshot_join_seconds').observe({}, 0.3, long);
    const open = await metrics.openMetrics();
    expect(open).not.toContain('call_id');
    const samples = parseMetrics(toPrometheusText(open));
    expect(sumOf(samples, 'earshot_telemetry_dropped_total', { what: 'exemplar' })).toBe(2);
    expect(sumOf(samples, 'earshot_client_quality_seconds_total')).toBe(1);
    expect(sumOf(samples, 'earshot_join_seconds_count')).toBe(1);
  });

  it('drops values that are no finite numbers, and counts them', async () => {
    const metrics = createMetrics();
    metrics.histogram('earshot_leg_seconds').observe({}, Number.NaN);
    metrics.counter('earshot_reports_lost_total').add({}, -1);
    metrics.counter('earshot_reports_lost_total').add({}, Number.POSITIVE_INFINITY);
    const samples = parseMetrics(await textOf(metrics));
    expect(sumOf(samples, 'earshot_telemetry_dropped_total', { what: 'value' })).toBe(3);
    expect(sumOf(samples, 'earshot_leg_seconds_count')).toBe(0);
    expect(sumOf(samples, 'earshot_reports_lost_total')).toBe(0);
  });

  it('reads at scrape time, and forgets what is no longer there', async () => {
    const metrics = createMetrics();
    let workers = ['0', '1'];
    metrics.read('earshot_worker_up', () => workers.map((worker) => ({ labels: { worker }, value: 1 })));
    metrics.read('earshot_worker_cpu_seconds_total', () =>
      workers.map((worker) => ({ labels: { worker }, value: 12.5 })),
    );
    expect(sumOf(parseMetrics(await textOf(metrics)), 'earshot_worker_up')).toBe(2);
    workers = ['1'];
    const samples = parseMetrics(await textOf(metrics));
    expect(sumOf(samples, 'earshot_worker_up')).toBe(1);
    expect(sumOf(samples, 'earshot_worker_cpu_seconds_total')).toBe(12.5);
  });

  it('leaves a family empty whose reader throws, and says so', async () => {
    const failed: string[] = [];
    const metrics = createMetrics({ onError: (_error, name) => failed.push(name) });
    metrics.read('earshot_rooms', () => {
      throw new Error('no rooms yet');
    });
    metrics.read('earshot_participants', () => [{ labels: {}, value: 3 }]);
    const samples = parseMetrics(await textOf(metrics));
    expect(sumOf(samples, 'earshot_rooms')).toBeUndefined();
    expect(sumOf(samples, 'earshot_participants')).toBe(3);
    expect(failed).toEqual(['earshot_rooms']);
  });

  it('gives the same numbers as data', async () => {
    const metrics = createMetrics();
    metrics.histogram('earshot_leg_seconds').observe({}, 30);
    metrics.histogram('earshot_leg_seconds').observe({}, 100_000);
    metrics.counter('earshot_rooms_opened_total').add({}, 2);
    const families = await metrics.snapshot();
    expect(families.map(({ name }) => name)).toEqual(['earshot_leg_seconds', 'earshot_rooms_opened_total']);
    const histogram = families[0]?.points[0]?.histogram;
    expect(histogram).toMatchObject({ sum: 100_030, count: 2, counts: [0, 1, 0, 0, 0, 0, 0, 0, 0, 1] });
    expect(families[1]?.points).toEqual([{ labels: {}, value: 2, histogram: undefined }]);
  });
});
