import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join } from '../support/wire-client.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

describe('join', () => {
  it('J1: answers with a seat, the first part of the snapshot and media parameters', async () => {
    const ann = await join(app, { room: 'j1', identity: 'ann', name: 'Ann' });
    expect(ann.joined).toMatchObject({ room: 'j1', resumeGraceMs: 30_000, snapshot: { index: 0 } });
    expect(ann.joined.media?.send.iceCandidates.length).toBeGreaterThan(0);
    ann.close();
  });
});
