import { describe, expect, it } from 'vitest';
import { makeReport } from '../../support/reports.ts';
import { goodAudio, LEG, legOf, setUp, type Setup } from './ingest-setup.ts';

const sum = (calls: readonly (readonly unknown[])[], at: number) =>
  calls.reduce((total, call) => total + Number(call[at]), 0);
const connected = ({ of }: Setup) => sum(of('connectedSeconds'), 0);
const reported = ({ of }: Setup) => sum(of('reportedSeconds'), 0);
/** Seconds by band of what was received. */
function bands({ of }: Setup): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const [quality, part] of of('qualitySeconds')) {
    const { band, direction } = quality as { readonly band: string; readonly direction: string };
    if (direction !== 'receive') continue;
    seconds[band] = (seconds[band] ?? 0) + Number(part);
  }
  return seconds;
}

describe('the time of a leg', () => {
  it('that reports is what it reports, and the rest is unknown when it leaves', () => {
    const setup = setUp();
    const { ingest, clock, accept } = setup;
    ingest.begin(LEG);
    for (const number of [1, 2, 3]) {
      clock.advance(10_000);
      accept(makeReport({ number, tracks: [goodAudio] }));
    }
    clock.advance(4_000);
    ingest.forget(LEG.participantId);
    expect(connected(setup)).toBe(34);
    expect(reported(setup)).toBe(30);
    expect(bands(setup)).toEqual({ good: 30, unknown: 4 });
  });

  it('that never reports is unknown, and shows while it lasts', () => {
    const setup = setUp();
    const { ingest, clock } = setup;
    ingest.begin(LEG);
    clock.advance(180_000);
    expect(connected(setup)).toBe(180);
    expect(bands(setup)).toEqual({ unknown: 60 });
    clock.advance(5_000);
    ingest.forget(LEG.participantId);
    expect(bands(setup)).toEqual({ unknown: 185 });
    expect(connected(setup)).toBe(185);
  });

  it('counts once, however much of it is reported again', () => {
    const setup = setUp();
    const { ingest, clock, accept } = setup;
    ingest.begin(LEG);
    clock.advance(10_000);
    for (const number of [1, 2, 3]) accept(makeReport({ number, tracks: [goodAudio] }));
    clock.advance(2_000);
    accept(makeReport({ number: 4, tracks: [goodAudio] }));
    ingest.forget(LEG.participantId);
    expect(bands(setup)).toEqual({ good: 12 });
  });

  it('does not begin before the leg did, and ends with it', () => {
    const setup = setUp();
    const { ingest, clock, accept } = setup;
    clock.advance(60_000);
    ingest.begin(LEG);
    clock.advance(1_000);
    accept(makeReport({ intervalMs: 30_000, tracks: [goodAudio] }));
    ingest.forget(LEG.participantId);
    ingest.forget(LEG.participantId);
    expect(connected(setup)).toBe(1);
    expect(bands(setup)).toEqual({ unknown: 1 });
  });

  it('is each leg’s own, with the call and the participant that it was', () => {
    const setup = setUp();
    const { ingest, clock, of } = setup;
    ingest.begin(legOf(1));
    clock.advance(1_000);
    ingest.begin(legOf(2));
    ingest.begin(legOf(2));
    clock.advance(1_000);
    for (const number of [1, 2]) ingest.forget(legOf(number).participantId);
    expect(of('qualitySeconds').map(([, seconds, from]) => [seconds, from])).toEqual(
      [
        [2, legOf(1)],
        [2, legOf(1)],
        [1, legOf(2)],
        [1, legOf(2)],
      ].map(([seconds, leg]) => [
        seconds,
        {
          callId: (leg as typeof LEG).callId,
          participantId: (leg as typeof LEG).participantId,
        },
      ]),
    );
  });

  it('needs no timer when nobody is there', () => {
    const { ingest, clock } = setUp();
    ingest.begin(LEG);
    expect(clock.pending).toBe(1);
    ingest.forget(LEG.participantId);
    clock.advance(20_000);
    expect(clock.pending).toBe(0);
  });

  it('that opted out is that and nothing else, whatever it reports', () => {
    const setup = setUp();
    const { ingest, clock, accept, of } = setup;
    const leg = { ...LEG, telemetry: 'off' as const };
    ingest.begin(leg);
    clock.advance(10_000);
    expect(accept(makeReport({ number: 1, tracks: [goodAudio] }), leg)).toBeUndefined();
    clock.advance(5_000);
    ingest.forget(leg.participantId);
    expect(sum(of('optedOutSeconds'), 0)).toBe(15);
    expect(of('report').map(([result]) => result)).toEqual(['optedOut']);
    expect(connected(setup)).toBe(0);
    expect(reported(setup)).toBe(0);
    expect(bands(setup)).toEqual({});
    expect(of('trackQualitySeconds')).toEqual([]);
  });
});
