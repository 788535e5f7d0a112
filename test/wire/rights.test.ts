import type { ParticipantId, RequestInput, Source } from '@earshot/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { opusParameters, videoParameters } from '../media/fixtures.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { join, type Joined } from '../support/wire-client.ts';
import { meet, rosterOf, sees } from '../support/wire-roster.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const REFUSED = { error: { code: 'not_allowed', details: { reason: 'forbidden_by_admin' } } };

function toPublish(source: Source): RequestInput<'publish'> {
  const isAudio = source === 'microphone' || source === 'screenAudio';
  const rtpParameters = isAudio ? opusParameters() : videoParameters();
  return { source, rtpParameters, paused: false, ...(isAudio ? {} : { height: 720 }) };
}

async function hosted(room: string) {
  const ann = await join(app, { room, identity: 'ann', role: 'presenter' });
  const bob = await join(app, { room, identity: 'bob', role: 'collaborator' });
  await meet({ ann, bob });
  return { ann, bob, bobId: bob.joined.participantId, annId: ann.joined.participantId };
}

function close(...clients: Joined[]): void {
  for (const client of clients) client.close();
}

describe('the sound of a share', () => {
  it('M16: needs a share of one’s own, and ends with it', async () => {
    const { ann, bob } = await hosted('m16');
    await ann.request('publish', toPublish('screen'));
    const alone = { error: { code: 'wrong_state' } };
    expect(await bob.send('publish', toPublish('screenAudio'))).toMatchObject(alone);
    const screen = await bob.request('publish', toPublish('screen'));
    const sound = await bob.request('publish', toPublish('screenAudio'));
    await bob.request('unpublish', screen);
    await bob.event('trackUnpublished', ({ tracks }) =>
      tracks.some(({ trackId }) => trackId === sound.trackId),
    );
    expect(await bob.send('publish', toPublish('screenAudio'))).toMatchObject(alone);
    await sees(ann, 'bob', ({ tracks }) => tracks.length === 0);
    close(ann, bob);
  });
});

describe('muting all', () => {
  it('A6: mutes or asks everybody else, and says how many had something running', async () => {
    const { ann, bob, annId } = await hosted('a6');
    const own = await ann.request('publish', toPublish('microphone'));
    const { trackId } = await bob.request('publish', toPublish('microphone'));
    const sources: Source[] = ['microphone'];
    expect(await ann.request('admin.muteAll', { sources, mode: 'request' })).toEqual({ participants: 1 });
    expect(await bob.event('muteRequested')).toEqual({ sources, by: annId });
    expect(await ann.request('admin.muteAll', { sources, mode: 'force' })).toEqual({ participants: 1 });
    await bob.event('trackUpdated', ({ updates }) => updates[0]?.pauseReason === 'admin');
    expect(await ann.request('admin.muteAll', { sources, mode: 'force' })).toEqual({ participants: 0 });
    expect(rosterOf(ann).get(annId)?.tracks).toMatchObject([{ trackId: own.trackId, paused: false }]);
    expect(await bob.send('setPublished', { trackId, paused: false })).toMatchObject({ ok: true });
    close(ann, bob);
  });
});

