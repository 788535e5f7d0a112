import { describe, expect, it } from 'vitest';
import { createSpeakerState, isHeard, next, type SpeakerEvent } from '../../../server/speakers/selector.ts';

import { timeline } from './timeline.ts';

describe('the dominant speakers', () => {
  it('ignore a cough of one interval', () => {
    const line = timeline();
    line.talk({ a: -30 }, 250);
    line.silence(3_000);
    expect(line.changes).toEqual([]);
    expect(line.state.voices.size).toBe(0);
  });

  it('take in a talker after two intervals in a row, once', () => {
    const line = timeline();
    line.talk({ a: -30 }, 2_000);
    expect(line.changes).toEqual(['500:a']);
  });

  it('take in the observer’s choice with its first sound', () => {
    const line = timeline();
    line.step({ kind: 'dominant', id: 'a' });
    expect(line.order).toBe('');
    line.talk({ a: -30 }, 250);
    expect(line.changes).toEqual(['250:a']);
  });

  it('never list the only open microphone because the observer names it, only when it is heard', () => {
    const line = timeline();
    line.unmute('a');
    line.step({ kind: 'dominant', id: 'a' });
    line.silence(10_000);
    expect(line.order).toBe('');
  });

  it('take in a talker whose packets are too few for levels by the observer’s choice alone', () => {
    const line = timeline();
    line.unmute('a', 'b');
    line.talk({ a: -30 }, 500);
    line.step({ kind: 'dominant', id: 'a' });
    line.silence(1_500);
    line.step({ kind: 'dominant', id: 'b' });
    expect(line.order).toBe('ba');
  });

  it('take in the first choice of several open microphones though no level ever comes', () => {
    const line = timeline();
    line.unmute('a', 'b', 'c');
    line.step({ kind: 'dominant', id: 'a' });
    expect(line.order).toBe('a');
    line.silence(800);
    line.step({ kind: 'dominant', id: 'c' });
    expect(line.order).toBe('ca');
  });

  it('take in a choice that waited for others to open their microphones', () => {
    const line = timeline();
    line.unmute('a');
    line.step({ kind: 'dominant', id: 'a' });
    expect(line.order).toBe('');
    line.unmute('b');
    expect(line.order).toBe('a');
  });

  it('take in the only open microphone when the observer turned to it from another', () => {
    const line = timeline();
    line.unmute('a', 'b');
    line.step({ kind: 'dominant', id: 'a' });
    line.step({ kind: 'muted', id: 'b' });
    line.silence(2_000);
    line.step({ kind: 'muted', id: 'a' });
    line.unmute('b');
    line.step({ kind: 'dominant', id: 'b' });
    expect(line.order).toBe('ba');
  });

  it('let a choice without levels wait for the head’s hold, not for ever', () => {
    const line = timeline();
    line.unmute('b');
    line.talk({ a: -30 }, 500);
    line.step({ kind: 'dominant', id: 'a' });
    line.step({ kind: 'dominant', id: 'b' });
    line.talk({ a: -30 }, 750);
    expect(line.order).toBe('a');
    line.talk({ a: -30 }, 250);
    expect(line.order).toBe('ba');
  });

  it('say when to look again for a choice that waits, so that no level is needed', () => {
    let state = createSpeakerState<string>();
    const at = (now: number, event: SpeakerEvent<string>) => {
      const after = next(state, event, now);
      state = after.state;
      return after.recheckAt;
    };
    at(0, { kind: 'unmuted', id: 'a' });
    at(0, { kind: 'unmuted', id: 'b' });
    expect(at(0, { kind: 'dominant', id: 'a' })).toBeUndefined();
    expect(at(300, { kind: 'dominant', id: 'b' })).toBe(601);
    expect(at(600, { kind: 'tick' })).toBe(601);
    expect(state.order).toEqual(['a']);
    expect(at(601, { kind: 'tick' })).toBeUndefined();
    expect(state.order).toEqual(['b', 'a']);
  });

  it('do not believe whom the observer names when its choice has left, while another was heard', () => {
    const line = timeline();
    line.unmute('z');
    line.talk({ a: -30, b: -30 }, 1_000);
    line.step({ kind: 'dominant', id: 'a' });
    line.step({ kind: 'left', id: 'a' });
    line.step({ kind: 'dominant', id: 'z' });
    line.silence(3_000);
    expect(line.order).toBe('b');
    line.talk({ z: -30 }, 250);
    expect(line.order).toBe('zb');
  });

  it('never hear nor choose a muted microphone', () => {
    const line = timeline();
    line.unmute('a', 'b');
    line.step({ kind: 'dominant', id: 'a' });
    line.step({ kind: 'muted', id: 'b' });
    line.step({ kind: 'dominant', id: 'b' });
    for (let n = 0; n < 4; n += 1) line.step({ kind: 'levels', levels: [{ id: 'b', level: -10 }] });
    expect(line.order).toBe('a');
  });

  it('do not take an earlier choice for talk after a mute', () => {
    const line = timeline();
    line.talk({ a: -30 }, 500);
    line.step({ kind: 'dominant', id: 'a' });
    line.unmute('b');
    line.step({ kind: 'dominant', id: 'b' });
    line.step({ kind: 'muted', id: 'b' });
    line.silence(60_000);
    line.unmute('b');
    line.silence(2_000);
    expect(line.order).toBe('a');
  });

  it('list the louder first when two start together', () => {
    const line = timeline();
    line.talk({ a: -40, b: -20 }, 500);
    expect(line.order).toBe('ba');
  });

  it('stay as they are when everybody falls silent', () => {
    const line = timeline();
    line.talk({ a: -30, b: -35 }, 1_000);
    line.silence(60_000);
    expect(line.changes).toEqual(['500:ab']);
    expect(['a', 'b'].map((id) => isHeard(line.state, id, line.now))).toEqual([false, false]);
  });

  it('put a newcomer behind those who talk and before those who are silent', () => {
    const line = timeline();
    line.talk({ a: -30, b: -35 }, 1_000);
    line.talk({ a: -30 }, 2_500);
    line.talk({ a: -30, c: -20 }, 500);
    expect(line.order).toBe('acb');
  });

  it('put the observer’s choice at the head, but not before the head was held for a second', () => {
    const line = timeline();
    line.talk({ a: -30, b: -30 }, 500);
    line.step({ kind: 'dominant', id: 'b' });
    line.talk({ a: -30, b: -30 }, 750);
    expect(line.order).toBe('ab');
    line.talk({ a: -30, b: -30 }, 250);
    expect(line.changes).toEqual(['500:ab', '1500:ba']);
  });

  it('let a head that stopped talking go at once', () => {
    const line = timeline();
    line.talk({ a: -30 }, 500);
    line.talk({ b: -30 }, 750);
    line.step({ kind: 'dominant', id: 'b' });
    expect(line.order).toBe('ba');
  });

  it('do not flap when two people shout over each other and the observer wavers', () => {
    const line = timeline();
    for (let round = 0; round < 40; round += 1) {
      line.step({ kind: 'dominant', id: round % 2 === 0 ? 'a' : 'b' });
      line.talk({ a: -20, b: -20 }, 250);
    }
    expect(line.changes.length).toBeLessThanOrEqual(11);
  });

  it('let a much louder talker move up behind the head', () => {
    const line = timeline();
    line.talk({ a: -20, b: -30, c: -40 }, 1_000);
    expect(line.order).toBe('abc');
    line.talk({ a: -20, b: -45, c: -25 }, 2_000);
    expect(line.order).toBe('acb');
  });

  it('let the muted sink behind the unmuted and keep them before the forgotten', () => {
    const line = timeline();
    line.talk({ a: -20, b: -30, c: -40 }, 1_000);
    line.step({ kind: 'muted', id: 'a' });
    expect(line.order).toBe('bca');
    line.step({ kind: 'muted', id: 'b' });
    expect(line.order).toBe('cba');
    expect(['a', 'b', 'c'].filter((id) => isHeard(line.state, id, line.now))).toEqual(['c']);
  });

  it('forget who left', () => {
    const line = timeline();
    line.talk({ a: -20, b: -30 }, 1_000);
    line.step({ kind: 'left', id: 'a' });
    expect(line.order).toBe('b');
    expect(isHeard(line.state, 'a', line.now)).toBe(false);
    expect(isHeard(line.state, 'b', line.now)).toBe(true);
  });

  it('drop the last beyond their capacity', () => {
    const line = timeline({ capacity: 2 });
    for (const id of ['a', 'b', 'c', 'd']) {
      line.talk({ [id]: -20 }, 500);
      line.silence(3_000);
    }
    expect(line.order).toBe('dc');
    expect(line.state.voices.size).toBe(2);
  });
});
