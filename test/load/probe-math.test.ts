import { describe, expect, it } from 'vitest';
import { judgeLooks, worstOf, type Inbound, type Look } from '../../load/run/probe-math.ts';

const rates = new Map([
  [180, 15],
  [360, 15],
]);
const yardstick = { rates, full: { from: 0, until: 60_000 } };
const stream = (more: Partial<Inbound>): Inbound => ({
  id: 'v1',
  kind: 'video',
  framesDecoded: 0,
  frameHeight: 180,
  frozen: 0,
  samples: 0,
  concealed: 0,
  ...more,
});
const look = (seconds: number, ...streams: Inbound[]): Look => ({ at: seconds * 1_000, streams });

describe('what a browser saw', () => {
  it('is the share of sent frames that it decoded, of time frozen, of samples made up', () => {
    const looks = [
      look(0, stream({}), stream({ id: 'a', kind: 'audio' })),
      look(
        10,
        stream({ framesDecoded: 120, frozen: 1 }),
        stream({ id: 'a', kind: 'audio', samples: 480_000, concealed: 4_800 }),
      ),
    ];
    const numbers = judgeLooks(looks, yardstick);
    expect(numbers.frameShare).toBeCloseTo(0.8);
    expect(numbers.frozenShare).toBeCloseTo(0.1);
    expect(numbers.concealedShare).toBeCloseTo(0.01);
  });

  it('leaves out streams that came, went or changed their layer in between', () => {
    const looks = [
      look(0, stream({}), stream({ id: 'gone' })),
      look(5, stream({ frameHeight: 360, framesDecoded: 10 }), stream({ id: 'new', framesDecoded: 2 })),
      look(10, stream({ frameHeight: 360, framesDecoded: 85 })),
    ];
    expect(judgeLooks(looks, yardstick).frameShare).toBeCloseTo(1);
  });

  it('counts a video of which nothing was ever seen as one without a frame, frozen all the time', () => {
    const dark = stream({ id: 'dark', frameHeight: 0 });
    const numbers = judgeLooks(
      [look(0, stream({}), dark), look(10, stream({ framesDecoded: 150 }), dark)],
      yardstick,
    );
    expect(numbers).toMatchObject({ frameShare: 0.5, frozenShare: 0.5, videosShown: 1 });
  });

  it('says how many videos moved while the call was full', () => {
    const at = (seconds: number, moving: number) =>
      look(
        seconds,
        ...Array.from({ length: moving }, (_, index) =>
          stream({ id: String(index), framesDecoded: seconds * 15 }),
        ),
      );
    // Before and after, more or fewer do not count: a small call shows more, and it fills and empties.
    const looks = [at(0, 0), at(5, 9), at(10, 4), at(15, 3), at(20, 4), at(25, 1)];
    const full = { from: 5_000, until: 20_000 };
    expect(judgeLooks(looks, { rates, full }).videosShown).toBeCloseTo(11 / 3);
    expect(judgeLooks(looks, { rates, full: undefined }).videosShown).toBeUndefined();
  });

  it('is not known of a browser that saw nothing, and then not of all', () => {
    const blind = judgeLooks([look(0), look(10)], yardstick);
    expect(blind).toEqual({
      frameShare: undefined,
      frozenShare: undefined,
      concealedShare: undefined,
      videosShown: 0,
    });
    const good = { frameShare: 0.9, frozenShare: 0.01, concealedShare: 0.01, videosShown: 4 };
    expect(worstOf([good, blind]).frameShare).toBeUndefined();
    expect(worstOf([good, { ...good, frameShare: 0.5, frozenShare: 0.3 }])).toEqual({
      frameShare: 0.5,
      frozenShare: 0.3,
      concealedShare: 0.01,
      videosShown: 4,
    });
  });
});
