import { EMPTY_VIEW, resolveGrants } from '@earshot/shared';
import { describe, expect, it } from 'vitest';
import { createStage, publish, viewOf, type Guest, type Stage } from './stage.ts';

/** A gate that holds media back until it is opened. */
function closeGate(stage: Stage): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  stage.media.gate = () => promise.then(() => undefined);
  return () => {
    stage.media.gate = () => Promise.resolve();
    resolve(undefined);
  };
}

const receptionOf = (stage: Stage, { id }: Guest) => stage.call.receptions.get(id);
const videosOf = (stage: Stage, guest: Guest) =>
  receptionOf(stage, guest)?.video.map(({ trackId }) => trackId) ?? [];

describe('publishing', () => {
  it('is told to all and reaches the others, never oneself', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const microphone = await publish(bob, 'microphone');
    const info = { trackId: microphone, source: 'microphone', paused: false };
    stage.tell();
    expect(ann.client.roster.get(bob.id)?.tracks).toEqual([info]);
    expect(bob.client.roster.get(bob.id)?.tracks).toEqual([info]);
    expect(receptionOf(stage, ann)).toEqual({ audio: [microphone], video: [] });
    expect(receptionOf(stage, bob)?.audio).toEqual([]);
  });

  it('is refused for a role without the right, and for a source that is published or being published', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann', { role: 'attendee' });
    await expect(publish(ann, 'screen')).rejects.toMatchObject({ code: 'not_allowed' });
    const first = publish(ann, 'camera');
    await expect(publish(ann, 'camera')).rejects.toMatchObject({ code: 'wrong_state' });
    await first;
    await expect(publish(ann, 'camera')).rejects.toMatchObject({ code: 'wrong_state' });
  });

  it.each(['left', 'replaced'] as const)('is undone when the member has %s meanwhile', async (how) => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const open = closeGate(stage);
    const publishing = publish(bob, 'camera');
    if (how === 'left') bob.member.leave('hangup');
    else stage.join('bob');
    open();
    await expect(publishing).rejects.toMatchObject({ code: 'ended' });
    expect(stage.call.tracks.size).toBe(0);
    expect(ann.client.all('trackPublished')).toEqual([]);
  });

  it('is undone when the right was withdrawn or media was lost meanwhile, and can be done again', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    let open = closeGate(stage);
    const screen = publish(ann, 'screen');
    ann.member.updateGrants('attendee', resolveGrants('attendee'));
    open();
    await expect(screen).rejects.toMatchObject({ code: 'not_allowed' });
    open = closeGate(stage);
    const camera = publish(ann, 'camera');
    stage.call.listener.mediaLost([ann.id], 'worker_lost');
    const again = publish(ann, 'camera');
    open();
    await expect(camera).rejects.toMatchObject({ code: 'worker_lost' });
    expect([...stage.call.tracks.keys()]).toEqual([await again]);
  });

  it('of a share’s sound needs the share that is up, also when it ends meanwhile', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const alone = expect.objectContaining({ code: 'wrong_state' }) as unknown;
    await expect(publish(ann, 'screenAudio')).rejects.toEqual(alone);
    const screen = await publish(ann, 'screen');
    const open = closeGate(stage);
    const sound = publish(ann, 'screenAudio');
    ann.member.unpublish(screen);
    open();
    await expect(sound).rejects.toEqual(alone);
    expect(stage.call.tracks.size).toBe(0);
  });

  it('of a share’s sound ends with the share, and is told with it', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const screen = await publish(bob, 'screen');
    const sound = await publish(bob, 'screenAudio');
    stage.tell();
    expect(receptionOf(stage, ann)?.audio).toEqual([sound]);
    bob.member.unpublish(screen);
    stage.tell();
    expect(stage.call.tracks.size).toBe(0);
    expect(receptionOf(stage, ann)?.audio).toEqual([]);
    expect(ann.client.roster.get(bob.id)?.tracks).toEqual([]);
    await publish(bob, 'screen');
    await publish(bob, 'screenAudio');
  });

  it('leaves the source free when media refuses it', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    stage.media.gate = () => Promise.reject(new Error('refused'));
    await expect(publish(ann, 'camera')).rejects.toMatchObject({ code: 'internal' });
    stage.media.gate = () => Promise.resolve();
    await publish(ann, 'camera');
  });
});

