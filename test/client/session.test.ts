import { EarshotError, type AnyEvent, type EndReason } from '@earshot/shared';
import { afterEach, describe, expect, test } from 'vitest';
import { Session, type SessionKeys } from '../../client/session.ts';
import { fakeChat, fakeJoinResult } from '../support/fake-call.ts';
import { createFakeClock, createFakeIds } from '../support/fake-clock.ts';
import { createFakeSignalling } from '../support/fake-signalling.ts';
import { until } from '../support/until.ts';

const chat = (count: number): AnyEvent => ({ name: 'chat', data: fakeChat(count) });
const sessions: Session[] = [];

afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});

function setUp() {
  const clock = createFakeClock();
  const signalling = createFakeSignalling();
  const ids = createFakeIds();
  const previous: (SessionKeys | undefined)[] = [];
  const log: string[] = [];
  const session = new Session({
    url: 'https://calls.example',
    clock,
    random: () => 0.5,
    newId: () => ids.uuid(),
    openSocket: signalling.openSocket,
    makeJoin: (before) => {
      previous.push(before);
      return Promise.resolve({ token: 'token' } as never); // what is in it is not the session's business
    },
  });
  sessions.push(session);
  signalling.respond = (name) => {
    if (name === 'join') return { ok: true, result: fakeJoinResult({ session: signalling.sockets.length }) };
    return name === 'resume' ? { ok: true, result: { mode: 'replay', missed: 0 } } : undefined;
  };
  const start = () => {
    session.start({
      event: (event) => log.push(event.name === 'chat' ? event.data.text : event.name),
      lost: () => log.push('lost'),
      resumed: (mode) => log.push(`resumed by ${mode}`),
      rejoined: () => log.push('rejoined'),
      ended: (reason: EndReason, error) => log.push(`ended: ${reason} ${error?.code ?? ''}`.trim()),
    });
  };
  const untilLogged = (entry: string, stepMs = 100) =>
    until(() => {
      clock.advance(stepMs);
      return log.includes(entry) ? undefined : log.join(', ');
    });
  return { clock, signalling, session, log, previous, start, untilLogged };
}

describe('joining', () => {
  test('tries again while the server cannot be reached', async () => {
    const { clock, signalling, session } = setUp();
    signalling.autoOpen = false;
    const joined = session.join();
    await until(() => (signalling.sockets.length === 1 ? undefined : 'no socket'));
    signalling.last.refuse(new EarshotError('server_unreachable'));
    signalling.autoOpen = true;
    await until(() => {
      clock.advance(100);
      return session.connected ? undefined : 'not joined';
    });
    await expect(joined).resolves.toMatchObject({ room: 'room' });
    expect(signalling.sockets).toHaveLength(2);
  });

  test('does not try again when the server refuses', async () => {
    const { signalling, session } = setUp();
    signalling.respond = () => ({ ok: false, error: { code: 'room_full', message: 'Full.' } });
    await expect(session.join()).rejects.toMatchObject({ code: 'room_full' });
    expect(signalling.sockets).toHaveLength(1);
    expect(signalling.last.closedByClient).toBe(true);
  });

  test('gives up after five tries', async () => {
    const { clock, signalling, session } = setUp();
    signalling.autoOpen = false;
    const failed = expect(session.join()).rejects.toMatchObject({ code: 'server_unreachable' });
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await until(() => {
        clock.advance(100);
        return signalling.sockets.length === attempt ? undefined : `try ${String(attempt)}`;
      });
      signalling.last.refuse(new EarshotError('server_unreachable'));
    }
    await failed;
    expect(clock.pending).toBe(0);
  });

  test('ends with cancelled when the app cancels', async () => {
    const { signalling, session } = setUp();
    signalling.autoOpen = false;
    const cancel = new AbortController();
    const joined = session.join(cancel.signal);
    await until(() => (signalling.sockets.length === 1 ? undefined : 'no socket'));
    cancel.abort();
    await expect(joined).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('holds events that come before the app is ready for them', async () => {
    const { signalling, session, log, start } = setUp();
    const joined = session.join();
    await until(() => (signalling.sockets[0]?.requests.length === 1 ? undefined : 'no join'));
    signalling.last.event(1, chat(1));
    await joined;
    signalling.last.event(2, chat(2));
    expect(log).toEqual([]);
    start();
    expect(log).toEqual(['message 1', 'message 2']);
  });
});

describe('a lost socket', () => {
  test('is replaced, and the session resumes from the last handled event', async () => {
    const { signalling, session, log, start, untilLogged } = setUp();
    await session.join();
    start();
    signalling.last.event(1, chat(1));
    signalling.last.event(2, chat(2));
    signalling.last.cut();
    expect(session.connected).toBe(false);
    await untilLogged('resumed by replay');
    const { sessionId, resumeToken } = fakeJoinResult({});
    expect(signalling.paramsOf('resume')).toEqual([{ sessionId, resumeToken, lastSeq: 2 }]);
    signalling.last.event(2, chat(2));
    signalling.last.event(3, chat(3));
    expect(log).toEqual(['message 1', 'message 2', 'lost', 'resumed by replay', 'message 3']);
  });

  test('sends what was unanswered again, with its id, after the resume', async () => {
    const { signalling, session, start, untilLogged } = setUp();
    await session.join();
    start();
    const said = session.request('chat', { text: 'hello' });
    const before = signalling.last.requests.at(-1);
    signalling.last.cut();
    await untilLogged('resumed by replay');
    expect(signalling.last.requests.map(({ name }) => name)).toEqual(['resume', 'chat']);
    expect(signalling.last.requests.at(-1)).toEqual(before);
    signalling.last.answer('chat', { messageId: 'm', at: 1 });
    await expect(said).resolves.toEqual({ messageId: 'm', at: 1 });
  });

  test('takes numbers as they come after too much was missed', async () => {
    const { signalling, session, log, start, untilLogged } = setUp();
    await session.join();
    start();
    signalling.respond = () => ({ ok: true, result: { mode: 'snapshot', missed: 4_000 } });
    signalling.last.cut();
    await untilLogged('resumed by snapshot');
    signalling.last.event(4_001, chat(1));
    signalling.last.event(4_002, chat(2));
    expect(log.slice(-2)).toEqual(['message 1', 'message 2']);
  });

  test('is made of a socket that skipped an event', async () => {
    const { signalling, session, log, start, untilLogged } = setUp();
    await session.join();
    start();
    const [first] = signalling.sockets;
    first?.event(1, chat(1));
    first?.event(3, chat(3));
    expect(first?.closedByClient).toBe(true);
    await untilLogged('resumed by replay');
    expect(signalling.paramsOf('resume')).toMatchObject([{ lastSeq: 1 }]);
    expect(log).not.toContain('message 3');
  });

  test('leads to a new seat when the session is gone, and old requests are told', async () => {
    const { signalling, session, log, previous, start, untilLogged } = setUp();
    const first = await session.join();
    start();
    const refused = expect(session.request('chat', { text: 'lost' })).rejects.toMatchObject({
      code: 'connection_lost',
    });
    signalling.respond = (name) =>
      name === 'join'
        ? { ok: true, result: fakeJoinResult({ session: 2 }) }
        : { ok: false, error: { code: 'session_unknown', message: '' } };
    signalling.last.cut();
    await untilLogged('rejoined');
    await refused;
    expect(previous[1]).toMatchObject({ sessionId: first.sessionId });
    signalling.last.event(1, chat(1));
    expect(log.at(-1)).toBe('message 1');
  });

  test('ends the call with the server’s reason when the leg ended meanwhile', async () => {
    const { signalling, session, start, untilLogged } = setUp();
    await session.join();
    start();
    signalling.respond = () => ({
      ok: false,
      error: { code: 'ended', message: '', details: { reason: 'removed' } },
    });
    signalling.last.cut();
    await untilLogged('ended: removed ended');
  });

  test('ends the call when it does not come back in time', async () => {
    const { clock, signalling, session, start, untilLogged } = setUp();
    await session.join();
    start();
    signalling.autoOpen = false;
    signalling.last.cut();
    await untilLogged('ended: connection_lost server_unreachable', 2_000);
    expect(clock.monotonic()).toBeGreaterThan(60_000);
    expect(clock.pending).toBe(0);
  });

  test('comes back at once when the network is said to be there', async () => {
    const { clock, signalling, session, log, start } = setUp();
    await session.join();
    start();
    signalling.autoOpen = false;
    signalling.last.cut();
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      await until(() => {
        clock.advance(100);
        return signalling.sockets.length === attempt ? undefined : `try ${String(attempt)}`;
      });
      signalling.last.refuse(new EarshotError('server_unreachable'));
    }
    signalling.autoOpen = true;
    await until(() => {
      session.hurry();
      return log.includes('resumed by replay') ? undefined : log.join(', ');
    });
    expect(signalling.sockets).toHaveLength(6);
  });
});

