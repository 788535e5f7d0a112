import { readFileSync } from 'node:fs';
import type { MediaObserver } from '../media/ports.ts';
import { createMetricsHandler } from '../metrics/endpoint.ts';
import { observeCalls, readRooms } from '../metrics/observers/calls.ts';
import { readHost } from '../metrics/observers/host.ts';
import { observeMedia, readMedia } from '../metrics/observers/media.ts';
import { readProcess } from '../metrics/observers/process.ts';
import { observeReports } from '../metrics/observers/reports.ts';
import { observeSignalling } from '../metrics/observers/signalling.ts';
import { observeSurveys } from '../metrics/observers/surveys.ts';
import { observeStore } from '../metrics/observers/store.ts';
import { createMetrics } from '../metrics/registry.ts';
import type { Telemetry, TelemetryOptions } from './api.ts';
import { createJoinTracer, type JoinFollower } from './joins.ts';
import type { Otel } from './otel.ts';
import type { IngestObserver } from './ports.ts';

export type { Telemetry, TelemetryOptions } from './api.ts';

/** How long unsent telemetry may hold up the end of the process. */
const SHUTDOWN_MS = 5_000;

/** Makes a server's telemetry. The SDK of OpenTelemetry is loaded only when an endpoint is configured. */
export async function createTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { clock, logger } = options;
  const version = versionOfServer();
  const metrics = createMetrics({
    onError: (error, name) => {
      logger.error({ err: error, metric: name }, 'a metric could not be read');
    },
    exponential: exponentialOf(options.config),
  });
  // There from the start, so that a first drop is seen as an increase.
  metrics.counter('earshot_telemetry_dropped_total');
  readHost(metrics);
  const stopProcess = readProcess(metrics, { clock, version, publicUrl: options.config.publicUrl });
  const otel = await startExport(options, { metrics, version });
  const joins = createJoinTracer({ metrics, clock, spans: otel?.spans });
  const store = observeStore(metrics);
  let isShutDown = false;
  return {
    calls: observeCalls(metrics),
    signalling: observeSignalling(metrics),
    joins,
    media: followTransports(observeMedia(metrics), joins),
    reports: followMilestones(observeReports(metrics), joins),
    surveyTaken: observeSurveys(metrics),
    store,
    attach({ media, rooms, store: source }) {
      readMedia(metrics, media);
      readRooms(metrics, rooms);
      store.readWaiting(() => source?.waiting() ?? 0);
    },
    metricsHandler: createMetricsHandler(metrics),
    async shutdown() {
      if (isShutDown) return;
      isShutDown = true;
      stopProcess();
      if (otel === undefined) return;
      await Promise.race([otel.shutdown(), wait(clock, SHUTDOWN_MS)]);
    },
  };
}

/** Exponential histograms are kept for the export alone. */
function exponentialOf({ otlpEndpoint, otlpHistograms }: TelemetryOptions['config']): boolean {
  return otlpEndpoint !== undefined && otlpHistograms === 'exponential';
}

async function startExport(
  { config, clock, logger }: TelemetryOptions,
  { metrics, version }: { metrics: ReturnType<typeof createMetrics>; version: string },
): Promise<Otel | undefined> {
  if (config.otlpEndpoint === undefined) return undefined;
  const { startOtel } = await import('./otel.ts');
  return startOtel({
    endpoint: config.otlpEndpoint,
    metrics,
    clock,
    logger,
    version,
    instanceId: `${process.pid}-${Math.floor(clock.now())}`,
  });
}

function followTransports(observer: MediaObserver, joins: JoinFollower): MediaObserver {
  return {
    ...observer,
    transportState(layer, state, leg) {
      observer.transportState(layer, state, leg);
      if (leg !== undefined) joins.transportState(layer, state, leg);
    },
  };
}

function followMilestones(observer: IngestObserver, joins: JoinFollower): IngestObserver {
  return {
    ...observer,
    milestone(milestone, seconds, from) {
      observer.milestone(milestone, seconds, from);
      joins.milestone(from.participantId, milestone, seconds * 1_000);
    },
  };
}

function versionOfServer(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

function wait(clock: TelemetryOptions['clock'], ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
