import type { EventData, TrackId } from '@earshot/shared';
import type { types } from 'mediasoup';
import { describe, expect, it } from 'vitest';
import { Histories } from '../../../server/media/histories.ts';
import { PathLossWatch } from '../../../server/media/path-loss.ts';
import { createHarness } from '../../client/diagnostics/harness.ts';
import { ownVoice } from '../../client/diagnostics/scenes.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const VOICE = 'voice' as TrackId; // tests name their tracks in words
const CAMERA = 'camera' as TrackId;

function setUp() {
  const clock = createFakeClock();
  const told: EventData<'pathLoss'>[] = [];
  const watch = new PathLossWatch(clock, (loss) => told.push(loss));
  return { clock, told, watch };
}

describe('what a participant is told of its own ways', () => {
  it('is nothing while nothing is lost', () => {
    const { clock, told, watch } = setUp();
    for (let period = 0; period < 10; period += 1) {
      watch.handleSent(VOICE, { expected: 250, lost: 1 });
      watch.handleReceived(0.004);
      clock.advance(5_000);
    }
    expect(told).toEqual([]);
  });

  it('M20: is all its tracks together, in one word, with each reading while they lose, and once when that is over', () => {
    const { clock, told, watch } = setUp();
    watch.handleSent(VOICE, { expected: 250, lost: 10 });
    watch.handleSent(CAMERA, { expected: 750, lost: 90 });
    watch.handleReceived(0.2);
    clock.advance(5_000);
    expect(told).toEqual([{ sent: 0.1, received: 0.2 }]);
    watch.handleSent(VOICE, { expected: 250, lost: 50 });
    watch.handleSent(CAMERA, undefined);
    watch.handleReceived(undefined);
    clock.advance(5_000);
    expect(told.slice(1)).toEqual([{ sent: 0.2 }]);
    for (let period = 0; period < 3; period += 1) {
      watch.handleSent(VOICE, { expected: 250, lost: 0 });
      clock.advance(5_000);
    }
    expect(told.slice(2)).toEqual([{ sent: 0, received: 0 }]);
  });

  it('is no ratio of a handful of packets, nor of what was read long ago', () => {
    const { clock, told, watch } = setUp();
    watch.handleSent(VOICE, { expected: 10, lost: 5 });
    clock.advance(5_000);
    watch.handleSent(CAMERA, { expected: 100, lost: 10 });
    clock.advance(1_000);
    expect(told).toEqual([{ sent: 0.136 }]);
    clock.advance(9_000);
    watch.handleSent(VOICE, { expected: 100, lost: 20 });
    clock.advance(1_000);
    expect(told.at(-1)).toEqual({ sent: 0.2 });
  });

  it('is not told after the end', () => {
    const { clock, told, watch } = setUp();
    watch.handleReceived(0.5);
    watch.close();
    clock.advance(5_000);
    expect(told).toEqual([]);
  });
});

/**
 * Seconds of the page of somebody who sends a voice, and of the server: its worker counts what is lost every 5 s, and is read as
 * often, each in its own seconds.
 */
function play({ counting, reading }: { counting: number; reading: number }) {
  const { clock, told, watch } = setUp();
  const call = createHarness();
  const histories = new Histories();
  let [sent, lost, counted] = [0, 0, 0];
  return {
    call,
    told,
    pass: (seconds: number, loss: number): number => {
      for (let second = 0; second < seconds; second += 1) {
        sent += 50;
        lost += 50 * loss;
        clock.advance(1_000);
        const now = clock.monotonic();
        const inFive = Math.round(now / 1_000) % 5;
        if (inFive === counting) counted = lost;
        if (inFive === reading) {
          const row = { packetsLost: counted, packetCount: sent - lost, packetsRepaired: 0, jitter: 0 };
          histories.addReceived(VOICE, [row as types.ProducerStat], { at: now, clockRate: 48_000 });
          watch.handleSent(VOICE, histories.latest(VOICE));
        }
        // What was told in the last second has arrived.
        for (const word of told.splice(0)) call.feed({ pathLoss: { ...word, at: call.now() } });
        call.pass(1, {
          streams: [ownVoice()],
          transports: [{ id: 's', direction: 'send', rttInMs: 20 }],
        });
        if (call.raised().includes('networkSendQuality') === loss > 0) return second + 1;
      }
      return Infinity;
    },
  };
}

describe('networkSendQuality of somebody who sends nothing but a voice', () => {
  it.each([0, 1, 2, 3, 4])(
    'is raised within 15 s and cleared within 20 s, whenever the server reads (%i)',
    (reading) => {
      for (const [loss, counting] of [0.08, 0.1, 0.3].flatMap((one) =>
        [0, 1, 2, 3, 4].map((at) => [one, at] as const),
      )) {
        const { call, pass } = play({ counting, reading });
        for (let second = 0; second < 23; second += 1) pass(1, 0);
        expect(call.changes).toEqual([]);
        expect(pass(60, loss)).toBeLessThanOrEqual(15);
        for (let second = 0; second < 10; second += 1) pass(1, loss);
        expect(pass(60, 0)).toBeLessThanOrEqual(20);
      }
    },
  );
});
