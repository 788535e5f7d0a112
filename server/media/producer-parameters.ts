import type { types } from 'mediasoup';

/**
 * mediasoup copies a producer's parameters deeply at each look at them, and looks three times for every consumer. They
 * never change, so one copy serves all looks; mediasoup itself copies what it goes on to change.
 */
export function keepParameters(producer: types.Producer): void {
  for (const name of ['rtpParameters', 'consumableRtpParameters'] as const) {
    Object.defineProperty(producer, name, { value: producer[name] });
  }
}
