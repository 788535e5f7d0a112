import type { Telemetry, TelemetryOptions } from './api.ts';

export type { MetricsAnswer, MetricsHandler, RoomNumbersSource, Telemetry, TelemetryOptions } from './api.ts';

/** Makes a server's telemetry. The SDK of OpenTelemetry is loaded only when an endpoint is configured. */
export function createTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  void options;
  return Promise.reject(new Error('being written'));
}