describe('what the server says before it closes a socket', () => {
  test('ends the call when no further try can help', async () => {
    const { signalling, session, log, start } = setUp();
    await session.join();
    start();
    signalling.last.fatal(new EarshotError('bad_frame'));
    expect(log).toEqual(['ended: failed.server bad_frame']);
    await expect(session.request('chat', { text: 'a' })).rejects.toMatchObject({ code: 'ended' });
  });

  test('costs only the largest request when that was too large', async () => {
    const { signalling, session, start, untilLogged } = setUp();
    await session.join();
    start();
    const large = session.request('chat', { text: 'a'.repeat(2_000) });
    const small = session.request('react', { reaction: 'like' });
    signalling.last.fatal(new EarshotError('message_too_large'));
    await expect(large).rejects.toMatchObject({ code: 'message_too_large' });
    await untilLogged('resumed by replay');
    expect(signalling.last.requests.map(({ name }) => name)).toEqual(['resume', 'react']);
    signalling.last.answer('react', {});
    await expect(small).resolves.toEqual({});
  });
});

describe('a server that goes away', () => {
  test('is left only when a new seat is taken', async () => {
    const { clock, signalling, session, log, start } = setUp();
    await session.join();
    start();
    const [old] = signalling.sockets;
    let refusals = 0;
    signalling.respond = (name, params) => {
      if (name !== 'join') return undefined;
      expect(params).toMatchObject({ moving: true });
      refusals += 1;
      return refusals < 3
        ? { ok: false, error: { code: 'draining', message: '' } }
        : { ok: true, result: fakeJoinResult({ session: 2 }) };
    };
    const moved = session.move(0);
    await until(() => {
      clock.advance(200);
      return refusals === 2 ? undefined : 'not refused';
    });
    expect(old?.closedByClient).toBe(false);
    old?.event(1, chat(1));
    await until(() => {
      clock.advance(200);
      return log.includes('rejoined') ? undefined : 'not moved';
    });
    await moved;
    expect(old?.closedByClient).toBe(true);
    expect(log).toEqual(['message 1', 'rejoined']);
  });
});

describe('the end of a session', () => {
  test('leaves no timer, no socket and no unanswered request', async () => {
    const { clock, signalling, session, start } = setUp();
    await session.join();
    start();
    const said = session.request('chat', { text: 'a' });
    session.close();
    session.close();
    await expect(said).rejects.toMatchObject({ code: 'ended' });
    expect(clock.pending).toBe(0);
    expect(signalling.last.closedByClient).toBe(true);
  });
});
