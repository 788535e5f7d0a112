import type { Telemetry } from '@earshot/server/telemetry/telemetry.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { parseMetrics, sumOf } from '../../support/metrics.ts';
import {
  startOtlpReceiver,
  startTelemetry,
  type OtlpReceiver,
  type OtlpSpan,
} from '../../support/telemetry.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(): Promise<{
  telemetry: Telemetry;
  receiver: OtlpReceiver;
  clock: ReturnType<typeof createFakeClock>;
}> {
  const receiver = await startOtlpReceiver();
  const clock = createFakeClock();
  const telemetry = await startTelemetry({ otlpEndpoint: `${receiver.endpoint}/`, clock });
  closers.push(
    () => receiver.close(),
    () => telemetry.shutdown(),
  );
  return { telemetry, receiver, clock };
}

function spanNamed(spans: readonly OtlpSpan[], name: string): OtlpSpan {
  const found = spans.filter((span) => span.name === name);
  expect(found, name).toHaveLength(1);
  const [span] = found;
  if (span === undefined) throw new Error('unreachable: one was expected');
  return span;
}

const durationMs = (span: OtlpSpan) =>
  Number((BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1_000_000n);

describe('the OTLP export', () => {
  it('sends exponential histograms where they are asked for', async () => {
    const receiver = await startOtlpReceiver();
    closers.push(() => receiver.close());
    const telemetry = await startTelemetry({
      otlpEndpoint: receiver.endpoint,
      otlpHistograms: 'exponential',
      clock: createFakeClock(),
    });
    telemetry.reports.rttSeconds('send', 0.12, { callId: 'call', participantId: 'participant' });
    await telemetry.shutdown();
    const rtt = receiver.metrics.find(({ name }) => name === 'earshot_client_rtt_seconds');
    expect(rtt).toMatchObject({
      unit: 's',
      exponentialHistogram: { dataPoints: [{ count: 1, sum: 0.12 }, {}] },
    });
    expect((await telemetry.metricsHandler(undefined)).body).toContain(
      'earshot_client_rtt_seconds_bucket{le="0.15",direction="send"} 1',
    );
  });

  it('sends a join as one trace, from the token to the first packet', async () => {
    const { telemetry, receiver, clock } = await start();
    const join = telemetry.joins.startJoin('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    expect(join.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    clock.advance(10);
    join.stage('token');
    clock.advance(20);
    join.stage('seat');
    join.identify({ callId: 'call', participantId: 'participant' });
    clock.advance(30);
    join.stage('media');
    join.end('ok');
    const leg = { participantId: 'participant', direction: 'send' } as const;
    clock.advance(100);
    telemetry.media.transportState('ice', 'connected', leg);
    clock.advance(50);
    telemetry.media.transportState('dtls', 'connected', leg);
    telemetry.media.transportState('ice', 'completed', leg);
    telemetry.media.transportState('ice', 'connected', { participantId: 'other', direction: 'send' });
    telemetry.reports.milestone('firstAudio', 0.42, { callId: 'call', participantId: 'participant' });
    await telemetry.shutdown();

    const { spans } = receiver;
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([join.traceId]));
    const root = spanNamed(spans, 'join');
    expect(root.parentSpanId).toBe('b7ad6b7169203331');
    expect(durationMs(root)).toBe(60);
    expect(root.attributes.map(({ key, value }) => [key, value.stringValue])).toContainEqual([
      'rtc.call.id',
      'call',
    ]);
    const children = spans.filter((span) => span !== root);
    expect(children.map(({ name }) => name)).toEqual([
      'token',
      'seat',
      'media',
      'ice: send transport connected',
      'dtls: send transport connected',
      'client: first audio',
    ]);
    expect(new Set(children.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([root.spanId]));
    expect(children.map(durationMs)).toEqual([10, 20, 30, 100, 50, 420]);
  });

  it('marks a refused join as an error with its code', async () => {
    const { telemetry, receiver } = await start();
    telemetry.joins.startJoin('not a traceparent').end('room_full');
    await telemetry.shutdown();
    const root = spanNamed(receiver.spans, 'join');
    expect(root.parentSpanId ?? '').toBe('');
    expect(root.status.code).toBe(2);
    expect(root.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'room_full' } });
  });

  it('adds nothing to a join whose first media came too late', async () => {
    const { telemetry, receiver, clock } = await start();
    const join = telemetry.joins.startJoin(undefined);
    join.identify({ callId: 'call', participantId: 'participant' });
    join.end('ok');
    clock.advance(60_001);
    telemetry.reports.milestone('firstAudio', 60, { callId: 'call', participantId: 'participant' });
    await telemetry.shutdown();
    expect(receiver.spans.map(({ name }) => name)).toEqual(['join']);
  });

  it('counts exports that fail, and does not hold up the end', async () => {
    const { telemetry, receiver } = await start();
    receiver.status = 400;
    telemetry.joins.startJoin(undefined).end('ok');
    await telemetry.shutdown();
    const samples = parseMetrics((await telemetry.metricsHandler(undefined)).body);
    expect(sumOf(samples, 'earshot_telemetry_exports_total', { signal: 'traces', result: 'failed' })).toBe(1);
    expect(sumOf(samples, 'earshot_telemetry_exports_total', { signal: 'metrics', result: 'failed' })).toBe(
      1,
    );
  });
});
