import {
  blameReceived,
  blameSent,
  EVIDENCE,
  findImpairedLeg,
  findImpairedUplink,
  QUALITY_THRESHOLDS,
  type Blame,
  type Evidence,
  type ImpairedLeg,
  type LimitingFactor,
} from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Both legs were measured, and nothing is wrong with them. */
const clean: Evidence = {
  uplinkLoss: 0,
  uplinkRttMs: 20,
  uplinkJitterMs: 2,
  uplinkDryMs: 0,
  uplinkSilentMs: 0,
  downlinkLoss: 0,
  downlinkRttMs: 20,
  receivedJitterMs: 4,
  downlinkSilentMs: 0,
  downlinkNarrow: 0,
  stalledMs: 0,
  faultMs: 0,
  sentShare: 1,
  cpuLimited: 0,
  bandwidthLimited: 0,
  framesDropped: 0,
  decodeShare: 0.05,
};

type Case = readonly [what: string, kind: 'audio' | 'video', LimitingFactor, Evidence, Blame, ImpairedLeg];

const CASES: readonly Case[] = [
  ['loss on the way in', 'audio', 'concealment', { uplinkLoss: 0.1 }, 'publisherUplink', 'uplink'],
  ['loss on the way out', 'audio', 'concealment', { downlinkLoss: 0.1 }, 'subscriberDownlink', 'downlink'],
  [
    'loss on both ways, more on the way in',
    'audio',
    'concealment',
    { uplinkLoss: 0.1, downlinkLoss: 0.02 },
    'publisherUplink',
    'both',
  ],
  ['a late way in', 'audio', 'delay', { uplinkRttMs: 400 }, 'publisherUplink', 'uplink'],
  ['a late way out', 'audio', 'delay', { downlinkRttMs: 400 }, 'subscriberDownlink', 'downlink'],
  [
    'jitter that came in already',
    'audio',
    'delay',
    { uplinkJitterMs: 40, receivedJitterMs: 45 },
    'publisherUplink',
    'uplink',
  ],
  [
    'jitter on the way out',
    'audio',
    'concealment',
    { receivedJitterMs: 45 },
    'subscriberDownlink',
    'downlink',
  ],
  [
    'a publisher held back by its path',
    'video',
    'lowFps',
    { bandwidthLimited: 0.9 },
    'publisherUplink',
    'uplink',
  ],
  ['a way out too narrow', 'video', 'layer', { downlinkNarrow: 1 }, 'subscriberDownlink', 'downlink'],
  [
    'a layer that the publisher’s path does not carry',
    'video',
    'layer',
    { bandwidthLimited: 1 },
    'publisherUplink',
    'uplink',
  ],
  [
    'a layer that the publisher’s processor does not make',
    'video',
    'layer',
    { cpuLimited: 1 },
    'publisherDevice',
    'none',
  ],
  [
    'a camera that gives nothing',
    'video',
    'dry',
    { uplinkDryMs: 10_000, sentShare: 0 },
    'publisherDevice',
    'none',
  ],
  [
    'a way in on which nothing comes',
    'video',
    'dry',
    { uplinkDryMs: 8_000, uplinkSilentMs: 8_000 },
    'publisherUplink',
    'uplink',
  ],
  ['a camera slow in the dark', 'video', 'lowFps', { sentShare: 0.4 }, 'publisherDevice', 'none'],
  [
    'a sender whose page says that it is too busy',
    'video',
    'lowFps',
    { senderBusy: 0.8 },
    'publisherDevice',
    'none',
  ],
  ['a decoder that drops frames', 'video', 'lowFps', { framesDropped: 0.4 }, 'subscriberDevice', 'none'],
  [
    'a page that stands still: its jitter is its own',
    'video',
    'freeze',
    { decodeShare: 0.6, receivedJitterMs: 60 },
    'subscriberDevice',
    'none',
  ],
  [
    'a page that says so itself: its jitter is its own',
    'audio',
    'delay',
    { receiverBusy: 0.8, receivedJitterMs: 30 },
    'subscriberDevice',
    'none',
  ],
  [
    'a device that is worse than its path',
    'video',
    'lowFps',
    { framesDropped: 0.4, uplinkJitterMs: 17 },
    'subscriberDevice',
    'uplink',
  ],
  [
    'a path that is worse than its device',
    'video',
    'freeze',
    { framesDropped: 0.13, uplinkLoss: 0.2 },
    'publisherUplink',
    'uplink',
  ],
  [
    'a track that the server sent and nobody got',
    'audio',
    'dry',
    { downlinkDryMs: 3_000 },
    'subscriberDownlink',
    'downlink',
  ],
  ['nothing but concealment', 'audio', 'concealment', {}, 'subscriberDevice', 'none'],
  ['a worker that stood still', 'video', 'freeze', { stalledMs: 3_000, uplinkLoss: 0.2 }, 'sfu', 'sfu'],
  ['a consumer that nobody resumed', 'video', 'dry', { faultMs: 4_000 }, 'sfu', 'sfu'],
  ['loss between workers', 'audio', 'concealment', { pipeLoss: 0.05 }, 'sfu', 'sfu'],
];

