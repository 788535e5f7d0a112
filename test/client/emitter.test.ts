import { describe, expect, test } from 'vitest';
import { Emitter } from '../../client/emitter.ts';

interface Events {
  count: number;
  text: string;
}

describe('an emitter', () => {
  test('reports a listener that throws and calls the others', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<Events>((error) => errors.push(error));
    emitter.on('count', () => {
      throw new Error('mine');
    });
    emitter.on('count', (count) => heard.push(count));
    emitter.emit('count', 7);
    expect(heard).toEqual([7]);
    expect(errors).toEqual([new Error('mine')]);
  });

  test('calls a listener that was added twice twice, and takes each away once', () => {
    const heard: number[] = [];
    const emitter = new Emitter<Events>();
    const listener = (count: number) => heard.push(count);
    const off = emitter.on('count', listener);
    emitter.on('count', listener);
    emitter.emit('count', 1);
    off();
    off();
    emitter.emit('count', 2);
    expect(heard).toEqual([1, 1, 2]);
  });

  test('calls a listener of one event once, even when it emits again', () => {
    const emitter = new Emitter<Events>();
    let calls = 0;
    emitter.once('text', () => {
      calls += 1;
      emitter.emit('text', 'again');
    });
    emitter.emit('text', 'first');
    expect(calls).toBe(1);
    expect(emitter.listenerCount).toBe(0);
  });
});
