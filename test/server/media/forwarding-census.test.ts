import { ForwardingCensus, type ForwardedTrack } from '@earshot/server/media/forwarding-census.ts';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';

function open() {
  const clock = createFakeClock();
  const told: string[] = [];
  const census = new ForwardingCensus(clock, {
    scored: (direction, kind, score) => told.push(`score ${direction} ${kind} ${String(score)}`),
    layerSeconds: (layer, state, seconds) => told.push(`layer ${layer} ${state} ${String(seconds)}`),
    pausedSeconds: (kind, reason, seconds) => told.push(`paused ${kind} ${reason} ${String(seconds)}`),
  });
  return { clock, told, census };
}

/** A forwarded camera in its middle layer, which is the one asked for, unless said otherwise. */
function track(
  consumer: Partial<ForwardedTrack['consumer']> = {},
  rest: Partial<Omit<ForwardedTrack, 'consumer'>> = {},
): ForwardedTrack {
  return {
    kind: 'video',
    spatial: 1,
    resumed: true,
    ...rest,
    consumer: {
      type: 'simulcast',
      paused: false,
      producerPaused: false,
      currentLayers: { spatialLayer: 1 },
      score: { score: 9, producerScore: 10, producerScores: [10, 10, 10] },
      ...consumer,
    },
  };
}

const layersOf = (told: readonly string[]) => told.filter((line) => line.startsWith('layer'));

describe('the census of what is forwarded', () => {
  it('counts time by layer, and why it is not the one asked for', () => {
    const { clock, told, census } = open();
    clock.advance(5_000);
    census.look(
      [],
      [
        track(),
        track(),
        track({ currentLayers: { spatialLayer: 0 } }),
        track({ currentLayers: undefined, score: { score: 0, producerScore: 0, producerScores: [0, 0, 0] } }),
        track({ currentLayers: { spatialLayer: 2 } }),
      ],
    );
    expect(layersOf(told)).toEqual([
      'layer 1 asked 10',
      'layer 0 below 5',
      'layer none notPublished 5',
      'layer 2 asked 5',
    ]);
  });

  it('counts what stands still apart, by who paused it, and no layers of it', () => {
    const { clock, told, census } = open();
    clock.advance(2_000);
    census.look(
      [],
      [
        track({ producerPaused: true, paused: true }),
        track({ paused: true }),
        track({ paused: true }, { resumed: false }),
        track({ paused: true, type: 'simple' }, { kind: 'audio', resumed: false }),
      ],
    );
    expect(told).toEqual([
      'paused video publisher 2',
      'paused video server 2',
      'paused video notReady 2',
      'paused audio notReady 2',
    ]);
  });

  it('takes the scores of all that comes, and of each that goes once in six looks', () => {
    const { told, census } = open();
    const score = [
      { encodingIdx: 0, ssrc: 1, score: 10 },
      { encodingIdx: 1, ssrc: 2, score: 4 },
    ];
    const published = [
      { kind: 'video' as const, producer: { paused: false, score } },
      { kind: 'audio' as const, producer: { paused: true, score } },
      { kind: 'audio' as const, producer: undefined },
    ];
    const voices = Array.from({ length: 12 }, () => track({ type: 'simple' }, { kind: 'audio' }));
    for (let look = 0; look < 6; look += 1) census.look(published, voices);
    expect(told.filter((line) => line === 'score in video 4')).toHaveLength(6);
    expect(told.filter((line) => line.startsWith('score in'))).toHaveLength(12);
    expect(told.filter((line) => line === 'score out audio 9')).toHaveLength(12);
  });

  it('does not count hours after the process stood still', () => {
    const { clock, told, census } = open();
    clock.advance(3_600_000);
    census.look([], [track()]);
    expect(layersOf(told)).toEqual(['layer 1 asked 30']);
  });
});
