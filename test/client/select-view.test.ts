import type { ParticipantId } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { selectView, type SeenElement, type ViewWishes } from '../../client/select-view.ts';
import { fakeId } from '../support/fake-call.ts';

// Brands are the server's to give.
const id = (count: number) => fakeId(count) as ParticipantId;
const wishes = (more: Partial<ViewWishes> = {}): ViewWishes => ({
  pixelRatio: 1,
  pins: [],
  auto: undefined,
  ...more,
});
const element = (count: number, height: number, more: Partial<SeenElement> = {}): SeenElement => ({
  participantId: id(count),
  source: 'camera',
  width: (height * 16) / 9,
  height,
  visible: true,
  ...more,
});

describe('the view', () => {
  test('holds visible elements, largest first, in device pixels', () => {
    const view = selectView(
      [element(1, 90), element(2, 360), element(3, 180, { visible: false })],
      wishes({ pixelRatio: 2 }),
    );
    expect(view.tiles).toEqual([
      { participantId: id(2), source: 'camera', height: 720 },
      { participantId: id(1), source: 'camera', height: 180 },
    ]);
  });

  test('holds each source of a participant once, at its largest', () => {
    const view = selectView(
      [element(1, 90), element(1, 540), element(1, 700, { source: 'screen' })],
      wishes(),
    );
    expect(view.tiles.map(({ source, height }) => [source, height])).toEqual([
      ['screen', 720],
      ['camera', 540],
    ]);
  });

  test('leaves out what has no size', () => {
    expect(selectView([element(1, 0), element(2, 90, { width: 0 })], wishes()).tiles).toEqual([]);
  });

  test('does not change while an element grows by a pixel', () => {
    expect(selectView([element(1, 210)], wishes())).toEqual(selectView([element(1, 211)], wishes()));
  });

  test('keeps to the limits of tiles and pins', () => {
    const many = Array.from({ length: 60 }, (_, count) => element(count + 1, 90 + count));
    const view = selectView(many, wishes({ pins: many.map(({ participantId }) => participantId) }));
    expect(view.tiles).toHaveLength(49);
    expect(view.pins).toHaveLength(9);
    expect(view.tiles[0]?.participantId).toBe(id(60));
  });

  describe('with places that the server fills', () => {
    const auto = { places: 4, height: 300 };
    const rounded = { places: 4, height: 270 };
    const placed = (count: number, height: number) => element(count, height, { inAutoPlace: true });

    test('does not ask for what came into them', () => {
      const view = selectView([placed(1, 300), placed(2, 300), element(3, 180)], wishes({ auto }));
      expect(view).toEqual({
        tiles: [{ participantId: id(3), source: 'camera', height: 180 }],
        pins: [],
        auto: rounded,
      });
    });

    test('asks for those of them that are pinned or much larger, and for shares', () => {
      const elements = [
        placed(1, 300),
        placed(2, 720),
        element(3, 360, { inAutoPlace: true, source: 'screen' }),
      ];
      const { tiles } = selectView(elements, wishes({ auto, pins: [id(1)] }));
      expect(tiles.map(({ participantId }) => participantId)).toEqual([id(2), id(3), id(1)]);
    });

    test('asks for one that is shown elsewhere too, at its largest', () => {
      const { tiles } = selectView([placed(1, 300), element(1, 90)], wishes({ auto }));
      expect(tiles).toEqual([{ participantId: id(1), source: 'camera', height: 270 }]);
    });

    test.each([
      [
        { places: 80, height: 20_000 },
        { places: 49, height: 2_160 },
      ],
      [
        { places: -1, height: 0 },
        { places: 0, height: 90 },
      ],
      [
        { places: Number.NaN, height: Number.NaN },
        { places: 0, height: 90 },
      ],
    ])('keeps %j within the limits', (given, expected) => {
      expect(selectView([], wishes({ auto: given })).auto).toEqual(expected);
    });
  });
});
