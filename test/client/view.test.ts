import { EarshotError, type ParticipantId, type TrackId, type View } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { ViewTracker } from '../../client/view.ts';
import { fakeId } from '../support/fake-call.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createFakePage } from '../support/fake-dom.ts';
import { until } from '../support/until.ts';

// Brands are the server's to give.
const trackId = (count: number) => fakeId(1_000 + count) as TrackId;
const participantId = (count: number) => fakeId(count) as ParticipantId;
const element = (height: number) =>
  ({ clientHeight: height, clientWidth: height * 2 }) as object as HTMLMediaElement; // all that is looked at

function setUp() {
  const clock = createFakeClock();
  const page = createFakePage();
  const sent: View[] = [];
  const coming: TrackId[] = [];
  let failure: EarshotError | undefined;
  const tracker = new ViewTracker({
    surroundings: {
      clock,
      window: page.window as object as Window,
      document: page.document as object as Document,
    },
    findOwner: (id) => {
      const count = Number.parseInt(id.slice(-12), 16) - 1_000;
      return { participantId: participantId(count), source: 'camera' };
    },
    comingCameras: () => coming,
    send: (view) => {
      sent.push(view);
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    },
  });
  const fail = (error: EarshotError | undefined) => {
    failure = error;
  };
  return { clock, page, sent, tracker, fail, coming };
}

describe('what is looked at', () => {
  test('is told once for many changes of one moment', () => {
    const { clock, sent, tracker } = setUp();
    tracker.watch(trackId(2), element(180));
    tracker.watch(trackId(3), element(360));
    expect(sent).toEqual([]);
    clock.advance(150);
    expect(sent).toEqual([
      {
        tiles: [
          { participantId: participantId(3), source: 'camera', height: 360 },
          { participantId: participantId(2), source: 'camera', height: 180 },
        ],
        pins: [],
      },
    ]);
    tracker.changed();
    clock.advance(1_000);
    expect(sent).toHaveLength(1);
  });

  test('ends with the element', () => {
    const { clock, sent, tracker } = setUp();
    const unwatch = tracker.watch(trackId(2), element(180));
    clock.advance(150);
    unwatch();
    unwatch();
    clock.advance(150);
    expect(sent.map(({ tiles }) => tiles.length)).toEqual([1, 0]);
  });

  test('is the app’s word when it has one, with its pins', () => {
    const { clock, sent, tracker } = setUp();
    tracker.watch(trackId(2), element(180));
    tracker.setManual({ tiles: [{ participantId: fakeId(9), source: 'screen', height: 700.4 }] });
    tracker.setPins([participantId(4)]);
    clock.advance(150);
    expect(sent).toEqual([
      { tiles: [{ participantId: fakeId(9), source: 'screen', height: 700 }], pins: [fakeId(4)] },
    ]);
    tracker.setManual(undefined);
    clock.advance(150);
    expect(sent.at(-1)?.tiles).toMatchObject([{ participantId: fakeId(2), height: 180 }]);
  });

  test('is nothing on a page that stays hidden, and what it was on one that comes back', () => {
    const { clock, sent, page, tracker } = setUp();
    tracker.watch(trackId(2), element(180));
    clock.advance(150);
    page.document.setVisible(false);
    page.document.setVisible(true);
    clock.advance(6_000);
    expect(sent).toHaveLength(1);
    page.document.setVisible(false);
    clock.advance(6_000);
    page.document.setVisible(true);
    clock.advance(150);
    expect(sent.map(({ tiles }) => tiles.length)).toEqual([1, 0, 1]);
  });

  test('is told again when the server did not take it', async () => {
    const { clock, sent, tracker, fail } = setUp();
    fail(new EarshotError('rate_limited'));
    tracker.watch(trackId(2), element(180));
    clock.advance(150);
    await until(() => (clock.pending > 0 ? undefined : 'no second try'));
    fail(undefined);
    clock.advance(2_150);
    expect(sent).toHaveLength(2);
  });

  test('is of no interest after the call', () => {
    const { clock, page, tracker } = setUp();
    tracker.watch(trackId(2), element(180));
    tracker.dispose();
    tracker.changed();
    expect(clock.pending).toBe(0);
    expect(page.listeners).toBe(0);
  });
});

describe('places that the server fills', () => {
  const AUTO = { places: 2, height: 360 };

  test('cost no word when another camera comes into one of them', () => {
    const { clock, sent, tracker, coming } = setUp();
    tracker.setAuto(AUTO);
    coming.push(trackId(2), trackId(3));
    const detach = tracker.watch(trackId(2), element(360));
    tracker.watch(trackId(3), element(360));
    clock.advance(150);
    expect(sent).toEqual([{ tiles: [], pins: [], auto: AUTO }]);
    coming.splice(0, 1, trackId(4));
    detach();
    tracker.watch(trackId(4), element(360));
    clock.advance(1_000);
    expect(sent).toHaveLength(1);
  });

  test('are told nothing of an element whose camera went, until it shows another', () => {
    const { clock, sent, tracker, coming } = setUp();
    tracker.setAuto(AUTO);
    coming.push(trackId(2));
    tracker.watch(trackId(2), element(360));
    coming.splice(0, 1, trackId(4));
    tracker.changed();
    clock.advance(1_000);
    expect(sent).toEqual([{ tiles: [], pins: [], auto: AUTO }]);
  });

  test('are beside elements that were attached before their camera came', () => {
    const { clock, sent, tracker, coming } = setUp();
    tracker.setAuto(AUTO);
    tracker.watch(trackId(2), element(180));
    coming.push(trackId(2));
    tracker.changed();
    clock.advance(150);
    expect(sent).toMatchObject([{ tiles: [{ participantId: participantId(2), height: 180 }], auto: AUTO }]);
  });

  test('take over the elements that show what comes when they begin, as many as there are places', () => {
    const { clock, sent, tracker, coming } = setUp();
    coming.push(trackId(2), trackId(3), trackId(4));
    for (const count of [2, 3, 4]) tracker.watch(trackId(count), element(180));
    clock.advance(150);
    tracker.setAuto(AUTO);
    clock.advance(150);
    tracker.setAuto(undefined);
    clock.advance(150);
    expect(sent.map(({ tiles, auto }) => [tiles.length, auto?.places])).toEqual([
      [3, undefined],
      [1, 2],
      [3, undefined],
    ]);
  });

  test('are as many as there are: one more element is asked for by name', () => {
    const { clock, sent, tracker, coming } = setUp();
    tracker.setAuto(AUTO);
    coming.push(trackId(2), trackId(3), trackId(4));
    for (const count of [2, 3, 4]) tracker.watch(trackId(count), element(360));
    clock.advance(150);
    expect(sent.map(({ tiles }) => tiles.map((tile) => tile.participantId))).toEqual([[participantId(4)]]);
  });

  test('are none on a page that stays hidden', () => {
    const { clock, sent, page, tracker } = setUp();
    tracker.setAuto(AUTO);
    clock.advance(150);
    page.document.setVisible(false);
    clock.advance(6_000);
    page.document.setVisible(true);
    clock.advance(150);
    expect(sent.map(({ auto }) => auto?.places)).toEqual([2, undefined, 2]);
  });

  test('are the app’s word in a view of its own', () => {
    const { clock, sent, tracker } = setUp();
    tracker.setAuto(AUTO);
    tracker.setManual({ tiles: [], auto: { places: 4, height: 250.4 } });
    clock.advance(150);
    expect(sent).toEqual([{ tiles: [], pins: [], auto: { places: 4, height: 250 } }]);
  });
});
