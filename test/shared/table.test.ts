import {
  EVENT_NAMES,
  EVENTS,
  Handshake,
  LIMITS,
  REQUEST_NAMES,
  RequestFrame,
  REQUESTS,
} from '@earshot/shared';
import { describe, expect, it } from 'vitest';

const id = '3f2c1a9e-8b7d-4c6e-9a5f-0123456789ab';

describe('the protocol table', () => {
  it('holds every request that the protocol promises', () => {
    expect(REQUEST_NAMES).toEqual(
      expect.arrayContaining([
        'join',
        'receiveReady',
        'openMedia',
        'resume',
        'leave',
        'refreshToken',
        'connectTransport',
        'restartIce',
        'publish',
        'unpublish',
        'setPublished',
        'setView',
        'resumeConsumers',
        'report',
        'chat',
        'raiseHand',
        'react',
        'admin.remove',
        'admin.mute',
        'admin.muteAll',
        'admin.forbid',
        'admin.permit',
        'admin.setSpotlight',
        'admin.lowerAllHands',
        'admin.endCall',
        'setReceiveConstraints',
        'setDecodeCapacity',
        'data.send',
      ]),
    );
  });

  it('holds every event that the protocol promises', () => {
    expect(EVENT_NAMES).toEqual(
      expect.arrayContaining([
        'snapshot',
        'participantJoined',
        'participantUpdated',
        'participantLeft',
        'trackPublished',
        'trackUpdated',
        'trackUnpublished',
        'consumersAdded',
        'consumersUpdated',
        'consumersRemoved',
        'dominantSpeakers',
        'callState',
        'layersWanted',
        'chat',
        'reactions',
        'capabilities',
        'limits',
        'callEnded',
        'reconnectNeeded',
      ]),
    );
  });

  it.each(REQUEST_NAMES)('refuses unknown keys in %s', (name) => {
    const result = REQUESTS[name].params.safeParse({ surprise: 1 });
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain('surprise');
  });

  it.each(REQUEST_NAMES)('refuses what is no object in %s', (name) => {
    for (const value of [null, undefined, 7, 'text', []]) {
      expect(REQUESTS[name].params.safeParse(value).success).toBe(false);
    }
  });

  it.each(EVENT_NAMES)('refuses what is no object in the event %s', (name) => {
    expect(EVENTS[name].safeParse('text').success).toBe(false);
  });

  it('trims chat and refuses what is empty or too long', () => {
    const { params } = REQUESTS.chat;
    expect(params.parse({ text: '  hello ' })).toEqual({ text: 'hello' });
    expect(params.safeParse({ text: '   ' }).success).toBe(false);
    expect(params.safeParse({ text: 'x'.repeat(LIMITS.maxChatCharacters) }).success).toBe(true);
    expect(params.safeParse({ text: 'x'.repeat(LIMITS.maxChatCharacters + 1) }).success).toBe(false);
  });

  it('bounds data messages by size and by who is named', () => {
    const { params } = REQUESTS['data.send'];
    const message = { topic: 't', payload: 'p', encoding: 'text' };
    expect(params.safeParse(message).success).toBe(true);
    expect(params.safeParse({ ...message, to: [] }).success).toBe(false);
    const everyone = Array.from({ length: LIMITS.maxDataRecipients + 1 }, () => id);
    expect(params.safeParse({ ...message, to: everyone }).success).toBe(false);
    expect(params.safeParse({ ...message, to: everyone.slice(1) }).success).toBe(true);
    expect(params.safeParse({ ...message, payload: 'p'.repeat(2 * LIMITS.maxDataBytes) }).success).toBe(
      false,
    );
  });

  it('bounds how many consumers are resumed at once', () => {
    const { params } = REQUESTS.resumeConsumers;
    const consumerIds = Array.from({ length: LIMITS.maxConsumerIds + 1 }, (_, index) => `c${String(index)}`);
    expect(params.safeParse({ consumerIds }).success).toBe(false);
    expect(params.safeParse({ consumerIds: consumerIds.slice(1) }).success).toBe(true);
    expect(params.safeParse({ consumerIds: [] }).success).toBe(false);
  });

  it('takes frames and handshakes of the right shape only', () => {
    expect(RequestFrame.safeParse({ id: 'r1', name: 'leave', params: {} }).success).toBe(true);
    expect(RequestFrame.safeParse({ id: '', name: 'leave', params: {} }).success).toBe(false);
    expect(RequestFrame.safeParse({ id: 'r1', name: 'leave', params: {}, more: 1 }).success).toBe(false);
    expect(Handshake.safeParse({ versions: [1] }).success).toBe(true);
    for (const versions of [[], [0], [1.5], ['1'], Array.from({ length: 17 }, () => 1)]) {
      expect(Handshake.safeParse({ versions }).success).toBe(false);
    }
  });
});
