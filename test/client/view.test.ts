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
