import fc from 'fast-check';
import { lengthOf, type Stretch } from '@earshot/server/telemetry/seconds.ts';
import { cutBySeen, piecesOf, toGrid } from '@earshot/server/telemetry/unreported.ts';
import type { LegTrack } from '@earshot/server/media/ports.ts';
import { TrackId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { makeReport, TRACK_IDS } from '../../support/reports.ts';
import { PUBLISHER_ID, serverThat } from './evidence-setup.ts';
import { goodAudio, LEG, setUp, type Setup } from './ingest-setup.ts';

const voice: LegTrack = {
  trackId: TrackId.parse(TRACK_IDS[0]),
  direction: 'receive',
  source: 'microphone',
};
const own: LegTrack = { trackId: TrackId.parse(TRACK_IDS[1]), direction: 'send', source: 'microphone' };

/** Seconds of one direction by band, and who judged those that no report covers. */
function secondsOf({ of }: Setup, wanted: 'receive' | 'send' = 'receive'): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const [quality, part] of of('qualitySeconds')) {
    const { band, direction } = quality as { readonly band: string; readonly direction: string };
    if (direction === wanted) seconds[band] = (seconds[band] ?? 0) + Number(part);
  }
  return seconds;
}
function sumOf({ of }: Setup, name: 'unreportedSeconds' | 'impairedSeconds'): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const [judged, part] of of(name))
    seconds[String(judged)] = (seconds[String(judged)] ?? 0) + Number(part);
  return seconds;
}

describe('time without a report', () => {
  const lossy = { packets: { expected: 500, lost: 50 } };

  it('is judged by what the server itself measured, and marked so', () => {
    const evidence = serverThat({ tracks: [voice, own], downlink: lossy, isImpaired: true });
    const setup = setUp({ evidence });
    setup.ingest.begin(LEG);
    setup.clock.advance(40_000);
    expect(evidence.watched).toContain(LEG.participantId);
    setup.ingest.forget(LEG.participantId);
    expect(secondsOf(setup)).toEqual({ fair: 40 });
    expect(secondsOf(setup, 'send')).toEqual({ good: 40 });
    expect(sumOf(setup, 'unreportedSeconds')).toEqual({ server: 40 });
    expect(sumOf(setup, 'impairedSeconds')).toEqual({ server: 40 });
    expect(setup.judged).toHaveLength(4);
    expect(setup.judged[0]).toMatchObject({
      number: 0,
      from: 'server',
      reception: { band: 'fair', factor: 'loss', blame: 'subscriberDownlink' },
      sending: { band: 'good' },
      transports: { receive: { rttMs: 30 } },
      tracks: [
        {
          publisherId: PUBLISHER_ID,
          measuredBy: 'server',
          impairedLeg: 'downlink',
          evidence: { uplinkLoss: 0, downlinkLoss: 0.1 },
          values: { packets: 450, packetsLost: 50, expectedMs: 10_000 },
        },
        { publisherId: LEG.participantId, measuredBy: 'server', impairedLeg: 'none' },
      ],
    });
    for (const { startAt, endAt } of setup.judged) expect(endAt - startAt).toBe(10_000);
  });

  it('is nobody’s where the server measured nothing, and is handed over as that', () => {
    const setup = setUp();
    setup.ingest.begin(LEG);
    setup.clock.advance(15_000);
    setup.ingest.forget(LEG.participantId);
    expect(secondsOf(setup)).toEqual({ unknown: 15 });
    expect(sumOf(setup, 'unreportedSeconds')).toEqual({ nobody: 15 });
    expect(sumOf(setup, 'impairedSeconds')).toEqual({});
    expect(setup.judged).toMatchObject([
      { from: 'none', number: 0, reception: { band: 'unknown' }, tracks: [] },
      { from: 'none', number: 0, reception: { band: 'unknown' }, tracks: [] },
    ]);
  });

  it('of a receiver of whom nothing is heard is nobody’s: its reports are what would tell of loss', () => {
    const evidence = serverThat({
      tracks: [voice],
      downlink: { ...lossy, silentMs: 10_000 },
      isImpaired: true,
    });
    const setup = setUp({ evidence });
    setup.ingest.begin(LEG);
    setup.clock.advance(10_000);
    setup.ingest.forget(LEG.participantId);
    expect(secondsOf(setup)).toEqual({ unknown: 10 });
    expect(sumOf(setup, 'impairedSeconds')).toEqual({ nobody: 10 });
    expect(setup.judged).toMatchObject([{ from: 'none' }]);
  });

  it('in which nothing came from the publisher is dry, by its uplink', () => {
    const evidence = serverThat({
      tracks: [own],
      uplink: { packets: undefined, dryMs: 10_000, silentMs: 10_000 },
    });
    const setup = setUp({ evidence });
    setup.ingest.begin(LEG);
    setup.clock.advance(10_000);
    setup.ingest.forget(LEG.participantId);
    expect(setup.judged).toMatchObject([{ sending: { band: 'poor', factor: 'dry' } }]);
  });

  it('waits for a late report, which is taken instead', () => {
    const setup = setUp({ evidence: serverThat({ tracks: [voice], downlink: lossy, isImpaired: false }) });
    setup.ingest.begin(LEG);
    setup.clock.advance(100_000);
    expect(secondsOf(setup)).toEqual({});
    setup.accept(makeReport({ number: 1, intervalMs: 100_000, tracks: [goodAudio] }));
    setup.clock.advance(6_000);
    setup.ingest.forget(LEG.participantId);
    expect(setup.judged.map(({ from, number }) => [from, number])).toEqual([
      ['report', 1],
      ['server', 0],
    ]);
    expect(sumOf(setup, 'unreportedSeconds')).toEqual({ server: 6 });
    const all = Object.values(secondsOf(setup)).reduce((sum, one) => sum + one, 0);
    expect(all).toBe(106);
  });

  it('is handed over within two minutes of its end while the leg goes on', () => {
    const setup = setUp({ evidence: serverThat({ tracks: [voice], downlink: lossy }) });
    setup.ingest.begin(LEG);
    setup.clock.advance(130_000);
    expect(setup.judged).toMatchObject([{ from: 'server', startAt: setup.clock.now() - 130_000 }]);
  });

  it('of milliseconds between two reports is counted, and told to nobody', () => {
    const setup = setUp({ evidence: serverThat({ tracks: [voice], downlink: lossy }) });
    setup.ingest.begin(LEG);
    setup.clock.advance(10_000);
    setup.accept(makeReport({ number: 1, intervalMs: 9_800, tracks: [goodAudio] }));
    setup.ingest.forget(LEG.participantId);
    expect(secondsOf(setup)['unknown']).toBeCloseTo(0.2, 6);
    expect(setup.judged.map(({ from }) => from)).toEqual(['report']);
  });
});

