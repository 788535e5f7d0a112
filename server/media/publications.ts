import { EarshotError, type EventData, type ParticipantId, type Source, type TrackId } from '@earshot/shared';
import { UnsupportedError } from 'mediasoup/errors';
import type { types } from 'mediasoup';
import type { Clock } from '../clock.ts';
import type { PublishSpec } from '../rooms/ports.ts';
import { computeTrackLayers, type TrackLayers } from './layers.ts';
import { LayersWanted } from './layers-wanted.ts';
import { toWorkerParameters } from './parameters.ts';
import { MicrophoneWatch } from './microphone-watch.ts';
import { keepParameters } from './producer-parameters.ts';
import { computeStreamId, getKeyFrameRequestDelay, getKind } from './publish-rules.ts';
import { SpellLog } from '../spell-log.ts';
import type { Place } from './place.ts';
import { ResumeGather } from './resume-gather.ts';

/** Why a consumer went away, as receivers are told. */
export type RemovalReason = EventData<'consumersRemoved'>['removed'][number]['reason'];

/** A receiver's share in a publication, told when the publication ends. */
export interface Watcher {
  handleTrackGone(reason: RemovalReason): void;
}

/** What a publication needs. */
export interface PublicationOptions {
  readonly participantId: ParticipantId;
  readonly spec: PublishSpec;
  readonly clock: Clock;
  /** Where it is published: the publisher's place. */
  readonly place: Place;
  /** How long answers of its receivers are gathered, ms. */
  readonly resumeGatherMs: number;
  /** Tells the publisher the highest layer that anybody watches; called from media's own turns. */
  readonly tellLayers: (maxSpatialLayer: number) => void;
  /** An open microphone is not heard, told at each look; or it is heard again. */
  readonly tellUnheard: (unheard: boolean) => void;
  /** A pause or resume failed though the worker is alive. */
  readonly failed: (error: unknown) => void;
  /** A key frame of it came. */
  readonly keyFrameReceived: () => void;
}

/** The worker calls an encoding silent after so long without a packet, ms; sound under DTX is silent by itself for a while. */
const SILENT_AFTER_MS = { audio: 5_000, video: 1_500 } as const;

/** One track of one participant and all who receive it. */
export class Publication {
  readonly trackId: TrackId;
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly kind: 'audio' | 'video';
  readonly streamId: string;
  readonly layers: TrackLayers;
  readonly watchers = new Set<Watcher>();
  readonly layersWanted: LayersWanted | undefined;
  readonly place: Place;
  /** Receivers of a video start together. */
  readonly resumes: ResumeGather;
  /** The highest of its encodings that ever came; -1 = none. */
  bestSent = -1;
  /** Monotonic ms when it could first be received; `undefined` while it is being made. */
  readyAt: number | undefined;
  readonly #options: PublicationOptions;
  /** When none of its encodings came, told by the worker. */
  readonly silence = new SpellLog();
  /** When it was paused though nobody wanted that. */
  readonly faults = new SpellLog();
  readonly #microphone: MicrophoneWatch;
  #producer: types.Producer | undefined;
  #paused: boolean;
  #pausing = false;
  #closed = false;

  constructor(options: PublicationOptions) {
    const { participantId, spec } = options;
    this.#options = options;
    this.trackId = spec.trackId;
    this.participantId = participantId;
    this.place = options.place;
    this.resumes = new ResumeGather(options.clock, options.resumeGatherMs);
    this.source = spec.source;
    this.kind = getKind(spec.source);
    this.streamId = computeStreamId(participantId, spec.source);
    this.layers = computeTrackLayers(spec.rtpParameters.encodings ?? [], spec.height);
    this.#paused = spec.paused;
    this.#microphone = new MicrophoneWatch(options.clock, options.tellUnheard);
    if (this.kind === 'video') {
      this.layersWanted = new LayersWanted(this.layers.spatial - 1, options.clock, options.tellLayers);
    }
  }

