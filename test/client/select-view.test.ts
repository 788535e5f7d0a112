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
});
