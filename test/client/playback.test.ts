import type { TrackId } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { Playback } from '../../client/playback.ts';
import { fakeId } from '../support/fake-call.ts';
import { FakeTrack } from '../support/fake-dom.ts';
import { until } from '../support/until.ts';

// Brands are the server's to give.
const trackId = fakeId(1_001) as TrackId;

/** Holds tracks, as a browser's does. */
class FakeStream {
  readonly tracks: unknown[];

  constructor(tracks: unknown[]) {
    this.tracks = tracks;
  }

  getTracks() {
    return this.tracks;
  }
}

function createElement() {
  const sinks: string[] = [];
  const element = {
    srcObject: null as FakeStream | null,
    plays: 0,
    refuses: false,
    sinks,
    play: () => {
      element.plays += 1;
      return element.refuses
        ? Promise.reject(Object.assign(new Error('act first'), { name: 'NotAllowedError' }))
        : Promise.resolve();
    },
    setSinkId: (deviceId: string) => Promise.resolve(sinks.push(deviceId)),
  };
  return element;
}

function setUp() {
  const media = new Map<TrackId, FakeTrack>();
  const blocked: boolean[] = [];
  let speaker: string | undefined;
  const playback = new Playback({
    // Only what is touched is there.
    surroundings: { MediaStream: FakeStream as object as typeof MediaStream },
    findMedia: (id) => media.get(id) as object as MediaStreamTrack | undefined,
    speakerId: () => speaker,
    blocked: (now) => blocked.push(now),
  });
  const attach = (element: ReturnType<typeof createElement>) =>
    playback.attach(trackId, element as object as HTMLMediaElement);
  const choose = (deviceId: string) => {
    speaker = deviceId;
  };
  return { media, blocked, playback, attach, choose };
}

describe('playing a track', () => {
  test('begins when its media comes, ends when it goes, and begins again', () => {
    const { media, playback, attach } = setUp();
    const element = createElement();
    attach(element);
    expect(element.srcObject).toBeNull();
    const track = new FakeTrack('t', 'video');
    media.set(trackId, track);
    playback.refresh(new Set([trackId]));
    expect(element.srcObject?.tracks).toEqual([track]);
    media.delete(trackId);
    playback.refresh(new Set([trackId]));
    expect(element.srcObject).toBeNull();
  });

  test('is not begun anew by news that change nothing', () => {
    const { media, playback, attach } = setUp();
    media.set(trackId, new FakeTrack('t', 'video'));
    const element = createElement();
    attach(element);
    const stream = element.srcObject;
    playback.refresh(new Set([trackId]));
    expect(element.srcObject).toBe(stream);
    expect(element.plays).toBe(1);
  });

  test('goes on in one element when another lets go', () => {
    const { media, playback, attach } = setUp();
    media.set(trackId, new FakeTrack('t', 'video'));
    const [first, second] = [createElement(), createElement()];
    const detach = attach(first);
    attach(second);
    detach();
    detach();
    expect(first.srcObject).toBeNull();
    expect(second.srcObject).not.toBeNull();
    playback.dispose();
    expect(playback.size).toBe(0);
    expect(second.srcObject).toBeNull();
  });

  test('that the browser refuses is told, and mended from a click', async () => {
    const { media, playback, blocked, attach } = setUp();
    media.set(trackId, new FakeTrack('t', 'audio'));
    const element = createElement();
    element.refuses = true;
    attach(element);
    await until(() => (playback.blocked ? undefined : 'not refused'));
    element.refuses = false;
    await playback.resume();
    expect(blocked).toEqual([true, false]);
  });

  test('that was refused is no trouble any more when the element is gone', async () => {
    const { media, playback, blocked, attach } = setUp();
    media.set(trackId, new FakeTrack('t', 'audio'));
    const element = createElement();
    element.refuses = true;
    const detach = attach(element);
    await until(() => (playback.blocked ? undefined : 'not refused'));
    detach();
    expect(blocked).toEqual([true, false]);
  });

  test('comes out of the chosen speaker, in elements of before and after', () => {
    const { playback, attach, choose } = setUp();
    const [before, after] = [createElement(), createElement()];
    attach(before);
    choose('speaker-2');
    playback.setSpeaker('speaker-2');
    attach(after);
    expect(before.sinks).toEqual(['speaker-2']);
    expect(after.sinks).toEqual(['speaker-2']);
  });
});
