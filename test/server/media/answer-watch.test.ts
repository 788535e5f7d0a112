import { describe, expect, it } from 'vitest';
import { AnswerWatch } from '../../../server/media/answer-watch.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

function open() {
  const clock = createFakeClock();
  const expired: (readonly string[])[] = [];
  const watch = new AnswerWatch<string>(clock, 1_000, (items) => expired.push(items));
  return { clock, expired, watch };
}

describe('a watch over answers', () => {
  it('tells what was not answered in time, each at its own time', () => {
    const { clock, expired, watch } = open();
    watch.add(['a', 'b']);
    clock.advance(400);
    watch.add(['c']);
    clock.advance(599);
    expect(expired).toEqual([]);
    clock.advance(1);
    expect(expired).toEqual([['a', 'b']]);
    clock.advance(400);
    expect(expired).toEqual([['a', 'b'], ['c']]);
    expect(clock.pending).toBe(0);
  });

  it('says nothing of what was answered, and waits no longer when all is', () => {
    const { clock, expired, watch } = open();
    watch.add(['a', 'b']);
    watch.delete('a');
    clock.advance(1_000);
    expect(expired).toEqual([['b']]);
    watch.add(['c']);
    watch.delete('c');
    expect(clock.pending).toBe(0);
  });

  it('waits for the next when the first was answered', () => {
    const { clock, expired, watch } = open();
    watch.add(['a']);
    clock.advance(500);
    watch.add(['b']);
    watch.delete('a');
    clock.advance(999);
    expect(expired).toEqual([]);
    clock.advance(1);
    expect(expired).toEqual([['b']]);
  });

  it('is silent once it is closed', () => {
    const { clock, expired, watch } = open();
    watch.add(['a']);
    watch.close();
    clock.advance(5_000);
    expect(expired).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
