import { meanMs } from '@earshot/shared';
import type { PlayoutSample } from './api.ts';
import type { CounterStore } from './counters.ts';
import { numberOf, type StatsIndex } from './raw.ts';
import { deltaOf, measuredOf, ratio } from './reading.ts';

/**
 * Reads the loudspeaker of a receiving connection: what it plays is mixed, so there is one for all streams. `undefined` where
 * the browser does not measure it (all but Chromium, 2026).
 */
export function readPlayout(index: StatsIndex, counters: CounterStore): PlayoutSample | undefined {
  const [playout] = index.ofType('media-playout');
  if (playout === undefined) return undefined;
  const difference = counters.difference(playout);
  if (difference === 'unchanged') return undefined;
  const delta = deltaOf(difference);
  return measuredOf({
    synthesizedEvents: numberOf(playout, 'synthesizedSamplesEvents'),
    delayInMs: meanMs(delta?.of('totalPlayoutDelay'), delta?.of('totalSamplesCount')),
    synthesizedRatio: ratio(delta?.of('synthesizedSamplesDuration'), delta?.of('totalSamplesDuration')),
  });
}
