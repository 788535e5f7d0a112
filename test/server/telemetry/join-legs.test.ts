import type { TrackInterval } from '@earshot/shared';
import type { EvidenceSource } from '@earshot/server/media/ports.ts';
import { CONCLUDE_MS } from '@earshot/server/telemetry/conclusions.ts';
import { LegsReader, lossBehind } from '@earshot/server/telemetry/join-legs.ts';
import { describe, expect, it } from 'vitest';
import { makeReport, TRACK_IDS } from '../../support/reports.ts';
import { PUBLISHER_ID as publisherId, serverThat } from './evidence-setup.ts';
import { goodAudio, LEG, legOf, setUp } from './ingest-setup.ts';

const window = { from: 0, to: 10_000 };
const voice: TrackInterval = {
  trackId: TRACK_IDS[0] ?? '',
  direction: 'receive',
  source: 'microphone',
  kind: 'audio',
  values: { expectedMs: 10_000, packets: 450, packetsLost: 50, jitterMaxMs: 5 },
};

function join(source: EvidenceSource | undefined, track = voice, beside: readonly TrackInterval[] = []) {
  const leg = {
    ...{ callId: LEG.callId, participantId: LEG.participantId, window, isReported: true },
    findLimits: () => undefined,
  };
  return new LegsReader(source, leg).join(
    track,
    { rttMs: { send: 15, receive: 40 }, tracks: [track, ...beside] },
    {},
  );
}

describe('what was lost behind the first leg', () => {
  it('is what is missing in the end, without what was missing before', () => {
    expect(lossBehind({ expected: 500, lost: 0 }, { expected: 500, lost: 50 })).toBe(0.1);
    expect(lossBehind({ expected: 500, lost: 50 }, { expected: 500, lost: 50 })).toBe(0);
    expect(lossBehind(undefined, { expected: 500, lost: 50 })).toBe(0.1);
    expect(lossBehind({ expected: 500, lost: 500 }, { expected: 500, lost: 500 })).toBe(0);
  });

  it('compares shares: the readings reach beyond the interval', () => {
    expect(lossBehind({ expected: 900, lost: 90 }, { expected: 500, lost: 50 })).toBe(0);
    // (0.24 - 0.05 - chance) / 0.95, whatever more was read of the first leg.
    for (const times of [1, 2, 6])
      expect(
        lossBehind({ expected: 500 * times, lost: 25 * times }, { expected: 500, lost: 120 }),
      ).toBeCloseTo(0.18, 2);
  });

  it('accuses nobody of what chance may be', () => {
    // Two standard deviations of 10 % of 500 are 2.7 %.
    expect(lossBehind({ expected: 500, lost: 50 }, { expected: 500, lost: 63 })).toBe(0);
    expect(lossBehind({ expected: 500, lost: 50 }, { expected: 500, lost: 100 })).toBeCloseTo(0.081, 2);
  });

  it('is unknown over too few packets', () => {
    expect(lossBehind(undefined, { expected: 49, lost: 10 })).toBeUndefined();
    expect(lossBehind({ expected: 500, lost: 1 }, undefined)).toBeUndefined();
  });
});

describe('both legs of a track', () => {
  it('are joined: loss of the uplink is not the receiver’s', () => {
    const {
      evidence,
      publisherId: who,
      measuredBy,
    } = join(serverThat({ uplink: { packets: { expected: 750, lost: 75 } } }));
    expect(evidence).toMatchObject({ uplinkLoss: 0.1, downlinkLoss: 0, downlinkRttMs: 40 });
    expect([who, measuredBy]).toEqual([publisherId, 'mixed']);
    expect(join(serverThat({})).evidence).toMatchObject({ uplinkLoss: 0, downlinkLoss: 0.1 });
  });

  it('have what is lost between workers in the middle', () => {
    const found = {
      uplink: { packets: { expected: 500, lost: 10 } },
      downlink: { pipe: { expected: 500, lost: 50 } },
    };
    const { evidence } = join(serverThat(found));
    expect(evidence.pipeLoss).toBeCloseTo(40 / 490, 6);
    expect(evidence.downlinkLoss).toBe(0);
  });

  it('of which nobody but the client knows accuse nobody', () => {
    const { evidence, measuredBy, publisherId: who } = join(undefined);
    expect(evidence.uplinkLoss).toBeUndefined();
    expect([who, measuredBy]).toEqual([undefined, 'client']);
  });
});

