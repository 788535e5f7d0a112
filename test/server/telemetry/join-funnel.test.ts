import type { ErrorCode } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { parseMetrics } from '../../support/metrics.ts';
import { startTelemetry } from '../../support/telemetry.ts';

type Telemetry = Awaited<ReturnType<typeof startTelemetry>>;
const STAGES = ['token', 'seat', 'media'] as const;

/** A join that passes so many stages of the server and ends as it says. */
function join(telemetry: Telemetry, passed: number, result: ErrorCode | 'ok'): void {
  const trace = telemetry.joins.startJoin(undefined);
  for (const stage of STAGES.slice(0, passed)) trace.stage(stage);
  trace.end(result);
}

/** What was counted, without zeros: `stage result reason` to how often. */
async function funnelOf(telemetry: Telemetry): Promise<Record<string, number>> {
  const samples = parseMetrics((await telemetry.metricsHandler(undefined)).body);
  const counted = samples.filter(({ name, value }) => name === 'earshot_join_stages_total' && value > 0);
  return Object.fromEntries(
    counted.map(({ labels: { stage, result, reason }, value }) => [
      [stage, result, reason].map(String).join(' '),
      value,
    ]),
  );
}

describe('the funnel of joins', () => {
  it('counts each stage that is reached, and the first media once', async () => {
    const telemetry = await startTelemetry();
    join(telemetry, 3, 'ok');
    const ann = { callId: 'call', participantId: 'ann' };
    const ben = { callId: 'call', participantId: 'ben' };
    for (const stage of ['joined', 'sendConnected', 'receiveConnected', 'firstAudio', 'firstVideo'] as const)
      telemetry.reports.milestone(stage, 0.2, ann);
    telemetry.reports.milestone('firstVideo', 0.2, ben);
    expect(await funnelOf(telemetry)).toEqual({
      'token ok none': 1,
      'seat ok none': 1,
      'media ok none': 1,
      'joined ok none': 1,
      'sendConnected ok none': 1,
      'receiveConnected ok none': 1,
      'firstMedia ok none': 2,
    });
    await telemetry.shutdown();
  });

  it('counts a failure where it happened, by who has to act', async () => {
    const telemetry = await startTelemetry();
    join(telemetry, 0, 'token_expired');
    join(telemetry, 1, 'room_full');
    join(telemetry, 2, 'worker_lost');
    // After the last stage it is still the media's.
    join(telemetry, 3, 'internal');
    telemetry.media.transportUnconnected('send');
    telemetry.media.transportUnconnected('receive');
    const counted = await funnelOf(telemetry);
    const failed = Object.entries(counted).filter(([key]) => key.includes(' failed '));
    expect(Object.fromEntries(failed)).toEqual({
      'token failed denied': 1,
      'seat failed denied': 1,
      'media failed server': 2,
      'sendConnected failed unconnected': 1,
      'receiveConnected failed unconnected': 1,
    });
    await telemetry.shutdown();
  });
});
