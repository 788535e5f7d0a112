import { UNKNOWN_QUALITY, type Quality } from '@earshot/shared';
import { afterEach, describe, expect, test } from 'vitest';
import { leaveAll, participantId, stageCall } from '../support/call-stage.ts';

afterEach(leaveAll);

const OTHER = participantId(2);
const lossy = { code: 'networkSendQuality', level: 'bad' } as const;

async function open() {
  const stage = stageCall();
  const { call } = await stage.join();
  const seen: unknown[] = [];
  call.on('participantIssuesChanged', ({ participantId: id, issues }) => seen.push([id, issues]));
  call.on('participantQualityChanged', ({ participantId: id, quality }) => seen.push([id, quality.band]));
  call.on('qualityChanged', ({ send, receive }) => seen.push([send.band, receive.band]));
  const issues = (whole: boolean, ...codes: (typeof lossy)[]) => {
    const participants = codes.length === 0 ? [] : [{ participantId: OTHER, issues: codes }];
    stage.event({ name: 'participantIssues', data: { whole, participants } });
  };
  const other = () => call.participants.find((one) => one.participantId === OTHER);
  return { ...stage, call, seen, issues, other };
}

describe('the trouble of others', () => {
  test('is theirs until it is told anew, and each change is an event', async () => {
    const { issues, other, seen } = await open();
    const before = other();
    expect(before?.issues).toEqual([]);
    issues(false, lossy);
    expect(other()).not.toBe(before);
    expect(other()?.issues).toEqual([lossy]);
    issues(false, lossy);
    expect(seen).toEqual([[OTHER, [lossy]]]);
    issues(true);
    expect(other()?.issues).toEqual([]);
    expect(seen).toHaveLength(2);
  });

  test('is forgotten when they leave, and is never one’s own', async () => {
    const { call, event, issues, seen, other } = await open();
    issues(false, lossy);
    event({
      name: 'participantLeft',
      data: { participants: [{ participantId: OTHER, reason: 'hangup' }] },
    });
    expect(other()).toBeUndefined();
    const own = participantId(1);
    expect(call.localParticipant.participantId).toBe(own);
    event({
      name: 'participantIssues',
      data: { whole: false, participants: [{ participantId: own, issues: [lossy] }] },
    });
    expect(call.localParticipant.issues).toEqual([]);
    expect(seen).toHaveLength(1);
  });
});

describe('quality', () => {
  const poor: Quality = { band: 'poor', factor: 'loss', blame: 'publisherUplink', score: 20, since: 5 };

  test('of one’s own is by direction, and told when it is another', async () => {
    const { call, event, seen } = await open();
    expect(call.quality).toEqual({ send: UNKNOWN_QUALITY, receive: UNKNOWN_QUALITY });
    const quality = { send: poor, receive: UNKNOWN_QUALITY };
    for (let time = 0; time < 2; time += 1) event({ name: 'ownQuality', data: quality });
    expect(call.quality).toEqual(quality);
    expect(seen).toEqual([['poor', 'unknown']]);
  });

  test('of another is told apart from other changes', async () => {
    const { event, seen, other } = await open();
    event({
      name: 'participantUpdated',
      data: { updates: [{ participantId: OTHER, handRaisedAt: 5 }] },
    });
    expect(seen).toEqual([]);
    event({
      name: 'participantUpdated',
      data: { updates: [{ participantId: OTHER, quality: poor }] },
    });
    expect(other()?.quality).toEqual(poor);
    expect(seen).toEqual([[OTHER, 'poor']]);
  });
});