describe('a leg that the server saw impaired', () => {
  it('is counted as judged where its report came', () => {
    const setup = setUp({ evidence: serverThat({ isImpaired: true }) });
    setup.ingest.begin(LEG);
    setup.clock.advance(10_000);
    setup.accept(makeReport({ number: 1, tracks: [goodAudio] }));
    setup.ingest.forget(LEG.participantId);
    expect(sumOf(setup, 'impairedSeconds')).toEqual({ report: 10 });
  });
});

describe('a browser that does not count what is lost', () => {
  const deaf = { ...goodAudio, values: { expectedMs: 10_000, jitterBufferMs: 40 } };
  const server = { packets: { expected: 1_000, lost: 100, ms: 20_000 }, rttMs: 400 };

  it('has the server’s count in its place, as its share of the interval, and it says so', () => {
    const setup = setUp({ evidence: serverThat({ downlink: server }) });
    setup.accept(makeReport({ tracks: [deaf] }));
    setup.ingest.forget(LEG.participantId);
    expect(setup.judged).toMatchObject([
      {
        from: 'report',
        reception: { band: 'fair', factor: 'loss', blame: 'subscriberDownlink' },
        tracks: [{ measuredBy: 'server', values: { packets: 450, packetsLost: 50 } }],
      },
    ]);
  });

  it('that sees the harm itself is judged by both', () => {
    const seen = { ...deaf, values: { ...deaf.values, concealedMs: 2_000 } };
    const setup = setUp({ evidence: serverThat({ downlink: server }) });
    setup.accept(makeReport({ tracks: [seen] }));
    setup.ingest.forget(LEG.participantId);
    expect(setup.judged).toMatchObject([
      { reception: { factor: 'concealment' }, tracks: [{ measuredBy: 'mixed' }] },
    ]);
  });
});

describe('pieces of time', () => {
  const stretches = fc
    .uniqueArray(fc.integer({ min: 0, max: 90_000 }), { maxLength: 12 })
    .map((bounds) => [...bounds].sort((left, right) => left - right))
    .map((bounds) =>
      bounds.flatMap((from, index): Stretch[] => {
        const to = bounds[index + 1];
        return index % 2 === 0 && to !== undefined ? [{ from, to }] : [];
      }),
    );

  it('lie within one place of the grid each', () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: -5_000, max: 0 }), (all, from) => {
        for (const piece of piecesOf(from, all)) {
          expect(piece.to - piece.from).toBeLessThanOrEqual(10_000);
          expect(toGrid(from, piece.from)).toBe(toGrid(from, piece.to - 1));
        }
      }),
    );
  });

  it('are cut so that nothing is lost and nothing comes twice', () => {
    fc.assert(
      fc.property(stretches, stretches, (missed, seen) => {
        const cut = cutBySeen(
          missed,
          seen.map((piece, index) => ({ ...piece, seen: index })),
        );
        expect(lengthOf(cut)).toBe(lengthOf(missed));
        for (const [index, { from, to, seen: by }] of cut.entries()) {
          expect(from).toBeLessThan(to);
          expect(from).toBeGreaterThanOrEqual(cut[index - 1]?.to ?? 0);
          const covering = seen.findIndex((piece) => piece.from <= from && piece.to >= to);
          expect(by).toBe(covering === -1 ? undefined : covering);
        }
      }),
    );
  });
});

describe('moments of a clock that counts in fractions', () => {
  const MOMENTS = Array.from({ length: 10_000 }, (_, index) => 250_000 + index * 0.123_456_7);

  it('are cut into pieces of ten seconds, also where rounding puts one before its place', () => {
    const third = (from: number) => from + 10_000 + 10_000 + 10_000;
    expect(MOMENTS.filter((from) => toGrid(from, third(from)) < third(from)).length).toBeGreaterThan(100);
    for (const from of MOMENTS) {
      const pieces = piecesOf(from, [{ from, to: from + 60_000 }]);
      expect(pieces).toHaveLength(6);
      expect(lengthOf(pieces)).toBeCloseTo(60_000, 3);
    }
  });
});