describe('muting', () => {
  it('pauses the track, is told with its reason, and keeps the microphone’s place', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const microphone = await publish(bob, 'microphone');
    const before = stage.call.receptionCount;
    bob.member.setPublished(microphone, true, 'hidden');
    stage.tell();
    expect(ann.client.roster.get(bob.id)?.tracks[0]).toMatchObject({ paused: true, pauseReason: 'hidden' });
    expect(stage.call.tracks.get(microphone)?.paused).toBe(true);
    bob.member.setPublished(microphone, false);
    stage.tell();
    expect(ann.client.roster.get(bob.id)?.tracks).toEqual([
      { trackId: microphone, source: 'microphone', paused: false },
    ]);
    expect(stage.call.receptionCount).toBe(before);
  });

  it('by an admin pauses now, and the person may unmute again; a request only asks', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob', { role: 'attendee' });
    const microphone = await publish(bob, 'microphone');
    ann.member.mute(bob.id, ['microphone', 'camera'], 'request');
    expect(bob.client.all('muteRequested')).toEqual([{ sources: ['microphone', 'camera'], by: ann.id }]);
    expect(stage.call.tracks.get(microphone)?.paused).toBe(false);
    ann.member.mute(bob.id, ['microphone'], 'force');
    expect(bob.client.roster.get(bob.id)?.tracks[0]).toMatchObject({ paused: true, pauseReason: 'admin' });
    bob.member.setPublished(microphone, false);
    expect(stage.call.tracks.get(microphone)?.paused).toBe(false);
    expect(() => {
      bob.member.mute(ann.id, ['microphone'], 'force');
    }).toThrow(expect.objectContaining({ code: 'not_allowed' }));
  });

  it('takes a camera away from its receivers, and unmuting brings it back', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    ann.member.setView(viewOf([bob.id]));
    const camera = await publish(bob, 'camera');
    expect(videosOf(stage, ann)).toEqual([camera]);
    bob.member.setPublished(camera, true);
    expect(videosOf(stage, ann)).toEqual([]);
    bob.member.setPublished(camera, false);
    expect(videosOf(stage, ann)).toEqual([camera]);
  });

  it('cannot be done to another’s track', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const camera = await publish(bob, 'camera');
    for (const act of [
      () => {
        ann.member.setPublished(camera, true);
      },
      () => {
        ann.member.unpublish(camera);
      },
    ]) {
      expect(act).toThrow(expect.objectContaining({ code: 'track_not_found' }));
    }
  });
});

describe('media that is lost', () => {
  it('tells each of the others once, however many tracks are gone', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const lost = [await stage.enter('bob'), await stage.enter('cleo')];
    for (const guest of lost) {
      await publish(guest, 'camera');
      await publish(guest, 'microphone');
    }
    stage.tell();
    stage.call.listener.mediaLost(
      lost.map(({ id }) => id),
      'worker_lost',
    );
    stage.tell();
    const told = ann.client.all('trackUnpublished');
    expect(told.map(({ tracks }) => tracks.length)).toEqual([4]);
  });

  it('takes its legs’ tracks from the roster, and comes back without a new join', async () => {
    const stage = createStage();
    const ann = await stage.enter('ann');
    const bob = await stage.enter('bob');
    const camera = await publish(bob, 'camera');
    const microphone = await publish(ann, 'microphone');
    stage.tell();
    stage.call.listener.mediaLost([bob.id], 'worker_lost');
    stage.tell();
    expect(ann.client.all('trackUnpublished')).toEqual([
      { tracks: [{ participantId: bob.id, trackId: camera }] },
    ]);
    expect(bob.client.all('reconnectNeeded')).toEqual([
      { what: 'media', reason: 'worker_lost', delayMs: 100 },
    ]);
    await bob.member.openMedia();
    expect(receptionOf(stage, bob)).toBeUndefined();
    bob.member.receiveReady({}, EMPTY_VIEW);
    expect(receptionOf(stage, bob)?.audio).toEqual([microphone]);
    await publish(bob, 'camera');
    stage.tell();
    expect(ann.client.roster.get(bob.id)?.tracks).toHaveLength(1);
  });

  it('closes what was opened for one who left meanwhile', async () => {
    const stage = createStage();
    await stage.enter('ann');
    const bob = stage.join('bob');
    const open = closeGate(stage);
    const opening = bob.member.openMedia();
    bob.member.leave('hangup');
    open();
    await expect(opening).rejects.toMatchObject({ code: 'ended' });
    expect(stage.call.legs.has(bob.id)).toBe(false);
  });
});
