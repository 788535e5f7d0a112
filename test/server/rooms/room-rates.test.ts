import { ROOM_RATES, type RoomRateFamily } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, type Guest } from './stage.ts';

const SENDS: Record<RoomRateFamily, (guest: Guest, count: number) => unknown> = {
  chat: ({ member }) => member.chat('x'),
  hand: ({ member }, count) => {
    member.raiseHand(count % 2 === 0);
  },
  reaction: ({ member }) => {
    member.react('like');
  },
  data: ({ member }) => member.sendData({ topic: 't', payload: 'p', encoding: 'text' }),
};

describe('what all of a room may send together', () => {
  it.each(Object.keys(SENDS) as RoomRateFamily[])(
    'T5: is bounded for %s: one is refused for what others sent, told how long to wait, and let in again',
    (family) => {
      const stage = createStage();
      const others = [stage.join('ann'), stage.join('bob')];
      const cat = stage.join('cat');
      const { burst, perSecond } = ROOM_RATES[family];
      for (let count = 0; count < burst; count += 1) {
        const sender = others[count % 2];
        if (sender !== undefined) SENDS[family](sender, Math.floor(count / 2));
      }
      expect(() => SENDS[family](cat, 0)).toThrow(
        expect.objectContaining({
          code: 'rate_limited',
          details: { family, scope: 'room', retryAfterMs: expect.any(Number) as number },
        }),
      );
      for (const other of (Object.keys(SENDS) as RoomRateFamily[]).filter((name) => name !== family))
        SENDS[other](cat, 0);
      stage.clock.advance(1_000 / perSecond);
      SENDS[family](cat, 0);
      expect(() => SENDS[family](cat, 1)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
    },
  );

  it('T5: is bounded for each room by itself', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    for (let count = 0; count < ROOM_RATES.chat.burst; count += 1) ann.member.chat('x');
    stage.join('bob', { room: 'other' }).member.chat('x');
  });
});
