import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { systemClock, type Clock } from '@earshot/server/clock.ts';
import type { MediaNumbers } from '@earshot/server/media/ports.ts';
import { createTelemetry, type Telemetry } from '@earshot/server/telemetry/telemetry.ts';

/** Media of one worker with one call on it. */
export const someMediaNumbers: MediaNumbers = {
  workers: [
    {
      index: 0,
      pid: 4_711,
      up: true,
      cpuSeconds: 12.5,
      rssBytes: 30_000_000,
      routers: 1,
      transports: 4,
      packetsPerSecondIn: 200,
      packetsPerSecondOut: 400,
      packetsEstimateError: 0.02,
      shedStep: 0,
      stalled: false,
    },
  ],
  streams: (['in', 'out'] as const).flatMap((direction) =>
    (['audio', 'video'] as const).map((kind) => ({
      direction,
      kind,
      bytes: 1_000,
      packets: 100,
      packetsLost: 1,
      nack: 2,
      pli: 3,
      retransmitted: 4,
    })),
  ),
  transportBytes: { in: 2_500, out: 5_000 },
  producers: { microphone: 2, camera: 2, screen: 1, screenAudio: 0 },
  consumers: { microphone: 2, camera: 3, screen: 0, screenAudio: 0 },
  pipes: { audio: 0, video: 0 },
  pipedConsumers: { audio: 0, video: 0 },
  roomsByWorkers: { one: 1, two: 0, more: 0 },
  transports: { send: { udp: 2, tcp: 0, unconnected: 0 }, receive: { udp: 1, tcp: 1, unconnected: 0 } },
};

/** Telemetry with media and rooms attached, for tests. */
export async function startTelemetry(
  options: { otlpEndpoint?: string; otlpHistograms?: 'explicit' | 'exponential'; clock?: Clock } = {},
): Promise<Telemetry> {
  const telemetry = await createTelemetry({
    config: {
      otlpEndpoint: options.otlpEndpoint,
      otlpHistograms: options.otlpHistograms ?? 'explicit',
      publicUrl: 'https://calls.example.org',
    },
    clock: options.clock ?? systemClock,
    logger: pino({ level: 'silent' }),
  });
  telemetry.attach({
    media: { numbers: () => someMediaNumbers },
    rooms: { list: () => [{ participants: 2 }, { participants: 3 }] },
  });
  return telemetry;
}

/** What an OTLP receiver got, one entry for each request. */
export interface OtlpReceiver {
  readonly endpoint: string;
  readonly metrics: OtlpMetric[];
  readonly spans: OtlpSpan[];
  /** Answers everything with this status from now on. */
  status: number;
  close(): Promise<void>;
}

/** The part of an OTLP metric that tests look at. */
export interface OtlpMetric {
  readonly name: string;
  readonly unit?: string;
  readonly sum?: { readonly isMonotonic: boolean; readonly dataPoints: readonly OtlpPoint[] };
  readonly gauge?: { readonly dataPoints: readonly OtlpPoint[] };
  readonly histogram?: {
    readonly dataPoints: readonly {
      readonly attributes: OtlpPoint['attributes'];
      readonly count: number;
      readonly sum: number;
      readonly bucketCounts: readonly number[];
      readonly explicitBounds: readonly number[];
    }[];
  };
  readonly exponentialHistogram?: { readonly dataPoints: readonly OtlpExponentialPoint[] };
}

/** One series of numbers. */
export interface OtlpPoint {
  readonly asDouble: number;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
}

interface OtlpBuckets {
  readonly offset?: number;
  readonly bucketCounts?: readonly number[];
}

interface OtlpExponentialPoint {
  readonly attributes: OtlpPoint['attributes'];
  readonly count: number;
  readonly sum: number;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: OtlpBuckets;
}

/** The part of an OTLP span that tests look at. */
export interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number };
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
}

interface OtlpBody {
  readonly resourceMetrics?: readonly { readonly scopeMetrics: readonly { metrics: OtlpMetric[] }[] }[];
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { spans: OtlpSpan[] }[] }[];
}

/** A receiver of OTLP over HTTP (JSON) on a free port of 127.0.0.1. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const metrics: OtlpMetric[] = [];
  const spans: OtlpSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(receiver.status, { 'content-type': 'application/json' }).end('{}');
      if (receiver.status !== 200) return;
      const body = JSON.parse(Buffer.concat(chunks).toString()) as OtlpBody;
      for (const resource of body.resourceMetrics ?? [])
        for (const scope of resource.scopeMetrics) metrics.push(...scope.metrics);
      for (const resource of body.resourceSpans ?? [])
        for (const scope of resource.scopeSpans) spans.push(...scope.spans);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: OtlpReceiver = {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    metrics,
    spans,
    status: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return receiver;
}