describe('what is told of a picture', () => {
  const picture: TrackInterval = {
    trackId: TRACK_IDS[1] ?? '',
    direction: 'receive',
    source: 'camera',
    kind: 'video',
    values: { expectedMs: 10_000, packets: 900, packetsLost: 0, jitterMaxMs: 90 },
  };

  it('has no gaps of the first leg but those whose retransmission was lost, too', () => {
    const lossy = { ...picture, values: { ...picture.values, packets: 380, packetsLost: 120 } };
    const found = serverThat({ uplink: { packets: { expected: 3_000, lost: 150 } } });
    expect(join(found, lossy).evidence.downlinkLoss).toBeCloseTo(0.234, 2);
  });

  it('is the jitter of its publisher’s sound: a picture leaves in heaps', () => {
    expect(join(serverThat({}), picture).evidence.receivedJitterMs).toBeUndefined();
    expect(join(serverThat({}), picture, [voice]).evidence.receivedJitterMs).toBe(5);
  });

  it('is how long it was dry behind the server', () => {
    const dry = { ...picture, values: { ...picture.values, dryMs: 3_000 } };
    expect(join(serverThat({}), dry).evidence.downlinkDryMs).toBe(3_000);
    expect(join(serverThat({ uplink: { dryMs: 2_500 } }), dry).evidence.downlinkDryMs).toBe(500);
    expect(join(serverThat({ uplink: { silentMs: 4_000 } }), dry).evidence.downlinkDryMs).toBe(0);
    expect(join(serverThat({ downlink: { faultMs: 3_000 } }), dry).evidence.downlinkDryMs).toBe(0);
    expect(join(serverThat({ downlink: { stalledMs: 1_000 } }), dry).evidence.downlinkDryMs).toBe(2_000);
    expect(join(undefined, dry).evidence.downlinkDryMs).toBeUndefined();
  });
});

describe('an interval with both legs', () => {
  const lossy = {
    ...goodAudio,
    values: { ...goodAudio.values, packets: 450, packetsLost: 50, concealedMs: 900 },
  };

  it('is counted when the server’s readings have passed its end, with who is at fault', () => {
    const evidence = serverThat({ uplink: { packets: { expected: 750, lost: 75 } } });
    const { accept, judged, of, clock } = setUp({ evidence });
    let told = 0;
    const leg = { ...LEG, judged: () => (told += 1) };
    expect(accept(makeReport({ tracks: [lossy] }), leg)?.band).toBe('unknown');
    clock.advance(CONCLUDE_MS - 1);
    expect([judged, told]).toEqual([[], 0]);
    clock.advance(1);
    expect(told).toBe(1);
    expect(judged).toMatchObject([
      {
        reception: { band: 'poor', factor: 'concealment', blame: 'publisherUplink' },
        tracks: [{ publisherId, blame: 'publisherUplink', impairedLeg: 'uplink', measuredBy: 'mixed' }],
      },
    ]);
    expect(of('qualitySeconds')[0]?.[0]).toMatchObject({ blame: 'publisherUplink', kind: 'audio' });
    expect(evidence.watched).toEqual([LEG.participantId]);
  });

  it('is counted at once when its leg ends, and once', () => {
    const { accept, ingest, judged, clock } = setUp({ evidence: serverThat({}) });
    accept(makeReport({ tracks: [lossy] }));
    accept(makeReport({ tracks: [goodAudio] }), legOf(2));
    ingest.forget(LEG.participantId);
    expect(judged).toMatchObject([{ reception: { blame: 'subscriberDownlink' } }]);
    clock.advance(CONCLUDE_MS);
    expect(judged).toHaveLength(2);
  });

  it('tells of sent sound what the server counted, whatever its publisher was told', () => {
    const sent = { direction: 'send' as const, source: 'microphone' as const };
    const tracks = [{ ...sent, values: { expectedMs: 10_000, packets: 500, packetsLost: 100 } }];
    const clean = setUp({ evidence: serverThat({}) });
    clean.accept(makeReport({ tracks }));
    const lost = setUp({ evidence: serverThat({ uplink: { packets: { expected: 500, lost: 50 } } }) });
    lost.accept(makeReport({ tracks }));
    for (const { ingest } of [clean, lost]) ingest.forget(LEG.participantId);
    expect(clean.judged).toMatchObject([{ sending: { band: 'good', score: 100 } }]);
    expect(lost.judged).toMatchObject([{ sending: { factor: 'loss', blame: 'publisherUplink' } }]);
    expect([clean, lost].map(({ of }) => of('packets').map(([, count]) => count))).toEqual([
      [{ received: 500, lost: 0 }],
      [{ received: 500, lost: 50 }],
    ]);
    expect(setUp().accept(makeReport({ tracks }))?.band).toBe('unknown');
  });
});
