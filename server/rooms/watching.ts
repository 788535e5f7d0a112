import { computeLadderBitrate, type LimitsInfo, type ParticipantId } from '@earshot/shared';
import { computeVideoCap, nextCallSize, SMALL_CALL } from './caps.ts';
import { nextOptimal } from './optimal-videos.ts';
import type { WantedVideo } from './ports.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat, Track } from './seat.ts';
import { computeShedding } from './shed.ts';
import { createScene, type Scene } from './view-candidates.ts';
import { selectVideos } from './view-policy.ts';

/** Whose picture each receiver of one room gets. Used inside decisions. */
export interface Watching {
  /** Whether the call became large or small. */
  resize(): boolean;
  setDominant(order: readonly ParticipantId[]): void;
  setSpotlight(participantIds: readonly ParticipantId[]): void;
  /** Works out anew what all receivers' choices look at. */
  collect(): void;
  /** Chooses a receiver's videos by its limits. */
  select(seat: Seat): readonly WantedVideo[];
  /** A receiver's caps now, measured ones included. */
  computeLimits(seat: Seat): Omit<LimitsInfo, 'audios'>;
  /** Cameras that run, at most this receiver's cap: what it will probably get. */
  expectVideos(seat: Seat): number;
  /** Resize then. */
  recheckAt(): number | undefined;
}

/** Makes it for an empty room. */
export function createWatching(core: RoomCore): Watching {
  return new RoomWatching(core);
}

const NOBODY = createScene({ spotlight: [], dominant: [], cameras: [], find: () => undefined });

class RoomWatching implements Watching {
  readonly #core: RoomCore;
  #size = SMALL_CALL;
  #sizeRecheckAt: number | undefined;
  #dominant: readonly ParticipantId[] = [];
  #spotlight: readonly ParticipantId[] = [];
  #scene: Scene = NOBODY;
  /** Running ones. */
  #cameras: ReadonlyMap<ParticipantId, Track> = new Map();

  constructor(core: RoomCore) {
    this.#core = core;
  }

  resize(): boolean {
    const { seats, options } = this.#core;
    let visible = 0;
    for (const seat of seats.values()) if (!seat.grants.hidden) visible += 1;
    const now = options.clock.monotonic();
    const after = nextCallSize(this.#size, { visible, now }, options.config.caps);
    const crossed = after.size.large !== this.#size.large;
    this.#size = after.size;
    this.#sizeRecheckAt = after.recheckAt;
    return crossed;
  }

  setDominant(order: readonly ParticipantId[]): void {
    this.#dominant = order;
  }

  setSpotlight(participantIds: readonly ParticipantId[]): void {
    this.#spotlight = participantIds;
  }

  collect(): void {
    const cameras = new Map<ParticipantId, Track>();
    const screens = new Map<ParticipantId, Track>();
    for (const { participantId, tracks } of this.#core.seats.values()) {
      const camera = tracks.get('camera');
      if (camera?.paused === false) cameras.set(participantId, camera);
      const screen = tracks.get('screen');
      if (screen?.paused === false) screens.set(participantId, screen);
    }
    this.#cameras = cameras;
    const published = [...cameras].sort(([, a], [, b]) => a.publishedAt - b.publishedAt);
    this.#scene = createScene({
      spotlight: this.#spotlight,
      dominant: this.#dominant,
      cameras: published.map(([participantId]) => participantId),
      find: (participantId, source) => (source === 'camera' ? cameras : screens).get(participantId)?.trackId,
    });
  }

  select(seat: Seat): readonly WantedVideo[] {
    const { participantId, view, constraints, limits, shed } = seat;
    const now = this.#core.options.clock.monotonic();
    const input = {
      self: participantId,
      view,
      scene: this.#scene,
      cap: limits?.optimalVideoCount ?? 0,
      maxFrameHeight: constraints.maxFrameHeight,
      maxFrameRate: constraints.maxFrameRate,
      thumbnails: computeShedding(shed).thumbnails,
    };
    const choice = selectVideos(input, seat.viewState, now);
    seat.viewState = choice.state;
    seat.rechecks.view = choice.recheckAt;
    return choice.videos;
  }

  computeLimits(seat: Seat): Omit<LimitsInfo, 'audios'> {
    const { clock, config } = this.#core.options;
    const cap = this.#computeCap(seat);
    const { state, optimal, recheckAt } = nextOptimal(
      seat.optimal,
      {
        cap: cap.videos,
        candidates: this.#cameras.size - Number(this.#cameras.has(seat.participantId)),
        shareBitrate: sumShares(seat),
        downlink: seat.downlink,
        decodeCapacity: seat.decodeCapacity,
        maxBitrate: seat.constraints.maxBitrate,
      },
      clock.monotonic(),
    );
    seat.optimal = state;
    seat.rechecks.limits = recheckAt;
    return {
      ...cap,
      participants: config.maxParticipants,
      optimalVideoCount: optimal.videos,
      optimalVideoCountReason: optimal.reason,
    };
  }

  expectVideos(seat: Seat): number {
    let running = 0;
    for (const other of this.#core.seats.values()) {
      if (other !== seat && other.tracks.get('camera')?.paused === false) running += 1;
    }
    return Math.min(running, this.#computeCap(seat).videos);
  }

  recheckAt(): number | undefined {
    return this.#sizeRecheckAt;
  }

  #computeCap({ formFactor, shed }: Seat): ReturnType<typeof computeVideoCap> {
    return computeVideoCap({ formFactor, large: this.#size.large, shed }, this.#core.options.config.caps);
  }
}

/** What the shares that a receiver gets cost, bit/s. */
function sumShares({ viewState }: Seat): number {
  let sum = 0;
  for (const { camera, height } of viewState.shown.values()) if (!camera) sum += computeLadderBitrate(height);
  return sum;
}
