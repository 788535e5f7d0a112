import { REQUEST_NAMES, REQUESTS, RATES, LIMITS, type RequestName } from '@earshot/shared';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { connect, join, joinParams, type Joined } from '../support/wire-client.ts';
import { workerPids } from '../support/worker-processes.ts';
import { VALID_PARAMS } from './valid-params.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const WITHIN_SESSION = REQUEST_NAMES.filter((name) => name !== 'join' && name !== 'resume');

/** A copy of the parameters with one of their own keys given another value, for each key and each kind of value. */
function wrongVariants(params: Readonly<Record<string, unknown>>): { what: string; params: unknown }[] {
  const values: [string, unknown][] = [
    ['null', null],
    ['a number', -1.5],
    ['a text', ''],
    ['a list', [[]]],
    ['an object', { x: 1 }],
    ['a long text', 'x'.repeat(20_000)],
  ];
  const perKey = Object.keys(params).flatMap((key) =>
    values.map(([what, value]) => ({ what: `${key} as ${what}`, params: { ...params, [key]: value } })),
  );
  const missing = Object.keys(params).map((key) => ({
    what: `no ${key}`,
    params: Object.fromEntries(Object.entries(params).filter(([other]) => other !== key)),
  }));
  const whole = [null, 1, 'text', [], [1]].map((value) => ({
    what: JSON.stringify(value),
    params: value,
  }));
  return [...perKey, ...missing, ...whole, { what: 'an unknown key', params: { ...params, unknownKey: 1 } }];
}

/** Whether the table's row would take it after all: `text: '1'` is a chat like any other. */
function isWrong(name: RequestName, params: unknown): boolean {
  return !REQUESTS[name].params.safeParse(params).success;
}

describe('every request', () => {
  it('is tried here with parameters that fit', () => {
    for (const name of REQUEST_NAMES)
      expect(REQUESTS[name].params.safeParse(VALID_PARAMS[name]).error, name).toBeUndefined();
  });

  it.each(WITHIN_SESSION)('J3: %s is refused before join', async (name) => {
    const client = await connect(app);
    expect(await client.send(name, VALID_PARAMS[name])).toMatchObject({
      ok: false,
      error: { code: 'not_joined' },
    });
    client.close();
  });

  it.each(REQUEST_NAMES)('F4: %s is refused with wrong types, missing and unknown keys', async (name) => {
    const wrong = wrongVariants(VALID_PARAMS[name]).filter(({ params }) => isWrong(name, params));
    expect(wrong.length).toBeGreaterThan(3);
    const burst = Math.min(RATES[REQUESTS[name].rate].burst - 2, 30);
    for (let from = 0; from < wrong.length; from += burst) {
      const isConnecting = name === 'join' || name === 'resume';
      const client = isConnecting
        ? await connect(app)
        : await join(app, { room: 'f4', identity: `${name}${String(from)}` });
      for (const { what, params } of wrong.slice(from, from + burst)) {
        const answer = await client.send(name, params);
        expect(answer, `${name} with ${what}`).toMatchObject({ ok: false, error: { code: 'bad_params' } });
        expect(JSON.stringify(answer), `${name} with ${what}`).not.toContain('xxxx');
      }
      expect(client.socket.connected).toBe(true);
      client.close();
    }
  });

  it('E1: gets an answer with a code of the table, whatever its parameters are', async () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('trackId', 'view', 'text', 'token', 'report', 'participantId'),
        fc.jsonValue(),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...WITHIN_SESSION), anything, async (name, params) => {
        const answer = await fuzzed.send(name, params);
        if (answer.ok) {
          expect(REQUESTS[name].params.safeParse(params).success).toBe(true);
          // Some take no parameters, so some of what is tried here is right; these end the leg.
          if (name === 'leave' || name === 'admin.endCall') await renew();
          return;
        }
        expect(['bad_params', 'rate_limited', 'not_allowed']).toContain(answer.error.code);
        if (answer.error.code === 'rate_limited') await renew();
      }),
      { numRuns: 150, seed: 7 },
    );
    fuzzed.close();
  });
});

let fuzzed: Joined;
let fuzzCount = 0;
async function renew(): Promise<void> {
  fuzzCount += 1;
  fuzzed = await join(app, { room: `fuzz-${String(fuzzCount)}`, identity: 'fuzz' });
}
beforeEach(renew);

const ADMIN = REQUEST_NAMES.filter((name) => name.startsWith('admin.'));

