/**
 * Spreads media work over turns of the event loop: at most `sliceMs` of Node at a time, audio before video, and no
 * more than `maxInFlight` unanswered requests per lane, so that answers do not come as one burst either. A speaker
 * change in a room of 350 is hundreds of consumers; between two slices sockets are served.
 */
export interface WorkSlices {
  /** One lane for each worker: a stuck worker blocks only its own. */
  openLane(): WorkLane;
}

/** A lane's work is started in order, audio first. */
export interface WorkLane {
  /**
   * Runs `work` in a later turn, settles as it does. Work that waits when the lane is closed is dropped and its promise
   * rejects with `LaneClosed`.
   */
  run<T>(urgency: 'audio' | 'video', work: () => Promise<T> | T): Promise<T>;
  close(): void;
}

/** Why work of a closed lane did not run. */
export class LaneClosed extends Error {}

interface Task {
  start(): Promise<unknown>;
  drop(): void;
}

interface Lane {
  readonly audio: Task[];
  readonly video: Task[];
  inFlight: number;
}

/** `monotonic` in ms; `defer` runs its argument in a later turn (default `setImmediate`). */
export function createWorkSlices(options: {
  readonly monotonic: () => number;
  readonly sliceMs?: number;
  readonly maxInFlight?: number;
  readonly defer?: (action: () => void) => void;
}): WorkSlices {
  const { monotonic, sliceMs = 10, maxInFlight = 64, defer = setImmediate } = options;
  const lanes = new Set<Lane>();
  let scheduled = false;

  const wake = () => {
    if (scheduled) return;
    scheduled = true;
    defer(slice);
  };

  const slice = () => {
    scheduled = false;
    const endsAt = monotonic() + sliceMs;
    let ran = true;
    // One task of each lane in turn, so that lanes share the slice.
    while (ran) {
      ran = false;
      for (const lane of lanes) {
        if (lane.inFlight >= maxInFlight) continue;
        const task = lane.audio.shift() ?? lane.video.shift();
        if (task === undefined) continue;
        ran = true;
        lane.inFlight += 1;
        void task.start().then(() => {
          lane.inFlight -= 1;
          if (lane.audio.length + lane.video.length > 0) wake();
        });
        if (monotonic() >= endsAt) {
          wake();
          return;
        }
      }
    }
  };

  return {
    openLane() {
      const lane: Lane = { audio: [], video: [], inFlight: 0 };
      lanes.add(lane);
      return {
        run: (urgency, work) =>
          new Promise((resolve, reject) => {
            if (!lanes.has(lane)) {
              reject(new LaneClosed());
              return;
            }
            lane[urgency].push({
              start: async () => {
                try {
                  resolve(await work());
                } catch (thrown) {
                  reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
                }
              },
              drop: () => {
                reject(new LaneClosed());
              },
            });
            wake();
          }),
        close() {
          lanes.delete(lane);
          for (const task of [...lane.audio, ...lane.video]) task.drop();
          lane.audio.length = 0;
          lane.video.length = 0;
        },
      };
    },
  };
}
