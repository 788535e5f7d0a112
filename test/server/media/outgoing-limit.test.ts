import { beforeEach, describe, expect, it } from 'vitest';
import { OutgoingLimit } from '../../../server/media/outgoing-limit.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

describe('the limit of what a receiver’s path is probed for', () => {
  let clock: FakeClock;
  let limit: OutgoingLimit;
  let set: number[];
  let holds: boolean;

  beforeEach(() => {
    clock = createFakeClock();
    set = [];
    holds = true;
    limit = new OutgoingLimit(clock, (bps) => {
      set.push(bps);
      return Promise.resolve(holds);
    });
  });

  const lower = () => {
    clock.advance(5_000);
  };

  it('is twice what the wanted layers cost, once the start estimate has had its time', () => {
    limit.setNeeded(800_000);
    clock.advance(4_999);
    expect(set).toEqual([]);
    clock.advance(1);
    expect(set).toEqual([1_600_000]);
  });

  it('rises at once and falls after 5 s, to what is wanted then', () => {
    limit.setNeeded(800_000);
    lower();
    limit.setNeeded(2_000_000);
    expect(set).toEqual([1_600_000, 4_000_000]);
    limit.setNeeded(600_000);
    clock.advance(3_000);
    limit.setNeeded(700_000);
    clock.advance(2_000);
    expect(set).toEqual([1_600_000, 4_000_000, 1_400_000]);
  });

  it('falls to the most that was wanted in those 5 s, and then further', () => {
    limit.setNeeded(2_000_000);
    lower();
    limit.setNeeded(1_200_000);
    clock.advance(4_900);
    limit.setNeeded(700_000);
    clock.advance(100);
    expect(set).toEqual([4_000_000, 2_400_000]);
    lower();
    expect(set).toEqual([4_000_000, 2_400_000, 1_400_000]);
  });

  it('stays when more is wanted again before it fell', () => {
    limit.setNeeded(800_000);
    lower();
    limit.setNeeded(600_000);
    limit.setNeeded(800_000);
    clock.advance(60_000);
    expect(set).toEqual([1_600_000]);
  });

  it('is asked for again when the worker refused it', async () => {
    limit.setNeeded(800_000);
    holds = false;
    lower();
    await Promise.resolve();
    holds = true;
    limit.setNeeded(800_000);
    expect(set).toEqual([1_600_000, 1_600_000]);
  });

  it('asks nothing for a small change, and nothing after its end', () => {
    limit.setNeeded(800_000);
    lower();
    limit.setNeeded(840_000);
    limit.setNeeded(760_000);
    lower();
    limit.setNeeded(100_000);
    limit.close();
    lower();
    limit.setNeeded(9_000_000);
    expect(set).toEqual([1_600_000]);
  });

  it('leaves room for a few small videos, and stays without any', () => {
    limit.setNeeded(50_000);
    lower();
    limit.setNeeded(0);
    lower();
    expect(set).toEqual([1_000_000]);
  });
});
