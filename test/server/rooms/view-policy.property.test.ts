import { createScene } from '@earshot/server/rooms/view-candidates.ts';
import {
  NO_VIEW_STATE,
  selectVideos,
  type ViewInput,
  type ViewState,
} from '@earshot/server/rooms/view-policy.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  camera,
  cameras,
  cameraTile,
  ME,
  people,
  person,
  screen,
  screenTile,
  toInput,
  type Scene,
} from './view-scene.ts';

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
  spotlight: fc.uniqueArray(number, { maxLength: 7 }),
  places: fc.integer({ min: 0, max: 49 }),
  published: fc.shuffledSubarray([...people.values()], { minLength: 60 }),
  cap: fc.integer({ min: 0, max: 49 }),
  off: fc.uniqueArray(number),
});

const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), scene), {
  minLength: 1,
  maxLength: 5,
});

/** Walks through a story of one receiver and hands every choice to `check`, with the state before it. */
function tell(
  steps: readonly (readonly [number, Scene])[],
  check: (input: ViewInput, state: ViewState, now: number) => void,
): void {
  let state = NO_VIEW_STATE;
  let now = 0;
  for (const [wait, what] of steps) {
    now += wait;
    const input = toInput(what);
    check(input, state, now);
    state = selectVideos(input, state, now).state;
  }
}

describe('whatever is looked at and whoever speaks, the videos of one receiver', () => {
  it('are never more than the cap and one share, each once, never one’s own, all in view and running', () => {
    fc.assert(
      fc.property(story, (steps) => {
        tell(steps, (input, state, now) => {
          const { videos } = selectVideos(input, state, now);
          const isCamera = ({ trackId }: { trackId: string }) => trackId.startsWith('0000000b');
          const candidates = selectVideos({ ...input, cap: 200 }, state, now).videos.filter(isCamera).length;
          const chosen = videos.map(({ trackId }) => trackId);
          const { find, cameras: published } = input.scene;
          const running = new Set([
            ...input.view.tiles.map(({ participantId, source }) => find(participantId, source)),
            ...published.map((participantId) => find(participantId, 'camera')),
          ]);
          const ofCameras = videos.filter(isCamera).length;
          const tiled = new Set(
            input.view.tiles.filter(({ source }) => source === 'camera').map((tile) => tile.participantId),
          );
          expect(new Set(chosen).size).toBe(chosen.length);
          expect(chosen.length).toBeLessThanOrEqual(input.cap + 1);
          expect(ofCameras).toBeLessThanOrEqual(input.cap);
          expect(ofCameras).toBeLessThanOrEqual(tiled.size + (input.view.auto?.places ?? 0));
          expect(ofCameras).toBe(
            Math.min(candidates, input.cap + 1 - (chosen.length - ofCameras), input.cap),
          );
          expect(chosen.every((trackId) => running.has(trackId))).toBe(true);
          expect(chosen).not.toContain(camera(0));
          expect(chosen).not.toContain(screen(0));
        });
      }),
      { numRuns: 50 },
    );
  });

  it('hold the head of the dominant speakers whenever it is in view, pins and spotlight apart', () => {
    fc.assert(
      fc.property(story, (steps) => {
        tell(steps, (input, state, now) => {
          const { videos } = selectVideos(input, state, now);
          const head = input.scene.dominant[0];
          const trackId = head === undefined ? undefined : input.scene.find(head, 'camera');
          const asked = input.view.pins.length + input.scene.spotlight.length;
          const tiled = input.view.tiles.some(
            (tile) => tile.participantId === head && tile.source === 'camera',
          );
          const seen = tiled || (input.view.auto?.places ?? 0) > input.scene.spotlight.length;
          const shares = videos.filter((video) => video.priority === 255).length;
          if (head === ME || trackId === undefined || !seen || input.cap - shares <= asked) return;
          expect(videos.map((video) => video.trackId)).toContain(trackId);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('come again after a look at the time they say, and stay then', () => {
    fc.assert(
      fc.property(story, (steps) => {
        tell(steps, (input, state, now) => {
          let choice = selectVideos(input, state, now);
          let last = now;
          for (let n = 0; n < 60 && choice.recheckAt !== undefined; n += 1) {
            expect(choice.recheckAt).toBeGreaterThan(last);
            last = choice.recheckAt;
            choice = selectVideos(input, choice.state, last);
          }
          expect(choice.recheckAt).toBeUndefined();
          expect(selectVideos(input, choice.state, last + 60_000).videos).toEqual(choice.videos);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('are the same for the same input, at the price of a few look-ups for what is looked at', () => {
    fc.assert(
      fc.property(story, (steps) => {
        tell(steps, (input, state, now) => {
          let lookUps = 0;
          const counting: ViewInput = {
            ...input,
            scene: {
              ...input.scene,
              find(...key) {
                lookUps += 1;
                return input.scene.find(...key);
              },
            },
          };
          expect(selectVideos(counting, state, now)).toEqual(selectVideos(input, state, now));
          const { tiles, auto } = input.view;
          const skipped = tiles.length + 1;
          const listed = input.scene.spotlight.length + input.scene.dominant.length;
          expect(lookUps).toBeLessThanOrEqual(
            tiles.length + (auto?.places ?? 0) + skipped + listed + state.shown.size,
          );
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('the work of a change of speaker', () => {
  /** Look-ups of all receivers of a call in which everybody has a camera on. */
  function countLookUps(participants: number): number {
    let lookUps = 0;
    const ids = Array.from({ length: participants }, (_, n) => person(n));
    const scene = createScene({
      spotlight: [],
      dominant: ids.slice(30, 46),
      cameras: ids,
      find(participantId) {
        lookUps += 1;
        return camera(Number(participantId.slice(-3)));
      },
    });
    for (const self of ids) {
      const view = { tiles: cameras(1, 2, 3), pins: [], auto: { places: 9, height: 180 } };
      selectVideos({ self, view, scene, cap: 4 }, NO_VIEW_STATE, 0);
    }
    return lookUps;
  }

  it('grows with the number of participants, no faster', () => {
    const each = countLookUps(50) / 50;
    expect(each).toBeLessThanOrEqual(13);
    expect(countLookUps(350)).toBeLessThanOrEqual(350 * (each + 1));
  });
});
