import { expect, test } from 'vitest';
import { startTelemetry } from '../../support/telemetry.ts';

test('reports that the edge refuses count by reason, other requests do not', async () => {
  const telemetry = await startTelemetry();
  const { signalling } = telemetry;
  signalling.requestHandled('report', 'bad_params', 0.001);
  signalling.requestHandled('report', 'rate_limited', 0.001);
  signalling.requestHandled('report', 'rate_limited', 0.001);
  signalling.requestHandled('report', 'ok', 0.001);
  signalling.requestHandled('chat', 'bad_params', 0.001);
  const { body } = await telemetry.metricsHandler(undefined);
  const counted = [...body.matchAll(/^earshot_reports_total\{result="(\w+)"\} (\d+)/gmu)];
  const values = new Map(counted.map(([, result, count]) => [result, Number(count)]));
  const named = ['invalid', 'rate_limited', 'accepted', 'malformed'].map((result) => values.get(result));
  expect(named).toEqual([1, 2, 0, 0]);
  await telemetry.shutdown();
});
