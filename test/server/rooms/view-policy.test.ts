import { ParticipantId, TrackId, type View } from '@earshot/shared';
import {
  NO_VIEW_STATE,
  selectShareAudios,
  selectVideos,
  type ViewInput,
} from '@earshot/server/rooms/view-policy.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const uuid = (group: string, n: number) => `0000000${group}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const person = (n: number) => ParticipantId.parse(uuid('a', n));
const camera = (n: number) => TrackId.parse(uuid('b', n));
const screen = (n: number) => TrackId.parse(uuid('c', n));
const people = new Map(Array.from({ length: 60 }, (_, n) => [person(n), n]));

const ME = person(0);
type Tile = View['tiles'][number];
const cameraTile = (n: number, height = 180): Tile => ({
  participantId: person(n),
  source: 'camera',
  height,
});
const screenTile = (n: number): Tile => ({ participantId: person(n), source: 'screen', height: 720 });

interface Scene {
  readonly tiles?: readonly Tile[];
  readonly pins?: readonly number[];
  readonly dominant?: readonly number[];
  readonly cap?: number;
  readonly off?: readonly number[];
}

function toInput({ tiles = [], pins = [], dominant = [], cap = 4, off = [] }: Scene): ViewInput {
  return {
    self: ME,
    view: { tiles: [...tiles], pins: pins.map(person) },
    dominant: dominant.map(person),
    cap,
    find(participantId, source) {
      const n = people.get(participantId);
      if (n === undefined || off.includes(n)) return undefined;
      return source === 'camera' ? camera(n) : screen(n);
    },
  };
}

const choose = (scene: Scene) => selectVideos(toInput(scene), NO_VIEW_STATE, 0).videos;
const chosenTracks = (scene: Scene) => choose(scene).map(({ trackId }) => trackId);
const cameras = (...list: number[]) => list.map((n) => cameraTile(n));

describe('the videos of one receiver', () => {
  it('are those of the view, in its order, up to the cap', () => {
    expect(chosenTracks({ tiles: cameras(3, 1, 2), cap: 2 })).toEqual([camera(3), camera(1)]);
  });

  it('are first pins, then dominant speakers, then the rest', () => {
    expect(chosenTracks({ tiles: cameras(1, 2, 3, 4, 5), pins: [5], dominant: [4, 3], cap: 4 })).toEqual([
      camera(5),
      camera(4),
      camera(3),
      camera(1),
    ]);
  });

  it('hold one share beside the cap, and further shares within it', () => {
    expect(chosenTracks({ tiles: [...cameras(1, 2), screenTile(3)], cap: 2 })).toEqual([
      screen(3),
      camera(1),
      camera(2),
    ]);
    expect(chosenTracks({ tiles: [...cameras(1, 2), screenTile(3), screenTile(4)], cap: 2 })).toEqual([
      screen(3),
      screen(4),
      camera(1),
    ]);
    expect(chosenTracks({ tiles: [...cameras(1), screenTile(3)], cap: 0 })).toEqual([screen(3)]);
  });

  it('do not hold what is not in view, though it be pinned or dominant', () => {
    expect(chosenTracks({ tiles: cameras(1), pins: [7], dominant: [8] })).toEqual([camera(1)]);
  });

  it('do not hold cameras that are off, nor one’s own', () => {
    expect(chosenTracks({ tiles: cameras(0, 1, 2), off: [1], cap: 1 })).toEqual([camera(2)]);
  });

  it('carry the tile’s height and a priority: share 255, dominant 200, pin 150, others 100', () => {
    const tiles = [cameraTile(1, 90), cameraTile(2, 180), cameraTile(3, 360), screenTile(4)];
    expect(choose({ tiles, pins: [2], dominant: [3] })).toEqual([
      { trackId: screen(4), height: 720, priority: 255 },
      { trackId: camera(2), height: 180, priority: 150 },
      { trackId: camera(3), height: 360, priority: 200 },
      { trackId: camera(1), height: 90, priority: 100 },
    ]);
  });

  it('count a tile named twice once, by its first height', () => {
    expect(choose({ tiles: [cameraTile(1, 90), cameraTile(1, 720)] })).toEqual([
      { trackId: camera(1), height: 90, priority: 100 },
    ]);
  });

  it('remember since when each was chosen', () => {
    const first = selectVideos(toInput({ tiles: cameras(1) }), NO_VIEW_STATE, 100);
    const second = selectVideos(toInput({ tiles: cameras(2, 1) }), first.state, 200);
    expect(second.state.since).toEqual(
      new Map([
        [camera(2), 200],
        [camera(1), 100],
      ]),
    );
  });
});

const number = fc.integer({ min: 0, max: 59 });
const scene: fc.Arbitrary<Scene> = fc.record({
  tiles: fc.array(
    fc.oneof(
      number.map((n) => cameraTile(n)),
      number.map((n) => screenTile(n)),
    ),
    { maxLength: 58, size: 'max' },
  ),
  pins: fc.uniqueArray(number, { maxLength: 9 }),
  dominant: fc.uniqueArray(number, { maxLength: 16 }),
  cap: fc.integer({ min: 0, max: 49 }),
  off: fc.uniqueArray(number),
});

describe('whatever is looked at, the videos of one receiver', () => {
  it('are never more than the cap and one share, each once, never one’s own, all in view and running', () => {
    fc.assert(
      fc.property(scene, (what) => {
        const input = toInput(what);
        const chosen = chosenTracks(what);
        const running = new Set(
          input.view.tiles.map(({ participantId, source }) => input.find(participantId, source)),
        );
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(chosen.length).toBeLessThanOrEqual(input.cap + 1);
        expect(chosen.filter((trackId) => trackId.startsWith('0000000b')).length).toBeLessThanOrEqual(
          input.cap,
        );
        expect(chosen.every((trackId) => running.has(trackId))).toBe(true);
        expect(chosen).not.toContain(camera(0));
        expect(chosen).not.toContain(screen(0));
      }),
    );
  });

  it('are the same for the same input, at the price of one look-up for each tile', () => {
    fc.assert(
      fc.property(scene, (what) => {
        let lookUps = 0;
        const input = toInput(what);
        const counting: ViewInput = {
          ...input,
          find(...key) {
            lookUps += 1;
            return input.find(...key);
          },
        };
        expect(selectVideos(counting, NO_VIEW_STATE, 7)).toEqual(selectVideos(input, NO_VIEW_STATE, 7));
        expect(lookUps).toBeLessThanOrEqual(input.view.tiles.length);
      }),
    );
  });
});

describe('the sounds of shares', () => {
  it('are those of the four published last', () => {
    const running = [1, 2, 3, 4, 5].map((n) => ({ trackId: screen(n), publishedAt: n }));
    expect(selectShareAudios(running)).toEqual([5, 4, 3, 2].map(screen));
  });
});
