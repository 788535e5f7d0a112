import { availableParallelism } from 'node:os';
import { EarshotError, type CallId, type ParticipantId, type RoomName } from '@earshot/shared';
import * as mediasoup from 'mediasoup';
import {
  getShedLevel,
  type MediaPort,
  type RoomMedia,
  type RoomMediaListener,
  type ShedStep,
} from '../rooms/ports.ts';
import { DEFAULT_VIDEO_CODECS } from './codecs.ts';
import { readEvidence, WatchedReceivers } from './evidence.ts';
import { LoadShedder } from './load-shedder.ts';
import { ForwardingCensus } from './forwarding-census.ts';
import { MEDIA_LIMITS, type MediaOptions, type MediaSettings } from './options.ts';
import { isFull } from './placement.ts';
import { Poller } from './poller.ts';
import type {
  CallEvidence,
  EvidenceSource,
  MediaNumbers,
  MediaNumbersSource,
  WorkerNumbers,
} from './ports.ts';
import { collectPolled, countRooms } from './room-numbers.ts';
import { StateCheck } from './state-check.ts';
import { CallMedia } from './room-media.ts';
import { WorkerPings } from './worker-pings.ts';
import { createWorkerPool, type LiveWorker, type WorkerPool } from './workers.ts';
import { createWorkSlices, type WorkSlices } from './work-slices.ts';

/** The media side of the server. */
export interface Media extends MediaPort, MediaNumbersSource, EvidenceSource {
  /** All workers are up. */
  ready(): boolean;
  /** Closes all rooms and stops the workers; resolves when their processes are gone. */
  close(): Promise<void>;
}

/** Starts the workers. Rejects when one does not start: a port in use, no worker binary, an address not ours. */
export async function createMedia(options: MediaOptions): Promise<Media> {
  const settings = computeSettings(options);
  // mediasoup logs per process. Its texts may hold addresses, which are shown from debug on only.
  mediasoup.setLogEventListeners({
    onwarn: (namespace, text) => {
      settings.logger.debug({ namespace, text }, 'mediasoup warning');
    },
    onerror: (namespace, text) => {
      settings.logger.warn({ namespace }, 'mediasoup error');
      settings.logger.debug({ namespace, text }, 'mediasoup error text');
    },
  });
  return new WorkerMedia(settings, await createWorkerPool(settings));
}

function computeSettings(options: MediaOptions): MediaSettings {
  const settings = {
    numWorkers: availableParallelism(),
    workerNice: 0,
    enableUdp: true,
    enableTcp: true,
    ice: { stunUrls: [], turnUrls: [], turnTtlSeconds: 3_600 },
    videoCodecs: DEFAULT_VIDEO_CODECS,
    cameraMode: 'simulcast',
    ...options,
    limits: { ...MEDIA_LIMITS, ...options.limits },
  };
  if (settings.numWorkers < 1)
    throw new EarshotError('config_invalid', 'At least one media worker is needed.');
  if (!settings.enableUdp && !settings.enableTcp) {
    throw new EarshotError('config_invalid', 'Media needs UDP or TCP.');
  }
  return settings;
}

/** A receiver that was not well is looked at for so long, ms. */
const WATCHED_MS = 60_000;

class WorkerMedia implements Media {
  readonly #settings: MediaSettings;
  readonly #pool: WorkerPool;
  readonly #slices: WorkSlices;
  readonly #shedder: LoadShedder;
  readonly #pings: WorkerPings;
  readonly #poller: Poller;
  readonly #census: ForwardingCensus;
  readonly #states: StateCheck;
  readonly #rooms = new Set<CallMedia>();
  readonly #watched = new WatchedReceivers();
  #closed = false;

