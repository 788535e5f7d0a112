import { EarshotError } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { Scope } from '../../client/scope.ts';
import { computeRefreshDelay, readExpiry, TokenRefresh } from '../../client/token-refresh.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';

const toToken = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
const expiring = (clock: FakeClock, inSeconds: number) => toToken({ exp: clock.now() / 1_000 + inSeconds });

describe('the expiry of a token', () => {
  test.each([
    [toToken({ exp: 1_700_000_000, name: 'Zoë ÿ~' }), 1_700_000_000_000],
    [toToken({}), undefined],
    [toToken({ exp: 'soon' }), undefined],
    ['opaque', undefined],
    ['a.!.c', undefined],
  ])('of %s is %s', (token, expiry) => {
    expect(readExpiry(token)).toBe(expiry);
  });

  test.each([
    [3_600_000, 3_540_000],
    [120_000, 60_000],
    [60_000, 30_000],
    [0, 1_000],
    [-5_000, 1_000],
    [10 * 86_400_000, 86_400_000],
  ])('in %i ms leads to a refresh in %i ms', (rest, delay) => {
    expect(computeRefreshDelay(rest + 7, 7)).toBe(delay);
  });
});

describe('a token', () => {
  function setUp(tokens: (string | EarshotError)[]) {
    const clock = createFakeClock(1_700_000_000_000);
    const scope = new Scope(clock);
    const used: string[] = [];
    const failures: string[] = [];
    const refresh = new TokenRefresh({
      clock,
      scope,
      getToken: () => {
        const token = tokens.shift() ?? new EarshotError('internal');
        return token instanceof EarshotError ? Promise.reject(token) : Promise.resolve(token);
      },
      use: (token) => {
        used.push(token);
        return Promise.resolve();
      },
      failed: (error) => failures.push(error.code),
    });
    return { clock, scope, used, failures, refresh };
  }

  test('is replaced a minute before it expires, and its successor too', async () => {
    const tokens: string[] = [];
    const { clock, used, refresh } = setUp(tokens);
    tokens.push(expiring(clock, 7_200));
    refresh.follow(expiring(clock, 3_600));
    clock.advance(3_539_999);
    expect(used).toEqual([]);
    clock.advance(1);
    await until(() => (used.length === 1 && clock.pending === 1 ? undefined : 'not used'));
    tokens.push(expiring(clock, 3_600));
    clock.advance(3_600_000);
    await until(() => (used.length === 2 ? undefined : 'not used again'));
  });

  test('that could not be had is asked for again, and the app is told', async () => {
    const tokens: (string | EarshotError)[] = [new EarshotError('server_unreachable')];
    const { clock, used, failures, refresh } = setUp(tokens);
    refresh.follow(expiring(clock, 3_600));
    clock.advance(3_540_000);
    await until(() => (failures.length === 1 && clock.pending === 1 ? undefined : 'not told'));
    tokens.push(expiring(clock, 3_600));
    clock.advance(15_000);
    await until(() => (used.length === 1 ? undefined : 'not used'));
    expect(failures).toEqual(['server_unreachable']);
  });

  test('is left alone after the call', () => {
    const { clock, scope, refresh } = setUp([]);
    refresh.follow(expiring(clock, 3_600));
    scope.dispose();
    expect(clock.pending).toBe(0);
  });
});
