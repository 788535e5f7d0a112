import { describe, expect, it } from 'vitest';
import { whyUnsettled, type Look } from './settle.ts';

/** A look each second. */
const looks = (seconds: number, change: (second: number) => Partial<Look> = () => ({})): Look[] =>
  Array.from({ length: seconds + 1 }, (_, second) => ({
    at: second * 1_000,
    outgoingBps: 900_000,
    lost: 7,
    raised: 0,
    heldBackMs: 0,
    ...change(second),
  }));

describe('a call', () => {
  it('is at rest after twenty seconds, five of them steady', () => {
    expect(whyUnsettled(looks(20))).toBeUndefined();
    expect(whyUnsettled(looks(20, (second) => ({ lost: Math.min(second, 15) })))).toBeUndefined();
  });

  it.each([
    { when: 'it is young', all: looks(19), why: 'only 19 s old' },
    { when: 'it was not looked at', all: [], why: 'not looked at' },
    {
      when: 'it lost packets just now',
      all: looks(30, (second) => ({ lost: second })),
      why: 'lost 5 packets',
    },
    {
      when: 'bandwidth is being probed',
      all: looks(30, (second) => ({ outgoingBps: 500_000 + second * 50_000 })),
      why: 'bandwidth estimate',
    },
    {
      when: 'what it must raise was raised just now',
      all: looks(30, () => ({ heldBackMs: 12_500 })),
      why: 'held back for 13 s',
    },
    {
      when: 'nothing is known of it',
      all: looks(30, () => ({ outgoingBps: undefined })),
      why: 'bandwidth estimate',
    },
  ])('is not when $when', ({ all, why }) => {
    expect(whyUnsettled(all)).toContain(why);
  });
});