  constructor(settings: MediaSettings, pool: WorkerPool) {
    this.#settings = settings;
    this.#pool = pool;
    this.#slices = createWorkSlices({ monotonic: () => settings.clock.monotonic() });
    const { clock, limits, logger, observer } = settings;
    this.#shedder = new LoadShedder({
      clock,
      thresholds: limits,
      logger,
      observer,
      changed: (live, step) => {
        this.#handleShed(live, step);
      },
    });
    this.#census = new ForwardingCensus(clock, observer);
    this.#pings = new WorkerPings({ clock, pool, logger, observer });
    this.#states = new StateCheck({ settings, pings: this.#pings });
    this.#poller = new Poller({
      clock,
      pings: this.#pings,
      pollMs: limits.pollMs,
      pool,
      collect: () => {
        this.#watched.expire(clock.monotonic());
        return [...this.#rooms].flatMap((room) => collectPolled(room, (leg) => this.#watched.has(leg)));
      },
      measured: (live) => {
        this.#shedder.update(live);
      },
      concluded: () => {
        this.#closeParked();
        this.#states.look(this.#rooms);
        this.#lookAtForwarding();
      },
    });
    this.#pings.start();
    this.#poller.start();
  }

  ready(): boolean {
    return !this.#closed && this.#pool.workers.every((live) => live !== undefined);
  }

  openRoom(call: { callId: CallId; room: RoomName }, listener: RoomMediaListener): RoomMedia {
    if (this.#closed) throw new EarshotError('wrong_state', 'Media is closed.');
    if (isFull(this.#pool.workers, this.#settings.limits.fullPps)) throw new EarshotError('node_full');
    const room = new CallMedia({
      settings: this.#settings,
      pool: this.#pool,
      slices: this.#slices,
      listener,
      facts: { callId: call.callId },
      getShedStep: (live) => this.#shedder.getStep(live),
      closed: (closed) => this.#rooms.delete(closed),
    });
    this.#rooms.add(room);
    return room;
  }

  numbers(): MediaNumbers {
    const perWorker = this.#pool.workers.map(() => 0);
    for (const room of this.#rooms) {
      for (const leg of room.legs) {
        const { index } = leg.place.live;
        perWorker[index] = (perWorker[index] ?? 0) + leg.transports.length;
      }
    }
    return {
      workers: this.#pool.workers.map((live, index) => ({
        ...this.#workerNumbers(index),
        transports: live === undefined ? 0 : (perWorker[index] ?? 0),
      })),
      streams: this.#poller.readings.sums.totals(),
      transportBytes: { ...this.#poller.readings.transportBytes },
      ...countRooms(this.#rooms),
    };
  }

  evidence(callId: string): CallEvidence | undefined {
    const parts = {
      histories: this.#poller.readings.histories,
      pings: this.#pings,
    };
    for (const room of this.#rooms) if (room.callId === callId) return readEvidence(room, parts);
    return undefined;
  }

  watchReceiver(participantId: ParticipantId): void {
    this.#watched.watch(participantId, this.#settings.clock.monotonic() + WATCHED_MS);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#poller.close();
    this.#pings.close();
    for (const room of [...this.#rooms]) room.close();
    await this.#pool.close();
  }

  #workerNumbers(index: number): Omit<WorkerNumbers, 'transports'> {
    const live = this.#pool.workers[index];
    return {
      index,
      pid: live?.pid ?? 0,
      up: live !== undefined,
      ...this.#poller.usage.get(index, live?.pid),
      routers: live?.rooms.size ?? 0,
      packetsPerSecondIn: live?.load.packetsPerSecondIn ?? 0,
      packetsPerSecondOut: live?.load.packetsPerSecondOut ?? 0,
      packetsEstimateError: this.#poller.estimateError(index),
      stalled: live !== undefined && this.#pings.isStalled(live),
      shedStep: live === undefined ? 0 : getShedLevel(this.#shedder.getStep(live)),
    };
  }

  #handleShed(live: LiveWorker, step: ShedStep): void {
    for (const room of this.#rooms) room.handleShed(live, step);
  }

  /** Once in each period. */
  #lookAtForwarding(): void {
    const rooms = [...this.#rooms];
    const legs = rooms.flatMap((room) => [...room.legs]);
    this.#census.look(
      rooms.flatMap((room) => [...room.publications]),
      legs.flatMap(({ reconciler }) => [...reconciler.subscriptions]),
    );
  }

  /** Once in each period. */
  #closeParked(): void {
    for (const room of this.#rooms) for (const leg of room.legs) leg.reconciler.care.closeParked();
  }
}
