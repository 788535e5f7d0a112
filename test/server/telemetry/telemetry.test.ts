import { INSTRUMENT_NAMES } from '@earshot/server/metrics/instruments.ts';
import type { Telemetry } from '@earshot/server/telemetry/telemetry.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { parseMetrics, sumOf, type Sample } from '../../support/metrics.ts';
import { startTelemetry } from '../../support/telemetry.ts';

const started: Telemetry[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((telemetry) => telemetry.shutdown()));
});

async function start(clock?: ReturnType<typeof createFakeClock>): Promise<Telemetry> {
  const telemetry = await startTelemetry(clock === undefined ? {} : { clock });
  started.push(telemetry);
  return telemetry;
}

async function samplesOf(telemetry: Telemetry): Promise<Sample[]> {
  return parseMetrics((await telemetry.metricsHandler('text/plain')).body);
}

const track = { direction: 'receive', kind: 'video', source: 'camera' } as const;
const from = { callId: 'call', participantId: 'participant' };

describe('telemetry', () => {
  it('fills every instrument of the table, except the exports when none is configured', async () => {
    const telemetry = await start();
    const names = new Set((await samplesOf(telemetry)).map(({ name }) => name));
    const missing = INSTRUMENT_NAMES.filter((name) => !names.has(name) && !names.has(`${name}_count`));
    expect(missing).toEqual(['earshot_telemetry_exports_total']);
  });

  it('reads rooms and media when scraped', async () => {
    const samples = await samplesOf(await start());
    expect(sumOf(samples, 'earshot_rooms')).toBe(2);
    expect(sumOf(samples, 'earshot_participants')).toBe(5);
    expect(sumOf(samples, 'earshot_producers', { source: 'screen' })).toBe(1);
    expect(sumOf(samples, 'earshot_consumers')).toBe(5);
    expect(sumOf(samples, 'earshot_transports')).toBe(4);
    expect(sumOf(samples, 'earshot_worker_packets_per_second', { worker: '0', direction: 'out' })).toBe(400);
    expect(sumOf(samples, 'earshot_sfu_bytes_total', { direction: 'in' })).toBe(2_000);
    expect(sumOf(samples, 'earshot_process_resident_memory_bytes')).toBeGreaterThan(1e6);
  });

  it('counts what rooms and signalling tell it', async () => {
    const telemetry = await start();
    telemetry.calls.joined({ role: 'presenter', hidden: false });
    telemetry.calls.left({ role: 'presenter', hidden: false, reason: 'hangup', seconds: 90 });
    telemetry.calls.joinRefused('room_full');
    telemetry.calls.joinRefused('internal');
    telemetry.signalling.connectionOpened();
    telemetry.signalling.connectionOpened();
    telemetry.signalling.connectionClosed('ping timeout');
    telemetry.signalling.connectionClosed('something new');
    telemetry.signalling.sessionOpened();
    telemetry.signalling.requestHandled('chat', 'ok', 0.01);
    telemetry.signalling.requestHandled('unknown', 'unknown_request', 0.001);
    const samples = await samplesOf(telemetry);
    expect(sumOf(samples, 'earshot_legs_started_total', { role: 'presenter' })).toBe(1);
    expect(sumOf(samples, 'earshot_legs_ended_total', { reason: 'hangup' })).toBe(1);
    expect(sumOf(samples, 'earshot_leg_seconds_sum')).toBe(90);
    expect(sumOf(samples, 'earshot_seats_refused_total', { reason: 'room_full' })).toBe(1);
    expect(sumOf(samples, 'earshot_seats_refused_total', { reason: 'other' })).toBe(1);
    expect(sumOf(samples, 'earshot_connections')).toBe(0);
    expect(sumOf(samples, 'earshot_sessions')).toBe(1);
    expect(sumOf(samples, 'earshot_connections_closed_total', { reason: 'ping_timeout' })).toBe(1);
    expect(sumOf(samples, 'earshot_connections_closed_total', { reason: 'other' })).toBe(1);
    expect(sumOf(samples, 'earshot_requests_total', { request: 'unknown', result: 'misuse' })).toBe(1);
    expect(sumOf(samples, 'earshot_request_errors_total', { code: 'unknown_request' })).toBe(1);
    expect(sumOf(samples, 'earshot_request_seconds_count', { request: 'chat' })).toBe(1);
  });

  it('counts what media tells it, and takes unheard-of states as other', async () => {
    const telemetry = await start();
    telemetry.media.workerDied();
    telemetry.media.transportState('ice', 'completed');
    telemetry.media.transportState('dtls', 'exploded');
    telemetry.media.requestDone(0.002, 'timeout');
    const samples = await samplesOf(telemetry);
    expect(sumOf(samples, 'earshot_worker_died_total')).toBe(1);
    expect(sumOf(samples, 'earshot_transport_states_total', { layer: 'ice', state: 'completed' })).toBe(1);
    expect(sumOf(samples, 'earshot_transport_states_total', { layer: 'dtls', state: 'other' })).toBe(1);
    expect(sumOf(samples, 'earshot_worker_request_seconds_count', { result: 'timeout' })).toBe(1);
  });

  it('counts what clients report', async () => {
    const { reports, metricsHandler } = await start();
    reports.report('accepted', 1_200);
    const quality = { band: 'poor', factor: 'freeze', blame: 'subscriberDevice' } as const;
    reports.qualitySeconds({ ...quality, direction: 'receive', kind: 'video' }, 10, from);
    reports.trackQualitySeconds({ ...track, ...quality }, 10);
    reports.mediaSeconds(track, 10);
    reports.freezeSeconds(track, 2);
    reports.frames(track, 240);
    reports.bitrate(track, 800_000);
    reports.packets(track, { received: 100, lost: 3 });
    reports.rttSeconds('receive', 0.12, from);
    reports.milestone('firstVideo', 0.8, from);
    reports.milestone('sendConnected', 0.4, from);
    reports.issueRaised({ code: 'cameraFreeze', level: 'bad' });
    reports.issueActive('cameraFreeze', 1);
    const samples = parseMetrics((await metricsHandler(undefined)).body);
    expect(sumOf(samples, 'earshot_client_quality_seconds_total', { band: 'poor', factor: 'freeze' })).toBe(
      10,
    );
    expect(sumOf(samples, 'earshot_client_freeze_seconds_total', { source: 'camera' })).toBe(2);
    expect(sumOf(samples, 'earshot_client_video_frames_total', { direction: 'receive' })).toBe(240);
    expect(sumOf(samples, 'earshot_client_media_bytes_per_second_sum')).toBe(100_000);
    expect(sumOf(samples, 'earshot_client_packets_lost_total')).toBe(3);
    expect(sumOf(samples, 'earshot_client_rtt_seconds_bucket', { direction: 'receive', le: '0.15' })).toBe(1);
    expect(sumOf(samples, 'earshot_first_media_seconds_count', { kind: 'video' })).toBe(1);
    expect(sumOf(samples, 'earshot_join_stage_seconds_count', { stage: 'sendConnected' })).toBe(1);
    expect(sumOf(samples, 'earshot_issues_active', { code: 'cameraFreeze' })).toBe(1);
    expect(sumOf(samples, 'earshot_issues_raised_total')).toBe(1);
  });

  it('counts a join by its stages and its end, once', async () => {
    const clock = createFakeClock();
    const telemetry = await start(clock);
    const join = telemetry.joins.startJoin(undefined);
    expect(join.traceId).toBeUndefined();
    clock.advance(40);
    join.stage('seat');
    join.identify(from);
    clock.advance(160);
    join.end('ok');
    join.end('internal');
    telemetry.joins.startJoin(undefined).end('token_expired');
    const samples = await samplesOf(telemetry);
    expect(sumOf(samples, 'earshot_join_attempts_total')).toBe(2);
    expect(sumOf(samples, 'earshot_joins_total', { result: 'ok' })).toBe(1);
    expect(sumOf(samples, 'earshot_joins_total', { result: 'denied' })).toBe(1);
    expect(sumOf(samples, 'earshot_joins_total')).toBe(2);
    expect(sumOf(samples, 'earshot_join_errors_total', { code: 'token_expired' })).toBe(1);
    expect(sumOf(samples, 'earshot_join_seconds_sum')).toBeCloseTo(0.2);
    expect(sumOf(samples, 'earshot_join_stage_seconds_sum', { stage: 'seat' })).toBeCloseTo(0.04);
  });

  it('leaves no timer behind', async () => {
    const clock = createFakeClock();
    const telemetry = await start(clock);
    expect(clock.pending).toBe(1);
    clock.advance(25_000);
    expect(clock.pending).toBe(1);
    await telemetry.shutdown();
    await telemetry.shutdown();
    expect(clock.pending).toBe(0);
  });
});
