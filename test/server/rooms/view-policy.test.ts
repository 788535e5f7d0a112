import { selectShareAudios } from '@earshot/server/rooms/share-audio.ts';
import { DWELL_MS, NO_VIEW_STATE, selectVideos, type ViewState } from '@earshot/server/rooms/view-policy.ts';
import { describe, expect, it } from 'vitest';
import {
  camera,
  cameras,
  cameraTile,
  choose,
  chosenTracks,
  screen,
  screenTile,
  toInput,
  type Scene,
} from './view-scene.ts';

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

  it('have the priority of a dominant speaker for the first three of these only', () => {
    const what = { tiles: cameras(1, 2, 3, 4), dominant: [4, 3, 2, 1] };
    expect(choose(what).map(({ priority }) => priority)).toEqual([200, 200, 200, 100]);
  });

  it('are first pins, then the spotlight, then dominant speakers, then the rest of the view', () => {
    const what = { tiles: cameras(1, 2, 3, 4, 5), pins: [5], spotlight: [2], dominant: [3] };
    expect(chosenTracks(what)).toEqual([5, 2, 3, 1].map(camera));
    expect(choose(what).map(({ priority }) => priority)).toEqual([150, 150, 200, 100]);
  });

  it('carry what the app allows', () => {
    const more = { maxFrameHeight: 300, maxFrameRate: 15 };
    expect(choose({ tiles: cameras(1), more })).toEqual([
      { trackId: camera(1), height: 180, priority: 100, maxHeight: 300, maxFrameRate: 15 },
    ]);
  });

  it('come in the lowest layer when the server is loaded, if they are small and nobody asked for them', () => {
    const tiles = [cameraTile(1, 360), cameraTile(2), cameraTile(3), cameraTile(4, 720), screenTile(5)];
    const what = { tiles, pins: [2], dominant: [3], cap: 9, more: { thumbnails: true } };
    const heights = new Map(choose(what).map(({ trackId, height }) => [trackId, height]));
    expect(heights).toEqual(
      new Map([
        [screen(5), 720],
        [camera(2), 180],
        [camera(3), 180],
        [camera(1), 90],
        [camera(4), 720],
      ]),
    );
  });
});

describe('places that fill themselves', () => {
  it('show the spotlight, then dominant speakers, then the others in the order of publishing', () => {
    const what = { places: 5, spotlight: [7], dominant: [9, 8], published: [5, 6, 7, 8, 9], cap: 25 };
    expect(chosenTracks(what)).toEqual([7, 9, 8, 5, 6].map(camera));
  });

  it('show nobody twice, nobody whose camera is off, never oneself, and those of the tiles not again', () => {
    const what = {
      places: 3,
      tiles: cameras(1),
      dominant: [1, 0, 2, 2],
      published: [0, 1, 2, 3, 4],
      off: [3],
    };
    expect(chosenTracks(what)).toEqual([1, 2, 4].map(camera));
  });

  it('are no more than asked for, and none when none is asked for', () => {
    expect(chosenTracks({ places: 2, dominant: [1, 2, 3], cap: 25 })).toHaveLength(2);
    expect(chosenTracks({ places: 0, dominant: [1, 2, 3], cap: 25 })).toEqual([]);
    expect(chosenTracks({ dominant: [1, 2, 3], spotlight: [4], cap: 25 })).toEqual([]);
  });

  it('come after the tiles where the cap is short, but for the more important', () => {
    const what = { places: 3, tiles: cameras(1, 2, 3), dominant: [9], published: [7, 8, 9], cap: 3 };
    expect(chosenTracks(what)).toEqual([9, 1, 2].map(camera));
  });
});

/** Walks through choices of one receiver; every step says what changes and at which time. */
function walk(...steps: readonly (readonly [now: number, what: Scene])[]) {
  let state: ViewState = NO_VIEW_STATE;
  return steps.map(([now, what]) => {
    const choice = selectVideos(toInput(what), state, now);
    state = choice.state;
    return {
      videos: choice.videos.map(({ trackId }) => Number(trackId.slice(-2))),
      heights: choice.videos.map(({ height }) => height),
      recheckAt: choice.recheckAt,
    };
  });
}

describe.each([
  ['tiles', { tiles: cameras(1, 2, 3, 4, 5, 6), cap: 3 }],
  ['places that fill themselves', { places: 3, published: [1, 2, 3, 4, 5, 6], cap: 25 }],
] as const)('a video that has just come, in %s', (_where, view) => {
  const first = [0, { ...view, dominant: [3, 2, 1] }] as const;

  it('stays for its dwell time though others became more dominant', () => {
    const begin = [0, { ...view, dominant: [3, 2], spotlight: [6] }] as const;
    const later = { ...view, dominant: [3, 4, 2, 1] };
    const [, early, just, late] = walk(begin, [1_000, later], [DWELL_MS - 1, later], [DWELL_MS, later]);
    expect(early).toMatchObject({ videos: [3, 2, 6], recheckAt: DWELL_MS });
    expect(just?.videos).toEqual([3, 2, 6]);
    expect(late).toMatchObject({ videos: [3, 4, 2], recheckAt: undefined });
  });

  it('stays as long as it is a dominant speaker’s and no other becomes the head', () => {
    const later = { ...view, dominant: [3, 4, 2, 1] };
    const [, second, third] = walk(first, [1_000, later], [60_000, later]);
    expect(second).toMatchObject({ videos: [3, 2, 1], recheckAt: undefined });
    expect(third).toMatchObject({ videos: [3, 2, 1], recheckAt: undefined });
  });

  it('yields at once to a new head of the dominant speakers, the least important first', () => {
    const [, second, third] = walk(
      first,
      [1_000, { ...view, dominant: [4, 3, 2, 1] }],
      [2_000, { ...view, dominant: [5, 4, 3, 2, 1] }],
    );
    expect(second?.videos).toEqual([4, 3, 2]);
    expect(third?.videos).toEqual([5, 4, 3]);
  });

  it('yields at once to pins and the spotlight where they are in view', () => {
    const [, second] = walk(first, [1_000, { ...view, dominant: [3, 2, 1], spotlight: [6] }]);
    expect(second?.videos).toEqual([6, 3, 2]);
  });

  it('goes at once when its camera stops or the cap falls', () => {
    const [, second] = walk(first, [500, { ...view, dominant: [3, 2, 1], off: [3] }]);
    expect(second?.videos).toEqual([2, 1, 4]);
    const [, third] = walk(first, [500, { ...view, dominant: [3, 2, 1], cap: 1 }]);
    expect(third?.videos).toEqual([3]);
  });
});

describe('the height of a tile', () => {
  it('grows at once and shrinks when it has been smaller for a second', () => {
    const at = (height: number) => ({ tiles: [cameraTile(1, height)] });
    const steps = walk([0, at(360)], [100, at(720)], [200, at(200)], [700, at(180)], [1_200, at(180)]);
    expect(steps.map(({ heights }) => heights[0])).toEqual([360, 720, 720, 720, 180]);
    expect(steps.map(({ recheckAt }) => recheckAt)).toEqual([undefined, undefined, 1_200, 1_200, undefined]);
  });
});

describe('the sounds of shares', () => {
  it('are those of the four published last', () => {
    const running = [1, 2, 3, 4, 5].map((n) => ({ trackId: screen(n), publishedAt: n }));
    expect(selectShareAudios(running)).toEqual([5, 4, 3, 2].map(screen));
  });
});
