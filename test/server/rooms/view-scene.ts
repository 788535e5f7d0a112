import { ParticipantId, TrackId, type View } from '@earshot/shared';
import { createScene } from '@earshot/server/rooms/view-candidates.ts';
import { NO_VIEW_STATE, selectVideos, type ViewInput } from '@earshot/server/rooms/view-policy.ts';

/* One receiver of a call of 60, told by numbers: person 1 has camera 1 and screen 1. */

const uuid = (group: string, n: number) => `0000000${group}-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const person = (n: number) => ParticipantId.parse(uuid('a', n));
export const camera = (n: number) => TrackId.parse(uuid('b', n));
export const screen = (n: number) => TrackId.parse(uuid('c', n));
export const people = new Map(Array.from({ length: 60 }, (_, n) => [person(n), n]));

/** The receiver. */
export const ME = person(0);
type Tile = View['tiles'][number];
export const cameraTile = (n: number, height = 180): Tile => ({
  participantId: person(n),
  source: 'camera',
  height,
});
export const screenTile = (n: number): Tile => ({ participantId: person(n), source: 'screen', height: 720 });

/** What the receiver looks at, and what there is. */
export interface Scene {
  readonly tiles?: readonly Tile[];
  readonly pins?: readonly number[];
  readonly dominant?: readonly number[];
  readonly spotlight?: readonly number[];
  /** Places that fill themselves; cameras run in the order of `published`. */
  readonly places?: number;
  readonly published?: readonly number[];
  readonly cap?: number;
  readonly off?: readonly number[];
  readonly more?: Partial<ViewInput>;
}

/** As the policy takes it. */
export function toInput(what: Scene): ViewInput {
  const { tiles = [], pins = [], dominant = [], spotlight = [], cap = 4, off = [] } = what;
  const { places, published = [...people.values()], more = {} } = what;
  return {
    self: ME,
    view: {
      tiles: [...tiles],
      pins: pins.map(person),
      ...(places === undefined ? {} : { auto: { places, height: 180 } }),
    },
    scene: createScene({
      spotlight: spotlight.map(person),
      dominant: dominant.map(person),
      cameras: published.filter((n) => !off.includes(n)).map(person),
      find(participantId, source) {
        const n = people.get(participantId);
        if (n === undefined || off.includes(n)) return undefined;
        return source === 'camera' ? camera(n) : screen(n);
      },
    }),
    cap,
    ...more,
  };
}

export const choose = (scene: Scene) => selectVideos(toInput(scene), NO_VIEW_STATE, 0).videos;
export const chosenTracks = (scene: Scene) => choose(scene).map(({ trackId }) => trackId);
export const cameras = (...list: number[]) => list.map((n) => cameraTile(n));
