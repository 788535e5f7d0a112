import type { MediaObserver } from '../../media/ports.ts';
import type { Metrics } from '../registry.ts';

/** Counts how well the server forwards. */
export function observeForwarding(
  metrics: Metrics,
): Pick<MediaObserver, 'keyFrameReceived' | 'scored' | 'estimated' | 'layerSeconds' | 'pausedSeconds'> {
  const keyFrames = metrics.counter('earshot_sfu_key_frames_total');
  const scores = metrics.histogram('earshot_sfu_score');
  const available = metrics.histogram('earshot_sfu_available_bytes_per_second');
  const layers = metrics.counter('earshot_sfu_layer_seconds_total');
  const paused = metrics.counter('earshot_sfu_paused_seconds_total');
  return {
    keyFrameReceived(source) {
      if (source === 'camera' || source === 'screen') keyFrames.add({ source });
    },
    scored(direction, kind, score) {
      scores.observe({ direction, kind }, score);
    },
    estimated(bitsPerSecond) {
      available.observe({}, bitsPerSecond / 8);
    },
    layerSeconds(layer, state, seconds) {
      layers.add({ layer, state }, seconds);
    },
    pausedSeconds(kind, reason, seconds) {
      paused.add({ kind, reason }, seconds);
    },
  };
}
