import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReport } from '../support/reports.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join } from '../support/wire-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('the trouble of others', () => {
  it('N1, N3: reaches who may know of it, and who comes later', async () => {
    const room = 'trouble';
    const ann = await join(app, { room, identity: 'ann', role: 'attendee' });
    const host = await join(app, { room, identity: 'host', role: 'presenter' });
    const bob = await join(app, { room, identity: 'bob', role: 'attendee' });
    const { participantId } = bob.joined;
    const codes = ['microphonePermissionDenied', 'networkSendQuality', 'cpuLimited'] as const;
    const issues = codes.map((code) => ({ code, level: 'bad' as const, agoMs: 0 }));
    await bob.request('report', {
      report: makeReport({ number: 1, intervalMs: 0, issuesOnly: true, receive: undefined, issues }),
    });
    const lossy = { code: 'networkSendQuality', level: 'bad' };
    const slow = { code: 'cpuLimited', level: 'bad' };
    expect(await ann.event('participantIssues')).toEqual({
      whole: false,
      participants: [{ participantId, issues: [lossy] }],
    });
    expect(await host.event('participantIssues')).toEqual({
      whole: false,
      participants: [{ participantId, issues: [slow, lossy] }],
    });
    const cleo = await join(app, { room, identity: 'cleo', role: 'attendee' });
    expect(await cleo.event('participantIssues')).toEqual({
      whole: true,
      participants: [{ participantId, issues: [lossy] }],
    });
    expect(bob.events.filter(({ name }) => name === 'participantIssues')).toEqual([]);
    for (const client of [ann, host, bob, cleo]) client.close();
  });
});