  /** Present while it can be received. */
  get producer(): types.Producer | undefined {
    return this.#producer;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Makes the producer. Rejects with `codec_unsupported`, `media_rejected`, `worker_lost`, `wrong_state` (closed meanwhile). */
  async open(transport: Pick<types.Transport, 'produce'>): Promise<types.Producer> {
    const { spec, clock } = this.#options;
    const { call } = this.place.live;
    let producer;
    try {
      producer = await call(() =>
        transport.produce({
          // One id for both: what observers report needs no look-up.
          id: spec.trackId,
          kind: this.kind,
          rtpParameters: toWorkerParameters(spec.rtpParameters, `${this.streamId} ${spec.trackId}`),
          paused: spec.paused,
          keyFrameRequestDelay: getKeyFrameRequestDelay(spec.source),
        }),
      );
    } catch (cause) {
      if (this.#closed) throw closedMeanwhile();
      throw toPublishError(cause);
    }
    if (this.#closed) {
      producer.close();
      throw closedMeanwhile();
    }
    keepParameters(producer);
    this.#producer = producer;
    this.#watchScore(producer);
    this.readyAt = clock.monotonic();
    this.layersWanted?.update();
    void this.#drivePause();
    if (this.kind === 'video') void this.#watchKeyFrames(producer);
    return producer;
  }

  /** The worker counts no key frames, but tells of each: a few in a minute for a camera. */
  async #watchKeyFrames(producer: types.Producer): Promise<void> {
    producer.on('trace', ({ type }) => {
      if (type === 'keyframe') this.#options.keyFrameReceived();
    });
    try {
      await this.place.live.call(() => producer.enableTraceEvent(['keyframe']));
    } catch {
      // Closed meanwhile, or its worker is lost: others deal with that.
    }
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#microphone.reset();
    void this.#drivePause();
  }

  /** A look at a microphone: so many packets have come from it. */
  look(packets: number, isConnected: boolean): void {
    if (!this.#closed && !this.#paused) this.#microphone.look(packets, isConnected);
  }

  /** Ends it for all who receive it. Idempotent. */
  close(reason: RemovalReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.layersWanted?.close();
    this.resumes.close();
    const producer = this.#producer;
    this.#producer = undefined;
    if (producer !== undefined && !producer.closed) producer.close();
    for (const watcher of [...this.watchers]) watcher.handleTrackGone(reason);
    this.watchers.clear();
  }

  /** The worker says when an encoding has been silent for a while, and at once when it comes again. */
  #watchScore(producer: types.Producer): void {
    const { clock } = this.#options;
    const end = () => {
      this.silence.end(clock.monotonic());
    };
    producer.on('score', (scores) => {
      const isSilent = scores.length > 0 && scores.every(({ score }) => score === 0);
      for (const { encodingIdx, score } of scores)
        if (score > 0) this.bestSent = Math.max(this.bestSent, encodingIdx);
      if (isSilent && !producer.paused) this.silence.begin(clock.monotonic() - SILENT_AFTER_MS[this.kind]);
      else end();
    });
    producer.observer.on('pause', () => {
      end();
      if (!this.#paused) this.faults.begin(clock.monotonic());
    });
    producer.observer.on('resume', () => {
      this.faults.end(clock.monotonic());
    });
  }

  /** Asks again for what was asked for last; answers whether that was needed. */
  repair(): boolean {
    const isAsWanted = this.#producer === undefined || this.#producer.paused === this.#paused;
    if (isAsWanted || this.#pausing) return false;
    void this.#drivePause();
    return true;
  }

  /** Latest wins, one request in flight. */
  async #drivePause(): Promise<void> {
    if (this.#pausing) return;
    this.#pausing = true;
    try {
      for (let producer = this.#producer; producer !== undefined; producer = this.#producer) {
        if (producer.paused === this.#paused) break;
        const current = producer;
        await this.place.live.call(() => (this.#paused ? current.pause() : current.resume()));
      }
    } catch (error) {
      if (!this.#closed) this.#options.failed(error);
    } finally {
      this.#pausing = false;
    }
  }
}

function closedMeanwhile(): EarshotError {
  return new EarshotError('wrong_state', 'The track was unpublished before it was ready.');
}

function toPublishError(thrown: unknown): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  const code = thrown instanceof UnsupportedError ? 'codec_unsupported' : 'media_rejected';
  const message = thrown instanceof Error ? thrown.message : undefined;
  return new EarshotError(code, message, { cause: thrown });
}
