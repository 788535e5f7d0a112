import { createDecisionQueue } from '@earshot/server/rooms/queue.ts';
import { describe, expect, it } from 'vitest';

function createQueue() {
  const log: string[] = [];
  const queue = createDecisionQueue({
    settle: () => log.push('settle'),
    effectFailed: (error) => log.push(String(error)),
  });
  return { log, queue, say: (text: string) => () => void log.push(text) };
}

describe('the queue of decisions', () => {
  it('answers at once and runs effects in order after the decision has settled', () => {
    const { log, queue, say } = createQueue();
    const answer = queue.decide(() => {
      queue.effect(say('first'));
      queue.effect(say('second'));
      log.push('decided');
      return 7;
    });
    expect([answer, log]).toEqual([7, ['decided', 'settle', 'first', 'second']]);
  });

  it('runs what an effect decides before the effects that wait, and its effects after them', () => {
    const { log, queue, say } = createQueue();
    queue.decide(() => {
      queue.effect(() => {
        queue.decide(() => {
          log.push('nested');
          queue.effect(say('nested effect'));
        });
      });
      queue.effect(say('waiting'));
    });
    expect(log).toEqual(['settle', 'nested', 'settle', 'waiting', 'nested effect']);
  });

  it('runs a posted decision after the one that runs', () => {
    const { log, queue } = createQueue();
    queue.decide(() => {
      queue.post(() => log.push('posted'));
      log.push('decided');
    });
    expect(log).toEqual(['decided', 'settle', 'posted', 'settle']);
  });

  it('refuses a decision inside a decision', () => {
    const { queue } = createQueue();
    expect(() => queue.decide(() => queue.decide(() => 1))).toThrow(/inside a decision/u);
    expect(queue.decide(() => 2)).toBe(2);
  });

  it('passes on what a decision throws, after its settling and effects', () => {
    const { log, queue, say } = createQueue();
    expect(() =>
      queue.decide(() => {
        queue.effect(say('effect'));
        throw new Error('refused');
      }),
    ).toThrow('refused');
    expect(log).toEqual(['settle', 'effect']);
  });

  it('lets one failing effect stop no other', () => {
    const { log, queue, say } = createQueue();
    queue.decide(() => {
      queue.effect(() => {
        throw new Error('broken');
      });
      queue.effect(say('next'));
    });
    expect(log).toEqual(['settle', 'Error: broken', 'next']);
  });
});