describe('a hard mute', () => {
  it('A7: pauses microphone and camera, ends shares, and holds against a client that tries everything', async () => {
    const { ann, bob, bobId } = await hosted('a7');
    const { trackId } = await bob.request('publish', toPublish('microphone'));
    const share = await bob.request('publish', toPublish('screen'));
    const sources: Source[] = ['microphone', 'camera', 'screen'];
    await ann.request('admin.forbid', { participantId: bobId, sources });
    const told = await bob.event('capabilities');
    expect(told).toMatchObject({
      cause: 'forbidden',
      capabilities: { microphone: { allowed: false, reason: 'forbidden_by_admin' } },
    });
    await bob.event('trackUpdated', ({ updates }) => updates[0]?.pauseReason === 'admin');
    await bob.event('trackUnpublished', ({ tracks }) => tracks[0]?.trackId === share.trackId);
    expect((await sees(ann, 'bob', ({ forbidden }) => forbidden.length > 0)).forbidden).toEqual(sources);
    expect(await bob.send('setPublished', { trackId, paused: false })).toMatchObject(REFUSED);
    expect(await bob.send('setPublished', { trackId, paused: true })).toMatchObject({ ok: true });
    expect(await bob.send('setPublished', { trackId, paused: false })).toMatchObject(REFUSED);
    await bob.request('unpublish', { trackId });
    const token = await app.token({ room: 'a7', identity: 'bob', role: 'presenter' });
    expect(await bob.request('refreshToken', { token })).toMatchObject({
      capabilities: { microphone: { allowed: false, reason: 'forbidden_by_admin' } },
    });
    await bob.request('openMedia', {});
    // The sound of a share would be another microphone.
    for (const source of [...sources, 'screenAudio'] as const)
      expect(await bob.send('publish', toPublish(source))).toMatchObject(REFUSED);
    // Another page of the same identity.
    const again = await join(app, { room: 'a7', identity: 'bob', role: 'collaborator' });
    expect(again.joined.snapshot.head?.self.capabilities.camera.reason).toBe('forbidden_by_admin');
    for (const source of sources)
      expect(await again.send('publish', toPublish(source))).toMatchObject(REFUSED);
    await ann.request('admin.permit', { participantId: again.joined.participantId, sources });
    expect(await again.event('capabilities')).toMatchObject({ cause: 'permitted' });
    for (const source of sources) await again.request('publish', toPublish(source));
    close(ann, bob, again);
  });

  it('A7: does not unmute anybody when it is taken back', async () => {
    const { ann, bob, bobId } = await hosted('a7b');
    const { trackId } = await bob.request('publish', toPublish('camera'));
    const params = { participantId: bobId, sources: ['camera' as const] };
    await ann.request('admin.forbid', params);
    await ann.request('admin.permit', params);
    await sees(ann, 'bob', ({ tracks, forbidden }) => tracks[0]?.paused === true && forbidden.length === 0);
    await bob.request('setPublished', { trackId, paused: false });
    await sees(ann, 'bob', ({ tracks }) => tracks[0]?.paused === false);
    close(ann, bob);
  });

  it('A8: for all holds for those who come later, spares admins, and knows exceptions', async () => {
    const { ann, bob, bobId, annId } = await hosted('a8');
    const sources: Source[] = ['microphone'];
    const { trackId } = await bob.request('publish', toPublish('microphone'));
    await ann.request('admin.forbid', { sources });
    expect(await bob.event('forbiddenForAll')).toEqual({ sources, by: annId });
    expect(await bob.send('setPublished', { trackId, paused: false })).toMatchObject(REFUSED);
    await ann.request('publish', toPublish('microphone'));
    const cleo = await join(app, { room: 'a8', identity: 'cleo', role: 'attendee' });
    expect(cleo.joined.snapshot.head?.forbiddenForAll).toEqual(sources);
    expect(await cleo.send('publish', toPublish('microphone'))).toMatchObject(REFUSED);
    expect(await cleo.send('publish', toPublish('camera'))).toMatchObject({ ok: true });
    await ann.request('admin.permit', { participantId: bobId, sources });
    await bob.request('setPublished', { trackId, paused: false });
    await ann.request('admin.forbid', { participantId: cleo.joined.participantId, sources });
    await ann.request('admin.permit', { sources });
    expect(await bob.event('forbiddenForAll', (data) => data.sources.length === 0)).toBeDefined();
    expect(await cleo.send('publish', toPublish('microphone'))).toMatchObject(REFUSED);
    close(ann, bob, cleo);
  });
});

describe('the spotlight', () => {
  it('A9: is told in order, refuses who is not there, and loses who leaves', async () => {
    const { ann, bob, annId, bobId } = await hosted('a9');
    const hidden = await join(app, { room: 'a9', identity: 'eve', grants: { hidden: true } });
    await ann.request('admin.setSpotlight', { participantIds: [bobId, annId] });
    expect(await bob.event('spotlight')).toEqual({ participantIds: [bobId, annId], by: annId });
    const nobody = '00000000-0000-4000-8000-000000000001' as ParticipantId;
    for (const id of [nobody, hidden.joined.participantId])
      expect(await ann.send('admin.setSpotlight', { participantIds: [id] })).toMatchObject({
        error: { code: 'participant_not_found' },
      });
    const { sessionId, resumeToken } = bob.joined;
    const params = { replaces: { sessionId, resumeToken } };
    const again = await join(app, { room: 'a9', identity: 'bob', params });
    const successor = again.joined.participantId;
    expect(again.joined.snapshot.head?.spotlight).toEqual([successor, annId]);
    await ann.event('spotlight', ({ participantIds }) => participantIds[0] === successor);
    await again.request('leave', {});
    expect(await ann.event('spotlight', ({ participantIds }) => participantIds.length === 1)).toEqual({
      participantIds: [annId],
      by: null,
    });
    await ann.request('admin.setSpotlight', { participantIds: [] });
    await hidden.event('spotlight', ({ participantIds }) => participantIds.length === 0);
    close(ann, hidden);
  });
});

describe('hands', () => {
  it('A10: are all lowered together', async () => {
    const { ann, bob } = await hosted('a10');
    for (const client of [ann, bob]) await client.request('raiseHand', { raised: true });
    await sees(ann, 'bob', ({ handRaisedAt }) => handRaisedAt !== null);
    await ann.request('admin.lowerAllHands', {});
    for (const identity of ['ann', 'bob'])
      await sees(ann, identity, ({ handRaisedAt }) => handRaisedAt === null);
    expect(bob.eventsOf('participantUpdated').at(-1)?.updates[0]?.handRaisedAt).toBeNull();
    close(ann, bob);
  });
});
