import { resolveGrants, type ParticipantId } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, publish, ROOM, type Guest } from './stage.ts';

const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });
const FORBIDDEN = expect.objectContaining({
  code: 'not_allowed',
  details: expect.objectContaining({ reason: 'forbidden_by_admin' }) as unknown,
}) as unknown;

const stateOf = ({ client, id }: Guest, source: string) =>
  client.roster.get(id)?.tracks.find((track) => track.source === source);

async function host() {
  const stage = createStage();
  const ann = await stage.enter('ann');
  const bob = await stage.enter('bob', { role: 'collaborator' });
  stage.tell();
  return { stage, ann, bob };
}

describe('what an admin forbids one participant', () => {
  it('falls silent at once and cannot be resumed until it is permitted; nothing is unmuted then', async () => {
    const { stage, ann, bob } = await host();
    const microphone = await publish(bob, 'microphone');
    ann.member.forbid(['microphone'], bob.id);
    expect(stateOf(bob, 'microphone')).toMatchObject({ paused: true, pauseReason: 'admin' });
    expect(stage.call.tracks.get(microphone)?.paused).toBe(true);
    expect(bob.client.all('capabilities')).toMatchObject([
      { cause: 'forbidden', capabilities: { microphone: { allowed: false, reason: 'forbidden_by_admin' } } },
    ]);
    expect(() => {
      bob.member.setPublished(microphone, false);
    }).toThrow(FORBIDDEN);
    stage.tell();
    expect(ann.client.roster.get(bob.id)?.forbidden).toEqual(['microphone']);
    ann.member.permit(['microphone'], bob.id);
    expect(bob.client.all('capabilities').at(-1)).toMatchObject({ cause: 'permitted' });
    expect(stage.call.tracks.get(microphone)?.paused).toBe(true);
    bob.member.setPublished(microphone, false);
    expect(stage.call.tracks.get(microphone)?.paused).toBe(false);
    expect(stage.counts.forbidden).toBe(1);
  });

  it('ends a share, and is refused to be published again, in flight too', async () => {
    const { stage, ann, bob } = await host();
    await publish(bob, 'screen');
    await publish(bob, 'screenAudio');
    const gate = Promise.withResolvers<undefined>();
    stage.media.gate = () => gate.promise.then(() => undefined);
    const camera = publish(bob, 'camera');
    ann.member.forbid(['screen', 'screenAudio', 'camera'], bob.id);
    gate.resolve(undefined);
    await expect(camera).rejects.toThrow(FORBIDDEN);
    stage.media.gate = () => Promise.resolve();
    expect(stage.call.tracks.size).toBe(0);
    for (const source of ['screen', 'camera'] as const)
      await expect(publish(bob, source, true)).rejects.toThrow(FORBIDDEN);
    await publish(bob, 'microphone');
  });

  it('holds after a reload, a second visit, a fresh token and media opened anew', async () => {
    const { stage, ann, bob } = await host();
    ann.member.forbid(['microphone'], bob.id);
    bob.member.updateGrants('presenter', resolveGrants('presenter'));
    await expect(publish(bob, 'microphone')).rejects.toThrow(FORBIDDEN);
    await bob.member.openMedia();
    await expect(publish(bob, 'microphone')).rejects.toThrow(FORBIDDEN);
    const reloaded = await stage.enter('bob', { replaces: bob.id, role: 'collaborator' });
    expect(reloaded.snapshot[0].head?.self.capabilities.microphone.reason).toBe('forbidden_by_admin');
    expect(stage.rooms.participants(ROOM).at(-1)?.forbidden).toEqual(['microphone']);
    reloaded.member.leave('hangup');
    const again = await stage.enter('bob', { role: 'collaborator' });
    await expect(publish(again, 'microphone')).rejects.toThrow(FORBIDDEN);
  });

  it('is not said of who is hidden or away, nor by who may not', async () => {
    const { stage, ann, bob } = await host();
    const eve = stage.join('eve', { grants: { hidden: true } });
    for (const id of [eve.id, '00000000-0000-4000-8000-00000000dead' as ParticipantId]) {
      expect(() => {
        ann.member.forbid(['camera'], id);
      }).toThrow(code('participant_not_found'));
    }
    for (const act of [
      () => {
        bob.member.forbid(['camera'], ann.id);
      },
      () => {
        bob.member.permit(['camera'], undefined);
      },
      () => bob.member.muteAll(['camera'], 'force'),
      () => {
        bob.member.setSpotlight([]);
      },
      () => {
        bob.member.lowerAllHands();
      },
    ]) {
      expect(act).toThrow(code('not_allowed'));
    }
  });
});

