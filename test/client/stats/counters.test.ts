import { describe, expect, it } from 'vitest';
import { CounterStore, isGap, isProbation, mediaBytes, type Delta } from '../../../client/stats/counters.ts';
import { StatsIndex, type RawStat } from '../../../client/stats/raw.ts';
import { makeRaw } from '../../support/stats.ts';

function stream(timestamp: number, fields: Record<string, unknown>, id = 'IT1'): RawStat {
  return { id, type: 'inbound-rtp', timestamp, fields: { ssrc: 77, ...fields } };
}

function deltaAfter(counters: CounterStore, stat: RawStat): Delta {
  const difference = counters.difference(stat);
  if (typeof difference === 'string') throw new Error(`expected a difference, got ${difference}`);
  return difference;
}

describe('counters', () => {
  it('give no difference at first sight', () => {
    expect(new CounterStore().difference(stream(1_000, { packetsReceived: 50 }))).toBe('first');
  });

  it('give differences over the browser’s own time', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { packetsReceived: 50, nackCount: 1 }));
    const delta = deltaAfter(counters, stream(2_250, { packetsReceived: 110, nackCount: 1 }));
    expect(delta.elapsedMs).toBe(1_250);
    expect(delta.of('packetsReceived')).toBe(60);
    expect(delta.of('nackCount')).toBe(0);
    expect(delta.of('pliCount')).toBeUndefined();
  });

  it('read nested records by their path', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { qualityLimitationDurations: { cpu: 1, none: 5 } }));
    const delta = deltaAfter(
      counters,
      stream(2_000, { qualityLimitationDurations: { cpu: 1.5, none: 5.5 } }),
    );
    expect(delta.of('qualityLimitationDurations.cpu')).toBe(0.5);
    expect(delta.of('qualityLimitationDurations.bandwidth')).toBeUndefined();
  });

  it('take an unchanged timestamp for a cached answer: no sample, not zero', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { packetsReceived: 50 }));
    expect(counters.difference(stream(1_000, { packetsReceived: 50 }))).toBe('unchanged');
    expect(deltaAfter(counters, stream(2_000, { packetsReceived: 90 })).of('packetsReceived')).toBe(40);
  });

  it('begin anew when the SSRC changes under the same id', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { packetsReceived: 50 }));
    expect(counters.difference(stream(2_000, { packetsReceived: 90, ssrc: 78 }))).toBe('first');
  });

  it('begin anew when the id changes under the same SSRC', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { packetsReceived: 50 }));
    expect(counters.difference(stream(2_000, { packetsReceived: 90 }, 'IT2'))).toBe('first');
  });

  it('conclude nothing from a stream whose counters fell, then go on', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { packetsReceived: 5_000, framesDropped: 3 }));
    expect(counters.difference(stream(2_000, { packetsReceived: 20, framesDropped: 9 }))).toBe('first');
    expect(deltaAfter(counters, stream(3_000, { packetsReceived: 70 })).of('packetsReceived')).toBe(50);
  });

  it('drop a single counter that fell', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { packetsReceived: 50, pliCount: 4 }));
    const delta = deltaAfter(counters, stream(2_000, { packetsReceived: 90, pliCount: 2 }));
    expect(delta.of('pliCount')).toBeUndefined();
    expect(delta.of('packetsReceived')).toBe(40);
  });

  it('keep the sign of lost packets, because late ones are taken back', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { packetsLost: 10 }));
    expect(deltaAfter(counters, stream(2_000, { packetsLost: 7 })).of('packetsLost')).toBe(-3);
  });

  it('subtract retransmissions and padding from bytes', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { bytesReceived: 1_000, retransmittedBytesReceived: 100 }));
    const delta = deltaAfter(
      counters,
      stream(2_000, { bytesReceived: 84_000, retransmittedBytesReceived: 60_100 }),
    );
    expect(mediaBytes(delta, 'receive')).toBe(23_000);
    expect(mediaBytes(delta, 'send')).toBeUndefined();
  });

  it('notice a change of layers by the size of frames, but not the first frame', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { frameWidth: 0, frameHeight: 0 }));
    expect(deltaAfter(counters, stream(2_000, { frameWidth: 640, frameHeight: 360 })).sizeChanged).toBe(
      false,
    );
    expect(deltaAfter(counters, stream(3_000, { frameWidth: 640, frameHeight: 360 })).sizeChanged).toBe(
      false,
    );
    expect(deltaAfter(counters, stream(4_000, { frameWidth: 320, frameHeight: 180 })).sizeChanged).toBe(true);
  });

  it('remember a stream’s largest value for its life', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, {}));
    expect(deltaAfter(counters, stream(2_000, {})).peak('freeze', 300)).toBe(300);
    expect(deltaAfter(counters, stream(3_000, {})).peak('freeze', undefined)).toBe(300);
    expect(deltaAfter(counters, stream(4_000, {})).peak('freeze', 200)).toBe(300);
    expect(deltaAfter(counters, stream(5_000, {})).peak('other', undefined)).toBeUndefined();
  });

  it('are forgotten when their stream is gone', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, {}));
    expect(counters.size).toBe(1);
    for (let round = 0; round < 3; round += 1) counters.endRound();
    expect(counters.size).toBe(0);
  });

  it('stay bounded however many streams come', () => {
    const counters = new CounterStore();
    for (let index = 0; index < 3_000; index += 1)
      counters.difference(stream(1_000, {}, `IT${String(index)}`));
    expect(counters.size).toBeLessThanOrEqual(1_000);
  });

  it('ignore numbers that are none', () => {
    const counters = new CounterStore();
    counters.difference(stream(1_000, { jitter: Number.NaN, packetsLost: '5' }));
    const delta = deltaAfter(counters, stream(2_000, { jitter: 1, packetsLost: 6 }));
    expect(delta.of('jitter')).toBeUndefined();
    expect(delta.of('packetsLost')).toBeUndefined();
  });
});

describe('the probation stream', () => {
  it('is known by its mid and by its SSRC', () => {
    expect(isProbation(stream(1, { mid: 'probator', ssrc: 9 }))).toBe(true);
    expect(isProbation(stream(1, { ssrc: 1234 }))).toBe(true);
    expect(isProbation(stream(1, { mid: '1' }))).toBe(false);
    expect(isProbation({ id: 'x', type: 'codec', timestamp: 1, fields: { ssrc: 1234 } })).toBe(false);
  });

  it('and whatever has no shape are not in the index', () => {
    const index = new StatsIndex(
      makeRaw([
        { id: 'a', type: 'inbound-rtp', timestamp: 1, ssrc: 1234 },
        { id: 'b', type: 'inbound-rtp', timestamp: 1, ssrc: 5 },
        { id: 'c', type: 'inbound-rtp', timestamp: Number.NaN },
      ]),
      't',
    );
    expect(index.ofType('inbound-rtp').map(({ id }) => id)).toEqual(['b']);
    expect(index.find('a')).toBeUndefined();
  });
});

describe('a gap', () => {
  it('is more than twice the period and more than five seconds', () => {
    expect(isGap(5_000, 1_000)).toBe(false);
    expect(isGap(5_001, 1_000)).toBe(true);
    expect(isGap(6_000, 4_000)).toBe(false);
    expect(isGap(60_000, 1_000)).toBe(true);
  });
});
