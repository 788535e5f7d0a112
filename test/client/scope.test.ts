import { describe, expect, test } from 'vitest';
import { Scope } from '../../client/scope.ts';
import { createFakeClock } from '../support/fake-clock.ts';

describe('a scope', () => {
  test('owns nothing and no timer after it was disposed', () => {
    const clock = createFakeClock();
    const scope = new Scope(clock);
    const target = new EventTarget();
    let calls = 0;
    scope.listen(target, 'ping', () => (calls += 1));
    scope.every(100, () => (calls += 1));
    scope.after(50, () => (calls += 1));
    target.dispatchEvent(new Event('ping'));
    clock.advance(250);
    expect(calls).toBe(4);
    scope.dispose();
    target.dispatchEvent(new Event('ping'));
    clock.advance(1_000);
    expect(calls).toBe(4);
    expect(scope.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('stops a repeated action from within it', () => {
    const clock = createFakeClock();
    const scope = new Scope(clock);
    let calls = 0;
    const stop = scope.every(10, () => {
      calls += 1;
      if (calls === 3) stop();
    });
    clock.advance(100);
    expect(calls).toBe(3);
    expect(scope.size).toBe(0);
  });

  test('disposes at once what comes after its end', () => {
    const scope = new Scope(createFakeClock());
    scope.dispose();
    let disposed = 0;
    scope.add(() => (disposed += 1));
    expect(disposed).toBe(1);
    expect(scope.size).toBe(0);
  });

  test('ends its waits when it is disposed', async () => {
    const clock = createFakeClock();
    const scope = new Scope(clock);
    const wait = scope.wait(60_000);
    scope.dispose();
    await expect(wait).resolves.toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});