/** What each role may not do, with the code that says so. */
const FORBIDDEN: Readonly<Record<'collaborator' | 'attendee' | 'consumer', readonly RequestName[]>> = {
  collaborator: ADMIN,
  attendee: ADMIN,
  consumer: [...ADMIN, 'publish', 'chat', 'data.send'],
};

describe('roles', () => {
  it.each(Object.entries(FORBIDDEN))(
    'A1, M4, T5: a %s is refused what the role does not allow',
    async (role, names) => {
      const client = await join(app, { room: 'roles', identity: role, role: role as keyof typeof FORBIDDEN });
      for (const name of names)
        expect(await client.send(name, VALID_PARAMS[name]), name).toMatchObject({
          ok: false,
          error: { code: 'not_allowed' },
        });
      client.close();
    },
  );

  it('M4: an attendee may not share the screen', async () => {
    const client = await join(app, { room: 'roles', identity: 'attendee', role: 'attendee' });
    for (const source of ['screen', 'screenAudio'])
      expect(await client.send('publish', { ...VALID_PARAMS.publish, source })).toMatchObject({
        error: { code: 'not_allowed', details: { capability: source, reason: 'role_restricted' } },
      });
    client.close();
  });

  it('M4, T5: a hidden participant may neither publish nor raise a hand nor react', async () => {
    const client = await join(app, { room: 'roles', identity: 'spy', grants: { hidden: true } });
    for (const name of ['publish', 'raiseHand', 'react'] as const)
      expect(await client.send(name, VALID_PARAMS[name]), name).toMatchObject({
        error: { code: 'not_allowed', details: { reason: 'hidden' } },
      });
    client.close();
  });
});

describe('limits', () => {
  const families = [...new Map(WITHIN_SESSION.map((name) => [REQUESTS[name].rate, name]))];

  it.each(families)(
    'F7: a flood of the family %s is refused, with the time to wait',
    async (family, name) => {
      const client = await join(app, { room: `flood-${family}`, identity: 'ann' });
      const { burst } = RATES[family];
      const codes: (string | undefined)[] = [];
      // One after the other, so that only the rate refuses; with parameters that do nothing.
      for (let count = 0; count < burst + 5; count += 1) {
        const answer = await client.send(name, {});
        if (!answer.ok) codes.push(answer.error.code);
        if (!answer.ok && answer.error.code === 'rate_limited')
          expect(answer.error.details).toMatchObject({ family, retryAfterMs: expect.any(Number) as number });
        if (!client.socket.connected) break;
      }
      expect(codes).toContain('rate_limited');
      client.close();
    },
  );

  it('F7: draws from each family’s own bucket', async () => {
    const client = await join(app, { room: 'families', identity: 'ann' });
    for (let count = 0; count <= RATES.hand.burst; count += 1) await client.send('raiseHand', {});
    expect(await client.send('raiseHand', {})).toMatchObject({ error: { code: 'rate_limited' } });
    expect(await client.send('chat', { text: 'a' })).toMatchObject({ ok: true });
    client.close();
  });

  it('F6: answers the 21st unanswered request at once', async () => {
    const slow = await startApp();
    const pids = workerPids();
    try {
      const client = await join(slow, { room: 'pending', identity: 'ann' });
      const { media } = client.joined;
      // Workers that stand still leave requests unanswered.
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      const waiting = Array.from({ length: LIMITS.maxPendingRequests }, () =>
        client.send('restartIce', { transportId: media?.send.transportId }).catch(() => undefined),
      );
      expect(await client.send('chat', { text: 'one more' })).toMatchObject({
        error: { code: 'too_many_requests_pending' },
      });
      for (const pid of pids) process.kill(pid, 'SIGCONT');
      await Promise.all(waiting);
      expect(await client.send('chat', { text: 'goes again' })).toMatchObject({ ok: true });
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
      await slow.close();
    }
  });
});

describe('a session that was ended', () => {
  it('J3: takes no more requests', async () => {
    const ann = await join(app, { room: 'over', identity: 'ann' });
    const bob = await join(app, { room: 'over', identity: 'bob' });
    await bob.request('admin.remove', { participantId: ann.joined.participantId });
    await ann.closed();
    const again = await connect(app);
    expect(await again.send('chat', { text: 'still here?' })).toMatchObject({
      error: { code: 'not_joined' },
    });
    const joined = await again.request('join', joinParams(ann.token, 'over'));
    expect(joined.participantId).not.toBe(ann.joined.participantId);
    again.close();
    bob.close();
  });
});
