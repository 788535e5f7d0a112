import { TrackId } from '@earshot/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeTrackLayers } from '../../../server/media/layers.ts';
import { computePlan, type AvailableTrack, type HeldTrack } from '../../../server/media/plan.ts';

const track = (number: number) =>
  TrackId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);
const encodings = [{}, {}, {}];
const audio: AvailableTrack = { kind: 'audio', layers: computeTrackLayers([{}], undefined) };
const camera: AvailableTrack = { kind: 'video', layers: computeTrackLayers(encodings, 720) };

/** Even numbers are microphones, odd ones cameras; from 90 on there is nothing. */
const find = (trackId: TrackId) => {
  const number = Number(trackId.slice(-12));
  if (number >= 90) return undefined;
  return number % 2 === 0 ? audio : camera;
};

function plan(input: {
  audio?: number[];
  video?: { of: number; height?: number; priority?: number }[];
  held?: Map<TrackId, HeldTrack>;
  blocked?: number[];
  maxBitrate?: number;
}) {
  const blocked = new Set((input.blocked ?? []).map(track));
  return computePlan({
    reception: {
      audio: (input.audio ?? []).map(track),
      video: (input.video ?? []).map(({ of, height = 720, priority = 1 }) => ({
        trackId: track(of),
        height,
        priority,
      })),
    },
    held: input.held ?? new Map(),
    find,
    isBlocked: (trackId) => blocked.has(trackId),
    maxBitrate: input.maxBitrate ?? 1e9,
  });
}

describe('the plan of a receiver', () => {
  it('adds what is missing in the order of the wish', () => {
    const { addAudio, addVideo } = plan({ audio: [4, 2], video: [{ of: 3 }, { of: 1, height: 100 }] });
    expect(addAudio.map(({ trackId }) => trackId)).toEqual([track(4), track(2)]);
    expect(addVideo.map(({ trackId, spatial }) => [trackId, spatial])).toEqual([
      [track(3), 2],
      [track(1), 0],
    ]);
  });

  it('says what its videos cost at most in the wanted layers', () => {
    const [low = 0, , high = 0] = camera.layers.bitrates;
    const video = [{ of: 3 }, { of: 1, height: 100 }, { of: 93 }];
    expect(plan({ audio: [2], video }).videoBitrate).toBe(low + high);
    expect(plan({ audio: [2] }).videoBitrate).toBe(0);
  });

  it('takes away what is not wanted or not there any more', () => {
    const held = new Map<TrackId, HeldTrack>([
      [track(2), { kind: 'audio', spatial: 0, priority: 1 }],
      [track(92), { kind: 'audio', spatial: 0, priority: 1 }],
      [track(1), { kind: 'video', spatial: 2, priority: 1 }],
    ]);
    expect(plan({ audio: [2, 92], held }).remove).toEqual([track(92), track(1)]);
  });

  it('leaves out what is not there, of the other kind, or blocked', () => {
    const { addAudio, addVideo } = plan({
      audio: [1, 94, 6],
      video: [{ of: 2 }, { of: 95 }, { of: 7 }],
      blocked: [6, 7],
    });
    expect([...addAudio, ...addVideo]).toEqual([]);
  });

  it('adjusts layer and priority of what is held, and only when they differ', () => {
    const held = new Map<TrackId, HeldTrack>([
      [track(1), { kind: 'video', spatial: 2, priority: 200 }],
      [track(3), { kind: 'video', spatial: 2, priority: 1 }],
      [track(5), { kind: 'video', spatial: 0, priority: 1 }],
    ]);
    const { adjust } = plan({
      video: [{ of: 1, priority: 200 }, { of: 3, priority: 999 }, { of: 5 }],
      held,
    });
    expect(adjust).toEqual([
      { trackId: track(3), kind: 'video', spatial: 2, priority: 255 },
      { trackId: track(5), kind: 'video', spatial: 2, priority: 1 },
    ]);
  });

  it('leads to the wish: once carried out, nothing is left to do', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 30 });
    fc.assert(
      fc.property(numbers, numbers, numbers, (wantedAudio, wantedVideo, heldNumbers) => {
        const held = new Map<TrackId, HeldTrack>(
          heldNumbers.map((number) => [
            track(number),
            { kind: number % 2 === 0 ? 'audio' : 'video', spatial: 0, priority: 1 },
          ]),
        );
        const wish = { audio: wantedAudio, video: wantedVideo.map((of) => ({ of })), held };
        const first = plan(wish);
        for (const trackId of first.remove) held.delete(trackId);
        for (const { trackId, ...rest } of [...first.addAudio, ...first.addVideo, ...first.adjust]) {
          held.set(trackId, rest);
        }
        const again = plan(wish);
        expect(again).toMatchObject({ remove: [], addAudio: [], addVideo: [], adjust: [] });
      }),
    );
  });
});
