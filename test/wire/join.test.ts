import { FRAME } from '@earshot/shared';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { workerPids } from '../support/worker-processes.ts';
import { until } from '../support/until.ts';
import { connect, join, joinParams } from '../support/wire-client.ts';
import { meet, sees } from '../support/wire-roster.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const now = () => Math.floor(Date.now() / 1_000);

async function signed(claims: Record<string, unknown>, alg = 'HS256'): Promise<string> {
  const base = { sub: 'ann', room: 'j2', role: 'attendee', iat: now(), exp: now() + 60 };
  return new SignJWT({ ...base, ...claims })
    .setProtectedHeader({ alg, kid: app.apiKey.id })
    .sign(new TextEncoder().encode(app.apiKey.secret));
}

/** Participants of a room by the API; none when there is no such room. */
async function participantsOf(
  of: TestApp,
  room: string,
): Promise<{ identity: string; connection: string }[]> {
  const response = await of.api('GET', `/v1/rooms/${room}/participants`);
  if (response.status === 404) return [];
  const body = (await response.json()) as { participants: { identity: string; connection: string }[] };
  return body.participants;
}

describe('join', () => {
  it('Q5: takes ten tags of 64 characters and no more', async () => {
    const tags = Array.from({ length: 10 }, (_, index) => `${index}`.padEnd(64, 'x'));
    const ann = await join(app, { room: 'tags', identity: 'ann', params: { tags } });
    expect(ann.joined.room).toBe('tags');
    for (const wrong of [[...tags, 'one more'], ['x'.repeat(65)], ['']])
      await expect(
        join(app, { room: 'tags', identity: 'bob', params: { tags: wrong } }),
      ).rejects.toMatchObject({ code: 'bad_params' });
  });

  it('J1: answers with a seat, the first part of the snapshot and media parameters', async () => {
    const ann = await join(app, { room: 'j1', identity: 'ann', name: 'Ann' });
    const { joined } = ann;
    expect(joined).toMatchObject({ room: 'j1', resumeGraceMs: 30_000, reportIntervalMs: 10_000 });
    expect(joined.snapshot).toMatchObject({ index: 0, last: true });
    expect(joined.snapshot.head).toMatchObject({
      call: { callId: joined.callId, room: 'j1' },
      self: { participantId: joined.participantId, role: 'presenter' },
    });
    expect(joined.snapshot.participants).toEqual([
      expect.objectContaining({ participantId: joined.participantId, identity: 'ann', name: 'Ann' }),
    ]);
    expect(joined.media?.send.iceCandidates.length).toBeGreaterThan(0);
    expect(joined.media?.receive.transportId).not.toBe(joined.media?.send.transportId);
    expect(joined.media?.routerRtpCapabilities.codecs?.length).toBeGreaterThan(1);
    ann.close();
  });

  it.each([
    ['token_missing', async () => ''],
    ['token_invalid', async () => 'nonsense'],
    ['token_algorithm', () => signed({}, 'HS384')],
    ['token_expired', () => signed({ iat: now() - 120, exp: now() - 60 })],
    ['token_not_yet_valid', () => signed({ nbf: now() + 60 })],
    ['token_wrong_room', () => signed({ room: 'elsewhere' })],
  ])(
    'J2, F11: refuses a token with %s and leaves the connection open for a better one',
    async (code, make) => {
      const client = await connect(app);
      const token = await make();
      await expect(client.request('join', joinParams(token, 'j2'))).rejects.toMatchObject({ code });
      const joined = await client.request('join', joinParams(await signed({}), 'j2'));
      expect(joined.room).toBe('j2');
      client.close();
    },
  );

  it('J4: refuses a second join, also while the first is under way, and a resume', async () => {
    const client = await connect(app);
    const params = joinParams(await app.token({ identity: 'ann' }), 'j4');
    const [first, second] = await Promise.all([client.send('join', params), client.send('join', params)]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toMatchObject({ ok: false, error: { code: 'already_joined' } });
    expect(await client.send('join', params)).toMatchObject({ error: { code: 'already_joined' } });
    const { sessionId, resumeToken } = await join(app, { room: 'j4', identity: 'bob' }).then(
      (bob) => bob.joined,
    );
    expect(await client.send('resume', { sessionId, resumeToken, lastSeq: 0 })).toMatchObject({
      error: { code: 'already_joined' },
    });
    client.close();
  });

  it('J5: refuses one more than there are places, counting hidden and reconnecting ones', async () => {
    const small = await startApp({ env: { EARSHOT_MAX_PARTICIPANTS: '3' } });
    try {
      const ann = await join(small, { room: 'j5', identity: 'ann' });
      await join(small, { room: 'j5', identity: 'spy', grants: { hidden: true } });
      const bob = await join(small, { room: 'j5', identity: 'bob' });
      bob.close();
      await sees(ann, 'bob', ({ connection }) => connection === 'reconnecting');
      await expect(join(small, { room: 'j5', identity: 'eve' })).rejects.toMatchObject({
        code: 'room_full',
        category: 'denied',
      });
      const again = await join(small, { room: 'j5', identity: 'bob' });
      expect(again.joined.snapshot.participants).toHaveLength(2);
      await expect(join(small, { room: 'other', identity: 'eve' })).resolves.toBeDefined();
    } finally {
      await small.close();
    }
  });

  it('J5: gives the last place to one of many who ask at the same time', async () => {
    const small = await startApp({ env: { EARSHOT_MAX_PARTICIPANTS: '5' } });
    try {
      const results = await Promise.allSettled(
        Array.from({ length: 12 }, (_, index) =>
          join(small, { room: 'race', identity: `p${String(index)}` }),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
      expect(await participantsOf(small, 'race')).toHaveLength(5);
    } finally {
      await small.close();
    }
  });

  it('J6: replaces the leg of an identity that joins again, without a ghost', async () => {
    const watcher = await join(app, { room: 'j6', identity: 'watcher' });
    const first = await join(app, { room: 'j6', identity: 'ann' });
    await sees(watcher, 'ann');
    const second = await join(app, { room: 'j6', identity: 'ann' });
    expect((await first.event('callEnded')).reason).toBe('replaced');
    await first.closed();
    const { participants } = await watcher.event('participantLeft');
    expect(participants).toEqual([{ participantId: first.joined.participantId, reason: 'replaced' }]);
    expect(second.joined.snapshot.participants.map(({ identity }) => identity).toSorted()).toEqual([
      'ann',
      'watcher',
    ]);
    watcher.close();
    second.close();
  });

  it('J7: lets an identity in twice where the policy allows it', async () => {
    const open = await startApp({ env: { EARSHOT_DUPLICATE_IDENTITY: 'allow' } });
    try {
      const first = await join(open, { room: 'j7', identity: 'ann' });
      await join(open, { room: 'j7', identity: 'ann' });
      expect(await participantsOf(open, 'j7')).toHaveLength(2);
      expect(first.socket.connected).toBe(true);
    } finally {
      await open.close();
    }
  });

  it('J8: gives a reloaded page its place back at once, proven by the resume token', async () => {
    const open = await startApp({
      env: { EARSHOT_DUPLICATE_IDENTITY: 'allow', EARSHOT_MAX_PARTICIPANTS: '2' },
    });
    try {
      const watcher = await join(open, { room: 'j8', identity: 'watcher' });
      const before = await join(open, { room: 'j8', identity: 'ann' });
      const { sessionId, resumeToken } = before.joined;
      const stolen = { replaces: { sessionId, resumeToken: 'x'.repeat(43) } };
      await expect(join(open, { room: 'j8', identity: 'ann', params: stolen })).rejects.toMatchObject({
        code: 'room_full',
      });
      await sees(watcher, 'ann');
      before.close();
      const after = await join(open, {
        room: 'j8',
        identity: 'ann',
        params: { replaces: { sessionId, resumeToken } },
      });
      await watcher.event('participantLeft', ({ participants }) => participants[0]?.reason === 'replaced');
      expect(after.joined.snapshot.participants).toHaveLength(2);
    } finally {
      await open.close();
    }
  });

  it('J9: shows the token’s name, else the one in join, else the identity', async () => {
    const named = await join(app, { room: 'j9', identity: 'a', name: 'Token', params: { name: 'Params' } });
    const asked = await join(app, { room: 'j9', identity: 'b', params: { name: 'Params' } });
    const plain = await join(app, { room: 'j9', identity: 'c' });
    await meet({ a: named, b: asked, c: plain });
    const names = await Promise.all(['a', 'b', 'c'].map(async (who) => (await sees(plain, who)).name));
    expect(names).toEqual(['Token', 'Params', 'c']);
    for (const client of [named, asked, plain]) client.close();
  });

  it('J10: gives the seat back when the connection closes before the answer', async () => {
    const slow = await startApp();
    try {
      const watcher = await join(slow, { room: 'j10', identity: 'watcher' });
      const params = joinParams(await slow.token({ identity: 'ann' }), 'j10');
      const client = await connect(slow);
      // A worker that stands still: the seat is taken, media is not there yet.
      for (const pid of workerPids()) process.kill(pid, 'SIGSTOP');
      client.socket.emit(FRAME.request, { id: '1', name: 'join', params }, () => undefined);
      await watcher.event('participantJoined');
      expect((await participantsOf(slow, 'j10')).map(({ connection }) => connection)).toContain('joining');
      client.close();
      const { participants } = await watcher.event('participantLeft');
      expect(participants[0]?.reason).toBe('connection_lost');
      expect(await participantsOf(slow, 'j10')).toHaveLength(1);
    } finally {
      for (const pid of workerPids()) process.kill(pid, 'SIGCONT');
      await slow.close();
    }
  });

  it('J11: replaces the grants of the running leg and tells the participant', async () => {
    const ann = await join(app, { room: 'j11', identity: 'ann', role: 'consumer' });
    expect(await ann.send('chat', { text: 'hello' })).toMatchObject({ error: { code: 'not_allowed' } });
    const token = await app.token({ identity: 'ann', room: 'j11', role: 'attendee' });
    const answer = await ann.request('refreshToken', { token });
    expect(answer).toMatchObject({ role: 'attendee', capabilities: { chat: { allowed: true } } });
    expect(await ann.event('capabilities')).toMatchObject({ role: 'attendee', cause: 'token_refreshed' });
    expect(await ann.send('chat', { text: 'hello' })).toMatchObject({ ok: true });
    const other = await app.token({ identity: 'bob', room: 'j11' });
    await expect(ann.request('refreshToken', { token: other })).rejects.toMatchObject({
      code: 'token_wrong_identity',
    });
    const elsewhere = await app.token({ identity: 'ann', room: 'elsewhere' });
    await expect(ann.request('refreshToken', { token: elsewhere })).rejects.toMatchObject({
      code: 'token_wrong_room',
    });
    ann.close();
  });

  it('J12: ends no leg when its token expires, but gives nothing for an expired one', async () => {
    // The tolerance between two clocks is 5 s: this token has some seconds to live, which a slow machine needs to join.
    const soon = await app.token({ identity: 'ann', issuedAt: Date.now() - 60_000, expiresInSeconds: 60 });
    const ann = await join(app, { room: 'j12', identity: 'ann', token: soon });
    await until(
      async () => {
        const late = await connect(app);
        const answer = await late.send('join', joinParams(soon, 'elsewhere'));
        late.close();
        return answer.ok ? 'not expired yet' : undefined;
      },
      { intervalMs: 500 },
    );
    expect(await ann.send('refreshToken', { token: soon })).toMatchObject({
      error: { code: 'token_expired' },
    });
    expect(await ann.send('chat', { text: 'still here' })).toMatchObject({ ok: true });
    ann.close();
  });
});
