import { describe, expect, it } from 'vitest';
import { poll } from '../../load/run/poll.ts';

describe('polling', () => {
  it('looks at once, and again until it holds', async () => {
    let looks = 0;
    expect(await poll(() => (looks += 1) === 3, { everyMs: 1, limitMs: 60_000 })).toBe(true);
    expect(looks).toBe(3);
  });

  it('looks once at least, and gives up when its time is over', async () => {
    let looks = 0;
    const never = () => {
      looks += 1;
      return Promise.resolve(false);
    };
    expect(await poll(never, { everyMs: 1, limitMs: 0 })).toBe(false);
    expect(looks).toBe(1);
    expect(await poll(never, { everyMs: 1_000, limitMs: 5 })).toBe(false);
    expect(looks).toBe(3);
  });
});
