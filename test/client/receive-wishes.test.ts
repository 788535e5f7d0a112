import { EarshotError, type RequestName } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { ReceiveWishes, toConstraints } from '../../client/receive-wishes.ts';
import type { Requester } from '../../client/media/ports.ts';
import { Scope } from '../../client/scope.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';

function setUp() {
  const clock = createFakeClock();
  const scope = new Scope(clock);
  const sent: [RequestName, unknown][] = [];
  let failure: EarshotError | undefined;
  const requester: Requester = {
    request: (name, params) => {
      sent.push([name, params]);
      // All answers are empty.
      return failure === undefined ? Promise.resolve({} as never) : Promise.reject(failure);
    },
  };
  const wishes = new ReceiveWishes({ requester, scope, now: () => clock.monotonic() });
  const fail = (error: EarshotError | undefined) => {
    failure = error;
  };
  const capacities = () => sent.filter(([name]) => name === 'setDecodeCapacity').map(([, params]) => params);
  return { clock, scope, sent, wishes, fail, capacities };
}

describe('constraints on what is received', () => {
  test.each([
    [{}, {}],
    [
      { maxFrameHeight: 360.7, maxFrameRate: 7.5 },
      { maxFrameHeight: 360, maxFrameRate: 7.5 },
    ],
    [{ maxBitrate: 50_000 }, { maxBitrate: 50_000 }],
  ])('%j are sent as %j', async (given, expected) => {
    const { wishes, sent } = setUp();
    await wishes.setConstraints(given);
    expect(sent).toEqual([['setReceiveConstraints', { constraints: expected }]]);
  });

  test.each([
    ['maxFrameHeight', 89],
    ['maxFrameHeight', 8_641],
    ['maxFrameRate', 0],
    ['maxFrameRate', Number.NaN],
    ['maxBitrate', 49_999],
    ['maxBitrate', Infinity],
    ['maxHeight', 360],
    ['toString', 360],
  ])('of %s %d are refused', (field, value) => {
    expect(() => toConstraints({ [field]: value })).toThrow(
      expect.objectContaining({ code: 'bad_params', details: { field } }) as Error,
    );
  });

  test('are told again with new media, and not when there are none', async () => {
    const { wishes, sent } = setUp();
    wishes.handleOpened();
    expect(sent).toEqual([]);
    await wishes.setConstraints({ maxFrameHeight: 360 });
    wishes.handleOpened();
    expect(sent).toHaveLength(2);
    await wishes.setConstraints({});
    wishes.handleOpened();
    expect(sent.at(-1)).toEqual(['setReceiveConstraints', { constraints: {} }]);
    expect(sent).toHaveLength(3);
  });

  test('outlive a lost connection, and are undone by a refusal', async () => {
    const { wishes, sent, fail, clock } = setUp();
    fail(new EarshotError('connection_lost'));
    await wishes.setConstraints({ maxFrameHeight: 360 });
    fail(undefined);
    clock.advance(2_000);
    expect(sent).toHaveLength(2);
    fail(new EarshotError('rate_limited'));
    await expect(wishes.setConstraints({ maxFrameHeight: 720 })).rejects.toMatchObject({
      code: 'rate_limited',
    });
    fail(undefined);
    wishes.handleOpened();
    expect(sent.at(-1)).toEqual(['setReceiveConstraints', { constraints: { maxFrameHeight: 360 } }]);
  });
});

describe('what this device can decode', () => {
  test('is told on change, at most every 10 s', () => {
    const { wishes, clock, capacities } = setUp();
    wishes.setCapacity(9, false);
    wishes.setCapacity(8, false);
    wishes.setCapacity(7, false);
    clock.advance(9_999);
    expect(capacities()).toEqual([{ videos: 9 }]);
    clock.advance(1);
    expect(capacities()).toEqual([{ videos: 9 }, { videos: 7 }]);
    wishes.setCapacity(null, false);
    wishes.setCapacity(7, false);
    clock.advance(20_000);
    expect(capacities()).toHaveLength(2);
  });

  test('is told at once when it falls sharply', () => {
    const { wishes, capacities } = setUp();
    wishes.setCapacity(9, false);
    wishes.setCapacity(4, true);
    expect(capacities()).toEqual([{ videos: 9 }, { videos: 4 }]);
  });

  test('is told again when it was not taken, and with new media', async () => {
    const { wishes, clock, capacities, fail } = setUp();
    fail(new EarshotError('rate_limited'));
    wishes.setCapacity(9, false);
    await until(() => (clock.pending > 0 ? undefined : 'no second try'));
    fail(undefined);
    clock.advance(10_000);
    wishes.handleOpened();
    expect(capacities()).toEqual([{ videos: 9 }, { videos: 9 }, { videos: 9 }]);
  });

  test('is of no interest after the call', () => {
    const { wishes, clock, scope } = setUp();
    wishes.setCapacity(9, false);
    wishes.setCapacity(8, false);
    scope.dispose();
    expect(clock.pending).toBe(0);
  });
});
