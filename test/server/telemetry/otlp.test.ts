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
  it('sends the same families and values that a scrape shows', async () => {
    const { telemetry, receiver } = await start();
    telemetry.calls.chatSent();
    telemetry.reports.rttSeconds('send', 0.12, { callId: 'call', participantId: 'participant' });
    await telemetry.shutdown();
    const names = new Set(receiver.metrics.map(({ name }) => name));
    const samples = parseMetrics((await telemetry.metricsHandler(undefined)).body);
    const families = new Set(samples.map(({ name }) => name.replace(/(_total|_bucket|_sum|_count)$/u, '')));
    expect([...names].toSorted()).toEqual([...families].toSorted());

    const chats = receiver.metrics.find(({ name }) => name === 'earshot_chat_messages');
    expect(chats?.sum?.isMonotonic).toBe(true);
    expect(chats?.sum?.dataPoints.map(({ asDouble }) => asDouble)).toEqual([1]);
    const rooms = receiver.metrics.find(({ name }) => name === 'earshot_rooms');
    expect(rooms?.gauge?.dataPoints.map(({ asDouble }) => asDouble)).toEqual([2]);
    const rtt = receiver.metrics.find(({ name }) => name === 'earshot_client_rtt_seconds');
    expect(rtt?.unit).toBe('s');
    expect(rtt?.histogram?.dataPoints.map(({ count }) => count)).toEqual([1, 0]);
    const sent = rtt?.histogram?.dataPoints[0];
    expect(sent?.explicitBounds).toEqual([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1]);
    expect(sent?.bucketCounts).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0]);
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
      'earshot.call_id',
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
