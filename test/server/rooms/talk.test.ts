import { LIMITS, ROOM_RATES } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, publish, viewOf } from './stage.ts';
import { EMPTY_REPORT } from '../../support/reports.ts';

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

describe('chat', () => {
  it('reaches all, the sender too, and those who join later', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const { messageId } = ann.member.chat('hello');
    const message = { messageId, participantId: ann.id, name: 'ann', text: 'hello', at: stage.clock.now() };
    expect(ann.client.all('chat')).toEqual([message]);
    ann.member.leave('hangup');
    expect(stage.join('bob').snapshot[0].chat).toEqual([message]);
  });

  it('keeps the last 100', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    for (let n = 0; n < 105; n += 1) {
      ann.member.chat(String(n));
      stage.clock.advance(1_000);
    }
    const texts = ann.member.snapshot()[0].chat.map(({ text }) => text);
    expect([texts.length, texts[0], texts.at(-1)]).toEqual([LIMITS.chatHistory, '5', '104']);
  });

  it('is refused without the right, and when the room as a whole chats too much', () => {
    const stage = createStage();
    expect(() => stage.join('cat', { role: 'consumer' }).member.chat('x')).toThrow(code('not_allowed'));
    const ann = stage.join('ann');
    const bob = stage.join('bob');
    for (let n = 0; n < ROOM_RATES.chat.burst; n += 1) ann.member.chat('x');
    expect(() => bob.member.chat('x')).toThrow(code('rate_limited'));
    stage.clock.advance(1_000 / ROOM_RATES.chat.perSecond);
    bob.member.chat('x');
  });
});

describe('hands', () => {
  it('have the order in which they were raised, even within one millisecond', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const bob = stage.join('bob');
    bob.member.raiseHand(true);
    ann.member.raiseHand(true);
    const raisedAt = stage.clock.now();
    stage.tell();
    const at = (id: typeof ann.id) => ann.client.roster.get(id)?.handRaisedAt ?? 0;
    expect(at(bob.id)).toBeLessThan(at(ann.id));
    expect(at(bob.id)).toBe(raisedAt);
  });

  it('are lowered by their owner or by an admin, who can raise none', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const bob = stage.join('bob', { role: 'attendee' });
    stage.tell();
    bob.member.raiseHand(true);
    bob.member.raiseHand(true);
    stage.tell();
    expect(ann.client.all('participantUpdated')).toHaveLength(1);
    ann.member.raiseHand(false, bob.id);
    expect(bob.client.roster.get(bob.id)?.handRaisedAt).toBeNull();
    expect(() => {
      ann.member.raiseHand(true, bob.id);
    }).toThrow(code('not_allowed'));
    expect(() => {
      bob.member.raiseHand(false, ann.id);
    }).toThrow(code('not_allowed'));
  });

  it('do not tell whether somebody hidden is there', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const eve = stage.join('eve', { grants: { hidden: true } });
    expect(() => {
      ann.member.raiseHand(false, eve.id);
    }).toThrow(code('participant_not_found'));
  });
});

describe('reactions', () => {
  it('are counted for 300 ms and told once', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const bob = stage.join('bob');
    ann.member.react('heart');
    bob.member.react('heart');
    bob.member.react('like');
    stage.clock.advance(299);
    expect(ann.client.all('reactions')).toEqual([]);
    stage.clock.advance(1);
    expect(ann.client.all('reactions')).toMatchObject([{ counts: { heart: 2, like: 1 } }]);
    stage.clock.advance(10_000);
    expect(ann.client.all('reactions')).toHaveLength(1);
  });
});

describe('data messages', () => {
  it('reach those named, or all others', () => {
    const stage = createStage();
    const [ann, bob, cat] = [stage.join('ann'), stage.join('bob'), stage.join('cat')];
    const send = (to?: (typeof bob.id)[]) =>
      ann.member.sendData({
        topic: 't',
        payload: 'p',
        encoding: 'text',
        ...(to === undefined ? {} : { to }),
      });
    expect(send([bob.id]).recipients).toBe(1);
    expect(send().recipients).toBe(2);
    const data = { from: ann.id, topic: 't', payload: 'p', encoding: 'text' };
    expect(bob.client.all('data')).toEqual([data, data]);
    expect(cat.client.all('data')).toEqual([data]);
    expect(ann.client.all('data')).toEqual([]);
  });
});

describe('reports', () => {
  it('come with what the participant is shown', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const camera = await publish(bob, 'camera');
    ann.member.setView(viewOf([bob.id]));
    ann.member.report(EMPTY_REPORT);
    expect(stage.reporter).toMatchObject({
      participantId: ann.id,
      tracks: [],
      videos: [{ trackId: camera }],
    });
    bob.member.report(EMPTY_REPORT);
    expect(stage.reporter).toMatchObject({
      participantId: bob.id,
      tracks: [{ trackId: camera }],
      videos: [],
    });
  });

  it('change the quality that all see, and are told only when it changes', () => {
    const stage = createStage();
    const ann = stage.join('ann');
    const bob = stage.join('bob');
    stage.tell();
    bob.member.report(EMPTY_REPORT);
    stage.quality = { band: 'poor', factor: 'loss', blame: 'unknown', score: 30 };
    bob.member.report(EMPTY_REPORT);
    stage.tell();
    // Another score alone is no news (R6).
    stage.quality = { band: 'poor', factor: 'loss', blame: 'unknown', score: 20 };
    bob.member.report(EMPTY_REPORT);
    stage.tell();
    expect(ann.client.all('participantUpdated')).toEqual([
      {
        updates: [
          { participantId: bob.id, quality: { band: 'poor', factor: 'loss', blame: 'unknown', score: 30 } },
        ],
      },
    ]);
  });
});
