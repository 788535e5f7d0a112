import type { types } from 'mediasoup';
import type { Clock } from '../clock.ts';
import type { LayerState, MediaObserver, PauseReason, SentLayer } from './ports.ts';

/** Of consumers' scores one in so many is taken at each look, in turn: a large call has thousands. */
const SCORE_EVERY = 6;
/** Looks further apart than this count as one of this length, ms: the process stood still, and nobody knows what was. */
const MAX_GAP_MS = 30_000;

/** What is looked at of one forwarded track. */
export interface ForwardedTrack {
  readonly kind: 'audio' | 'video';
  /** Spatial layer asked of the worker. */
  readonly spatial: number;
  /** Its receiver said that it is ready. */
  readonly resumed: boolean;
  readonly consumer: Pick<types.Consumer, 'type' | 'paused' | 'producerPaused' | 'currentLayers' | 'score'>;
}

/** What is looked at of one published track. */
export interface PublishedTrack {
  readonly kind: 'audio' | 'video';
  readonly producer: Pick<types.Producer, 'paused' | 'score'> | undefined;
}

type Told = Pick<MediaObserver, 'scored' | 'layerSeconds' | 'pausedSeconds'>;

/**
 * Tells once in each period how tracks are forwarded: in which layer, whether that is the one asked for, why they stand
 * still, and how well they arrive. Nothing is asked of a worker: mediasoup tells all of it by itself.
 */
export class ForwardingCensus {
  readonly #clock: Clock;
  readonly #observer: Told;
  #last: number;
  #turn = 0;

  constructor(clock: Clock, observer: Told) {
    this.#clock = clock;
    this.#observer = observer;
    this.#last = clock.monotonic();
  }

  look(published: Iterable<PublishedTrack>, forwarded: Iterable<ForwardedTrack>): void {
    const now = this.#clock.monotonic();
    const seconds = Math.min(now - this.#last, MAX_GAP_MS) / 1_000;
    this.#last = now;
    this.#lookAtPublished(published);
    this.#lookAtForwarded(forwarded, seconds);
  }

  #lookAtPublished(published: Iterable<PublishedTrack>): void {
    for (const { kind, producer } of published) {
      if (producer === undefined || producer.paused) continue;
      for (const { score } of producer.score) this.#observer.scored('in', kind, score);
    }
  }

  #lookAtForwarded(forwarded: Iterable<ForwardedTrack>, seconds: number): void {
    const layers = new Map<SentLayer, Map<LayerState, number>>();
    const paused = new Map<'audio' | 'video', Map<PauseReason, number>>();
    this.#turn = (this.#turn + 1) % SCORE_EVERY;
    let index = 0;
    for (const track of forwarded) {
      index += 1;
      const reason = findPause(track);
      if (reason !== undefined) {
        addTo(paused, track.kind, reason);
        continue;
      }
      if (index % SCORE_EVERY === this.#turn)
        this.#observer.scored('out', track.kind, track.consumer.score.score);
      if (track.kind === 'audio' || track.consumer.type === 'simple') continue;
      addTo(layers, ...findLayer(track));
    }
    for (const [layer, states] of layers)
      for (const [state, tracks] of states) this.#observer.layerSeconds(layer, state, tracks * seconds);
    for (const [kind, reasons] of paused)
      for (const [reason, tracks] of reasons) this.#observer.pausedSeconds(kind, reason, tracks * seconds);
  }
}

/** Why nothing of it is sent; `undefined` when it is. Pure. */
export function findPause({ consumer, resumed }: ForwardedTrack): PauseReason | undefined {
  if (consumer.producerPaused) return 'publisher';
  if (!consumer.paused) return undefined;
  return resumed ? 'server' : 'notReady';
}

const LAYERS = ['0', '1', '2'] as const;

/** The layer that is sent, and how it stands to the one asked for. Pure. */
export function findLayer({ consumer, spatial }: ForwardedTrack): readonly [SentLayer, LayerState] {
  const current = consumer.currentLayers?.spatialLayer;
  // A publisher that sends nothing of a layer has a score of 0 there: no path of the receiver can help.
  const isSent = (consumer.score.producerScores[spatial] ?? 0) > 0;
  const below: LayerState = isSent ? 'below' : 'notPublished';
  if (current === undefined) return ['none', below];
  return [LAYERS[current] ?? '2', current >= spatial ? 'asked' : below];
}

function addTo<A, B>(counts: Map<A, Map<B, number>>, first: A, second: B): void {
  const inner = counts.get(first) ?? new Map<B, number>();
  counts.set(first, inner);
  inner.set(second, (inner.get(second) ?? 0) + 1);
}
