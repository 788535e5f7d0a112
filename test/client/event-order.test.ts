import { describe, expect, test } from 'vitest';
import { decideOrder, readEventFrame } from '../../client/event-order.ts';

describe('the order of events', () => {
  test.each([
    [0, 1, 'handle'],
    [4, 5, 'handle'],
    [5, 5, 'duplicate'],
    [5, 2, 'duplicate'],
    [5, 7, 'gap'],
  ] as const)('after %i, number %i is: %s', (last, seq, verdict) => {
    expect(decideOrder(last, seq)).toBe(verdict);
  });

  test.each([
    undefined,
    null,
    'frame',
    {},
    { seq: 0, name: 'chat', data: {} },
    { seq: 1.5, name: 'chat', data: {} },
    { seq: 1, name: 7, data: {} },
    { seq: 1, name: 'chat', data: null },
  ])('takes %j for no event', (frame) => {
    expect(readEventFrame(frame)).toBeUndefined();
  });

  test('reads events of names that it does not know, because they count', () => {
    expect(readEventFrame({ seq: 3, name: 'ofTomorrow', data: {} })).toEqual({
      seq: 3,
      event: { name: 'ofTomorrow', data: {} },
    });
  });
});