describe('who is blamed for a received track', () => {
  it.each(CASES)('with %s', (...[, kind, factor, found, blame, leg]) => {
    const evidence = { ...clean, ...found };
    expect(blameReceived({ kind, factor, evidence })).toBe(blame);
    expect(findImpairedLeg(evidence)).toBe(leg);
  });

  it('is nobody in particular when one of the legs was not measured', () => {
    const { downlinkLoss, downlinkNarrow, ...half } = clean;
    expect([downlinkLoss, downlinkNarrow]).toEqual([0, 0]);
    expect(blameReceived({ kind: 'audio', factor: 'concealment', evidence: half })).toBe('unknown');
    expect(findImpairedLeg(half)).toBe('unknown');
    expect(blameReceived({ kind: 'video', factor: 'freeze', evidence: {} })).toBe('unknown');
  });
});

describe('a delay that is left in a buffer', () => {
  const disturbedBy = 'publisherUplink';

  it('is blamed on whoever disturbed the track last', () => {
    const received = { kind: 'audio', evidence: clean, disturbedBy } as const;
    expect(blameReceived({ ...received, factor: 'delay' })).toBe('publisherUplink');
    expect(blameReceived({ ...received, factor: 'concealment' })).toBe('subscriberDevice');
  });

  it('is blamed on who disturbs it now, if anybody does', () => {
    const evidence = { ...clean, downlinkRttMs: 400 };
    expect(blameReceived({ kind: 'audio', factor: 'delay', evidence, disturbedBy })).toBe(
      'subscriberDownlink',
    );
  });
});

describe('who is blamed for a sent track', () => {
  it.each<[LimitingFactor, Evidence, Blame, ImpairedLeg]>([
    ['loss', { uplinkLoss: 0.1 }, 'publisherUplink', 'uplink'],
    ['bitrate', { bandwidthLimited: 1 }, 'publisherUplink', 'uplink'],
    ['lowFps', { cpuLimited: 1 }, 'publisherDevice', 'none'],
    ['lowFps', { bandwidthLimited: 1, cpuLimited: 0 }, 'publisherUplink', 'uplink'],
    ['lowFps', {}, 'publisherDevice', 'none'],
    // Frames that were never made no path has lost.
    ['lowFps', { uplinkJitterMs: 40, uplinkRttMs: 300 }, 'publisherDevice', 'uplink'],
    ['lowFps', { bandwidthLimited: 1, senderBusy: 0.9 }, 'publisherDevice', 'uplink'],
    ['dry', { uplinkDryMs: 9_000 }, 'publisherDevice', 'none'],
    ['dry', { stalledMs: 3_000 }, 'sfu', 'sfu'],
  ])('%s with %j', (...[factor, found, blame, leg]) => {
    const evidence = { ...clean, ...found };
    expect(blameSent({ factor, evidence })).toBe(blame);
    expect(findImpairedUplink(evidence)).toBe(leg);
  });
});

describe('any blame', () => {
  const measure = (max: number) => fc.option(fc.double({ min: 0, max, noNaN: true }), { nil: undefined });
  const anyEvidence: fc.Arbitrary<Evidence> = fc.record(
    Object.fromEntries(
      EVIDENCE.map((name) => [name, measure(/Ms$/u.test(name) ? 1_000 : name === 'downlinkBps' ? 1e6 : 1)]),
    ),
  );
  const factors = fc.constantFrom<LimitingFactor>(
    'loss',
    'delay',
    'concealment',
    'freeze',
    'lowFps',
    'layer',
    'dry',
  );
  const kinds = fc.constantFrom('audio' as const, 'video' as const);
  const { impaired } = QUALITY_THRESHOLDS;

  it('never names a path or a server that is not impaired', () => {
    fc.assert(
      fc.property(kinds, factors, anyEvidence, (kind, factor, evidence) => {
        const blame = blameReceived({ kind, factor, evidence });
        const leg = findImpairedLeg(evidence);
        if (blame === 'publisherUplink') expect(['uplink', 'both']).toContain(leg);
        if (blame === 'subscriberDownlink') expect(['downlink', 'both']).toContain(leg);
        if (blame === 'sfu') expect(leg).toBe('sfu');
      }),
    );
  });

  it('is not taken from the way in when more is lost there, nor from the way out', () => {
    const more = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(kinds, factors, fc.tuple(anyEvidence, more), (kind, factor, [evidence, worse]) => {
        const blame = blameReceived({ kind, factor, evidence });
        const lost = blame === 'publisherUplink' ? 'uplinkLoss' : 'downlinkLoss';
        if (blame !== 'publisherUplink' && blame !== 'subscriberDownlink') return;
        const after = { ...evidence, [lost]: (evidence[lost] ?? 0) + worse };
        expect(blameReceived({ kind, factor, evidence: after })).toBe(blame);
      }),
    );
  });

  it('of a sent track is nobody’s who receives it', () => {
    fc.assert(
      fc.property(factors, anyEvidence, (factor, evidence) => {
        expect(blameSent({ factor, evidence })).toMatch(/^(?:publisher|sfu)/u);
      }),
    );
  });

  it('begins exactly where a leg counts as impaired', () => {
    expect(findImpairedLeg({ ...clean, downlinkLoss: impaired.loss })).toBe('downlink');
    expect(findImpairedLeg({ ...clean, downlinkLoss: impaired.loss * 0.99 })).toBe('none');
  });
});
