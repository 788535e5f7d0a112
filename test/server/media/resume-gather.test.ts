import { beforeEach, describe, expect, it } from 'vitest';
import { ResumeGather } from '../../../server/media/resume-gather.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

describe('the receivers of a video', () => {
  let clock: FakeClock;
  let gather: ResumeGather;
  let started: string[];
  const receivers = new Map<string, object>();
  const of = (name: string) => {
    const receiver = receivers.get(name) ?? { name };
    receivers.set(name, receiver);
    return receiver;
  };
  const expectAll = (...names: string[]) => {
    for (const name of names) gather.expect(of(name));
  };
  const answer = (name: string) => {
    gather.answer(of(name), () => started.push(name));
  };

  beforeEach(() => {
    clock = createFakeClock();
    gather = new ResumeGather(clock, 100);
    started = [];
  });

  it('start together as soon as the last of them has answered', () => {
    expectAll('a', 'b', 'c');
    answer('a');
    answer('b');
    expect(started).toEqual([]);
    answer('c');
    expect(started).toEqual(['a', 'b', 'c']);
    expect(clock.pending).toBe(0);
  });

  it('wait for no more than 100 ms; who answers later starts at once', () => {
    expectAll('a', 'b', 'c');
    answer('a');
    clock.advance(99);
    answer('b');
    expect(started).toEqual([]);
    clock.advance(1);
    expect(started).toEqual(['a', 'b']);
    answer('c');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('do not wait for one that was late before', () => {
    expectAll('a', 'away');
    answer('a');
    clock.advance(100);
    expectAll('b');
    answer('b');
    expect(started).toEqual(['a', 'b']);
  });

  it('do not wait for one that is gone', () => {
    expectAll('a', 'b');
    answer('a');
    gather.delete(of('b'));
    expect(started).toEqual(['a']);
  });

  it('do not start when they are gone, or the video is', () => {
    expectAll('a', 'b');
    answer('a');
    gather.delete(of('a'));
    clock.advance(100);
    answer('b');
    expect(started).toEqual(['b']);
    expectAll('c', 'd');
    answer('c');
    gather.close();
    clock.advance(100);
    expect(started).toEqual(['b']);
    expect(clock.pending).toBe(0);
  });
});
