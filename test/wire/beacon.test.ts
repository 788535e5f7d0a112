import { HTTP_RATES, LIMITS } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { floodUntilRefused } from '../support/flood.ts';
import { connect, join, type Joined } from '../support/wire-client.ts';
import { sees } from '../support/wire-roster.ts';
import { VALID_PARAMS } from './valid-params.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const { report } = VALID_PARAMS.report as { report: object };

function beacon(of: TestApp, body: unknown): Promise<Response> {
  return fetch(`${of.url}/v1/beacon`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function bodyOf(client: Joined, change: object = {}) {
  const { sessionId, beaconKey } = client.joined;
  return { sessionId, beaconKey, leaving: false, report, ...change };
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

describe('the beacon', () => {
  it('B1: brings the last report and leaves the place as it is', async () => {
    const ann = await join(app, { room: 'b1', identity: 'ann' });
    const before = await acceptedReports();
    expect((await beacon(app, bodyOf(ann))).status).toBe(204);
    expect(await acceptedReports()).toBe(before + 1);
    expect(await ann.send('chat', { text: 'still here' })).toMatchObject({ ok: true });
    ann.close();
  });

  it('B2: frees the place of a page that goes away, after a short grace', async () => {
    const ann = await join(app, { room: 'b2', identity: 'ann' });
    const bob = await join(app, { room: 'b2', identity: 'bob' });
    expect((await beacon(app, bodyOf(ann, { leaving: true, report: null }))).status).toBe(204);
    await sees(bob, 'ann', ({ connection }) => connection === 'reconnecting');
    const { participants } = await bob.event('participantLeft');
    expect(participants).toEqual([{ participantId: ann.joined.participantId, reason: 'page_closed' }]);
    bob.close();
  });

  it('B2: keeps the place when the session is resumed within the grace', async () => {
    const ann = await join(app, { room: 'b2b', identity: 'ann' });
    const bob = await join(app, { room: 'b2b', identity: 'bob' });
    const back = await connect(app);
    await beacon(app, bodyOf(ann, { leaving: true }));
    const { sessionId, resumeToken } = ann.joined;
    await back.request('resume', { sessionId, resumeToken, lastSeq: ann.events.at(-1)?.seq ?? 0 });
    await sees(bob, 'ann', ({ connection }) => connection === 'connected');
    // Whoever closes a page after that and does not come back is gone when the first grace is long over.
    const cleo = await join(app, { room: 'b2b', identity: 'cleo' });
    await sees(bob, 'cleo');
    await beacon(app, bodyOf(cleo, { leaving: true }));
    await bob.event('participantLeft', ({ participants }) =>
      participants.some(({ participantId }) => participantId === cleo.joined.participantId),
    );
    const left = bob.eventsOf('participantLeft').flatMap(({ participants }) => participants);
    expect(left.map(({ participantId }) => participantId)).toEqual([cleo.joined.participantId]);
    expect(await back.send('chat', { text: 'back' })).toMatchObject({ ok: true });
    back.close();
    bob.close();
  });

  it('B3: is refused with a wrong key, for a session that is gone, and when it is no beacon', async () => {
    const own = await startApp();
    try {
      const ann = await join(own, { room: 'b3', identity: 'ann' });
      const wrong = bodyOf(ann, { beaconKey: ann.joined.resumeToken });
      expect(await codeOf(await beacon(own, wrong))).toBe('beacon_key_invalid');
      for (const body of [
        '',
        'nonsense',
        '[]',
        bodyOf(ann, { extra: 1 }),
        bodyOf(ann, { report: { number: 0 } }),
      ])
        expect(await codeOf(await beacon(own, body))).toBe('bad_params');
      const large = await beacon(own, JSON.stringify(bodyOf(ann)).padEnd(LIMITS.maxBodyBytes + 1));
      expect([large.status, await codeOf(large)]).toEqual([413, 'message_too_large']);
      await ann.request('leave', {});
      expect(await codeOf(await beacon(own, bodyOf(ann)))).toBe('beacon_key_invalid');
    } finally {
      await own.close();
    }
  });

  it('B3: is refused when too many come from one address', async () => {
    const own = await startApp();
    try {
      const { answered } = await floodUntilRefused(() => beacon(own, 'x'));
      expect(answered).toBeGreaterThanOrEqual(HTTP_RATES.beacon.burst);
    } finally {
      await own.close();
    }
  });
});

async function acceptedReports(): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const line = text
    .split('\n')
    .find((one) => one.startsWith('earshot_reports_total{') && one.includes('"accepted"'));
  return Number(line?.split(' ')[1] ?? 0);
}