describe('what an admin forbids all', () => {
  it('holds for those who come later, spares admins, and is told to everybody', async () => {
    const { stage, ann, bob } = await host();
    const microphone = await publish(bob, 'microphone');
    const own = await publish(ann, 'microphone');
    ann.member.forbid(['microphone'], undefined);
    expect(bob.client.all('forbiddenForAll')).toEqual([{ sources: ['microphone'], by: ann.id }]);
    expect([microphone, own].map((id) => stage.call.tracks.get(id)?.paused)).toEqual([true, false]);
    const cat = await stage.enter('cat', { role: 'attendee' });
    expect(cat.snapshot[0].head?.forbiddenForAll).toEqual(['microphone']);
    await expect(publish(cat, 'microphone')).rejects.toThrow(FORBIDDEN);
    ann.member.permit(['microphone'], bob.id);
    bob.member.setPublished(microphone, false);
    ann.member.permit(['microphone'], undefined);
    await publish(cat, 'microphone');
    expect(cat.client.all('forbiddenForAll').at(-1)).toEqual({ sources: [], by: ann.id });
    stage.tell();
    expect(ann.client.roster.get(cat.id)?.forbidden).toEqual([]);
  });

  it('reaches an admin whose grants are taken away, and frees who becomes one', async () => {
    const { stage, ann, bob } = await host();
    const microphone = await publish(ann, 'microphone');
    stage.rooms.forbid(ROOM, ['microphone']);
    expect(bob.client.all('forbiddenForAll')).toEqual([{ sources: ['microphone'], by: null }]);
    ann.member.updateGrants('collaborator', resolveGrants('collaborator'));
    expect(stage.call.tracks.get(microphone)?.paused).toBe(true);
    ann.member.updateGrants('presenter', resolveGrants('presenter'));
    ann.member.setPublished(microphone, false);
    expect(stage.call.tracks.get(microphone)?.paused).toBe(false);
  });
});

describe('muting all', () => {
  it('pauses or asks all but who asks for it, and says how many', async () => {
    const { stage, ann, bob } = await host();
    const cat = await stage.enter('cat');
    for (const guest of [ann, bob, cat]) await publish(guest, 'microphone', guest === cat);
    expect(ann.member.muteAll(['microphone', 'camera'], 'request')).toBe(1);
    expect([ann, bob, cat].map(({ client }) => client.all('muteRequested').length)).toEqual([0, 1, 0]);
    expect(ann.member.muteAll(['microphone'], 'force')).toBe(1);
    expect(stateOf(bob, 'microphone')).toMatchObject({ paused: true, pauseReason: 'admin' });
    expect(stateOf(ann, 'microphone')).toMatchObject({ paused: false });
    expect(stage.rooms.muteAll(ROOM, ['microphone'], 'force')).toBe(1);
    expect(stateOf(ann, 'microphone')).toMatchObject({ paused: true });
  });
});

describe('the spotlight', () => {
  it('is told in its order, once, to those who come later too', async () => {
    const { stage, ann, bob } = await host();
    ann.member.setSpotlight([bob.id, ann.id, bob.id]);
    ann.member.setSpotlight([bob.id, ann.id]);
    expect(bob.client.all('spotlight')).toEqual([{ participantIds: [bob.id, ann.id], by: ann.id }]);
    expect(stage.join('cat').snapshot[0].head?.spotlight).toEqual([bob.id, ann.id]);
    expect(stage.counts.spotlights).toBe(1);
  });

  it('refuses who is hidden or not there, and stays as it was', async () => {
    const { stage, ann, bob } = await host();
    const eve = stage.join('eve', { grants: { hidden: true } });
    ann.member.setSpotlight([bob.id]);
    expect(() => {
      ann.member.setSpotlight([ann.id, eve.id]);
    }).toThrow(code('participant_not_found'));
    expect(() => {
      stage.rooms.setSpotlight(ROOM, [eve.id]);
    }).toThrow(code('participant_not_found'));
    expect(stage.join('cat').snapshot[0].head?.spotlight).toEqual([bob.id]);
  });

  it('loses who leaves or hides, and follows a page that is reloaded', async () => {
    const { stage, ann, bob } = await host();
    const cat = await stage.enter('cat');
    const dan = await stage.enter('dan');
    ann.member.setSpotlight([cat.id, bob.id, dan.id]);
    cat.member.leave('hangup');
    expect(ann.client.all('spotlight').at(-1)).toEqual({ participantIds: [bob.id, dan.id], by: null });
    dan.member.updateGrants('presenter', resolveGrants('presenter', { hidden: true }));
    const again = await stage.enter('bob', { replaces: bob.id });
    expect(again.snapshot[0].head?.spotlight).toEqual([again.id]);
    expect(ann.client.all('spotlight').at(-1)).toEqual({ participantIds: [again.id], by: null });
    expect(again.client.all('spotlight')).toEqual([]);
  });
});

describe('lowering all hands', () => {
  it('lowers every raised one', async () => {
    const { stage, ann, bob } = await host();
    bob.member.raiseHand(true);
    ann.member.raiseHand(true);
    ann.member.lowerAllHands();
    stage.tell();
    expect([...ann.client.roster.values()].map(({ handRaisedAt }) => handRaisedAt)).toEqual([null, null]);
  });
});
