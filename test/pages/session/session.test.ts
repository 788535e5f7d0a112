import { describe, expect, it } from 'vitest';
import { parseClientConfig } from '../../../client/pages/session/client-config.ts';
import { connectEmbeddingApp, parseOffer } from '../../../client/pages/session/embedding.ts';
import { audioChoices, videoChoices } from '../../../client/pages/session/media-choices.ts';
import { problemOf } from '../../../client/pages/session/problem.ts';
import { findCurrentCall, keepCurrentCall } from '../../../client/pages/session/rejoin.ts';
import { safeStore } from '../../../client/pages/session/storage.ts';
import { memoryStore } from './memory-store.ts';

describe('what the page keeps and reads', () => {
  it('takes everything that is not clearly development as production', () => {
    expect(parseClientConfig({ development: true, guestAccess: 'link' })).toEqual({
      development: true,
      guestAccess: true,
    });
    for (const value of [undefined, null, 7, {}, { development: 'true', guestAccess: true }])
      expect(parseClientConfig(value)).toEqual({ development: false, guestAccess: false });
  });

  it('reads the code of a problem answer, and nothing else as one', () => {
    expect(problemOf(new Map([['code', 'invite_expired']])).code).toBe('invite_expired');
    expect(problemOf(new Map([['code', 'toString']])).code).toBe('internal');
    expect(problemOf(new Map()).code).toBe('internal');
  });

  it('goes back into a call only in its own room', () => {
    const secrets = memoryStore();
    const call = { room: 'standup', name: 'Ada', role: 'attendee' };
    keepCurrentCall(secrets, call);
    expect(findCurrentCall(secrets, 'standup')).toEqual(call);
    expect(findCurrentCall(secrets, undefined)).toEqual(call);
    expect(findCurrentCall(secrets, 'other')).toBeUndefined();
    keepCurrentCall(secrets, undefined);
    expect(findCurrentCall(secrets, 'standup')).toBeUndefined();
    expect(findCurrentCall(memoryStore({ call: '{"room":1}' }), undefined)).toBeUndefined();
    expect(findCurrentCall(memoryStore({ call: 'no json' }), undefined)).toBeUndefined();
  });

  it('goes back into a call with what was on and off in it', () => {
    const secrets = memoryStore();
    const call = {
      room: 'standup',
      name: 'Ada',
      role: 'attendee',
      sources: { microphone: false, camera: true },
    };
    keepCurrentCall(secrets, call);
    expect(findCurrentCall(secrets, 'standup')).toEqual(call);
    const { sources: _, ...rest } = call;
    for (const sources of [null, 7, { microphone: 'off', camera: true }])
      expect(findCurrentCall(memoryStore({ call: JSON.stringify({ ...rest, sources }) }), undefined)).toEqual(
        rest,
      );
  });

  it('works without storage', () => {
    const broken = safeStore(() => {
      throw new Error('forbidden');
    });
    broken.set('name', 'Ada');
    expect(broken.get('name')).toBeUndefined();
  });

  it('asks only for devices that are there', () => {
    const read = (key: string) =>
      ({ microphoneId: 'mic', cameraId: 'gone', frameHeight: '720' })[key] ?? 'on';
    const device = (deviceId: string) => ({ deviceId, label: '' });
    expect(audioChoices(read as never, [device('mic')])).toMatchObject({ deviceId: 'mic', musicMode: true });
    expect(videoChoices(read as never, [device('cam')])).toEqual({ frameHeight: 720 });
  });
});

describe('the embedding app', () => {
  it('is heard only as the parent window, with a well-formed offer', () => {
    const listeners: ((event: { source: unknown; data: unknown }) => void)[] = [];
    const sent: unknown[] = [];
    const parent = { postMessage: (message: unknown) => sent.push(message) };
    const self = {
      parent,
      addEventListener: (_name: string, listener: (typeof listeners)[number]) => listeners.push(listener),
    };
    // Only these two members of the window are used.
    const app = connectEmbeddingApp(self as never);
    expect(sent).toEqual([{ type: 'earshot:ready' }]);
    const offer = { type: 'earshot:token', token: 't', room: 'standup' };
    listeners.forEach((listener) => {
      listener({ source: {}, data: offer });
    });
    expect(app?.offered).toBeUndefined();
    listeners.forEach((listener) => {
      listener({ source: parent, data: offer });
    });
    expect(app?.offered).toEqual({ token: 't', room: 'standup', name: undefined });
  });

  it('is not there when the page is not in a frame', () => {
    const self: { parent?: unknown } = {};
    self.parent = self;
    expect(connectEmbeddingApp(self as never)).toBeUndefined();
  });

  it('offers nothing with a malformed message', () => {
    for (const data of [
      undefined,
      'text',
      {},
      { type: 'earshot:token' },
      { type: 'earshot:token', token: 7 },
    ])
      expect(parseOffer(data)).toBeUndefined();
  });
});
