import { UNKNOWN_QUALITY, type Quality } from '@earshot/shared';
import type { JudgedInterval } from '@earshot/server/telemetry/judged.ts';
import { joinIssues, Standings } from '@earshot/server/telemetry/standings.ts';
import { describe, expect, it } from 'vitest';

const good: Quality = { band: 'good', factor: 'none', blame: 'none', score: 100 };
const poor: Quality = { band: 'poor', factor: 'concealment', blame: 'publisherUplink', score: 10 };

const judged = (number: number, sending: Quality): JudgedInterval =>
  // What else is in it does not matter here.
  ({ participantId: 'p', number, endAt: number, reception: good, sending }) as object as JudgedInterval;

describe('how a leg stands', () => {
  it('is unknown before anything is, and when it is over', () => {
    const standings = new Standings();
    const unknown = { send: UNKNOWN_QUALITY, receive: UNKNOWN_QUALITY, issues: [] };
    expect(standings.get('p', [])).toEqual(unknown);
    standings.intervalJudged(judged(1, good));
    expect(standings.get('p', []).send).toMatchObject({ band: 'good' });
    standings.forget('p');
    expect(standings.get('p', [])).toEqual(unknown);
  });

  it('falls fast, rises slowly, and is no older than the newest report', () => {
    const standings = new Standings();
    const band = () => standings.get('p', []).send.band;
    standings.intervalJudged(judged(1, good));
    standings.intervalJudged(judged(3, poor));
    expect(band()).toBe('poor');
    standings.intervalJudged(judged(2, good));
    expect(band()).toBe('poor');
    standings.intervalJudged(judged(4, good));
    expect(band()).toBe('fair');
    standings.intervalJudged(judged(5, good));
    standings.intervalJudged(judged(6, good));
    expect(band()).toBe('good');
  });

  it('has the issues of the client, and those that only both legs show', () => {
    const fair = { ...poor, band: 'fair', score: 60 } as const;
    const lossy = { ...poor, blame: 'subscriberDownlink' } as const;
    expect(joinIssues([['cpuLimited', { level: 'bad' }]], { send: poor, receive: lossy })).toEqual([
      { code: 'cpuLimited', level: 'bad' },
      { code: 'networkSendQuality', level: 'bad' },
      { code: 'networkReceiveQuality', level: 'bad' },
    ]);
    expect(joinIssues([], { send: fair, receive: poor })).toEqual([
      { code: 'networkSendQuality', level: 'poor' },
    ]);
    expect(joinIssues([['networkSendQuality', { level: 'bad' }]], { send: fair, receive: good })).toEqual([
      { code: 'networkSendQuality', level: 'bad' },
    ]);
    expect(joinIssues([['networkSendQuality', { level: 'good' }]], { send: good, receive: good })).toEqual(
      [],
    );
  });
});
