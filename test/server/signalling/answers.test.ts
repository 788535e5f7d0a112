import type { Answer } from '@earshot/shared';
import { Answers } from '@earshot/server/signalling/answers.ts';
import { describe, expect, it } from 'vitest';

const ok = (result: unknown): Answer => ({ ok: true, result });

describe('Answers', () => {
  it('gives the same id the same answer and runs the work once', async () => {
    const answers = new Answers(4);
    let runs = 0;
    const first = answers.keep('1', 'chat', async () => {
      runs += 1;
      return ok(runs);
    });
    expect(answers.find('1', 'chat')).toBe(first);
    expect(await first).toEqual(ok(1));
    expect(await answers.find('1', 'chat')).toEqual(ok(1));
    expect(runs).toBe(1);
  });

  it('tells when an id belonged to another request', () => {
    const answers = new Answers(4);
    void answers.keep('1', 'chat', async () => ok(1));
    expect(answers.find('1', 'react')).toBe('reused');
  });

  it('counts what is not answered yet', async () => {
    const answers = new Answers(4);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const answer = answers.keep('1', 'publish', () => promise);
    expect(answers.pending).toBe(1);
    resolve(ok(1));
    await answer;
    expect(answers.pending).toBe(0);
  });

  it('forgets the oldest answered ones beyond its bound, never one that is under way', async () => {
    const answers = new Answers(2);
    const never = new Promise<Answer>(() => undefined);
    void answers.keep('slow', 'publish', () => never);
    for (const id of ['1', '2', '3']) await answers.keep(id, 'chat', async () => ok(id));
    expect(answers.find('slow', 'publish')).toBeDefined();
    expect(answers.find('1', 'chat')).toBeUndefined();
    expect(answers.find('3', 'chat')).toBeDefined();
  });
});
